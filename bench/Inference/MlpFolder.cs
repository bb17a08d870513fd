using Andamento.Tests.Unit.Inference;

namespace Andamento.Bench.Inference;

/// <summary>A multilayer perceptron in a model's folder, made for the occasion.</summary>
internal sealed class MlpFolder : IDisposable
{
    /// <param name="widths">Of its layers, the input first.</param>
    public MlpFolder(params int[] widths)
    {
        Width = widths[0];
        Path = Directory.CreateTempSubdirectory("bench-mlp-").FullName;
        var bytes = Build(widths).ToBytes();
        System.IO.File.WriteAllBytes(File, bytes);
        System.IO.File.WriteAllText(System.IO.Path.Combine(Path, "model.json"), Manifest(bytes.Length));
    }

    public string Path { get; }

    public string File => System.IO.Path.Combine(Path, "model.onnx");

    /// <summary>Numbers in a row of the input.</summary>
    public int Width { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static OnnxFile Build(int[] widths)
    {
        var random = new Random(1);
        var file = new OnnxFile().Input("x", OnnxFile.Float, "batch", widths[0]).Output("y", OnnxFile.Float, "batch", widths[^1]);
        var at = "x";
        for (var layer = 1; layer < widths.Length; layer++)
        {
            var (before, width, isLast) = (widths[layer - 1], widths[layer], layer == widths.Length - 1);
            var scale = MathF.Sqrt(6f / before);
            float[] weights = [.. Enumerable.Range(0, before * width).Select(_ => (random.NextSingle() * 2 - 1) * scale)];
            var sum = isLast ? "y" : $"sum{layer}";
            file.Weights($"w{layer}", weights, before, width).Weights($"b{layer}", new float[width], width)
                .Node("Gemm", [at, $"w{layer}", $"b{layer}"], [sum]);
            if (isLast) continue;

            file.Node("Relu", [sum], [$"h{layer}"]);
            at = $"h{layer}";
        }

        return file;
    }

    private static string Manifest(int bytes) => $$"""
        {
          "schema_version": 1, "name": "bench.default.mlp", "version": "1", "format": "onnx", "kind": "custom",
          "files": [{"path": "model.onnx", "bytes": {{bytes}}, "sha256": ""}]
        }
        """;
}
