using System.Text;
using System.Text.Json;
using Andamento.Inference;
using Andamento.Inference.Custom;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Bench.Inference;

/// <summary>A custom model under 32 clients, each with one row at a time, against loops that have all rows beforehand.</summary>
internal static class CustomBench
{
    private const int ClientCount = 32;

    public static async Task RunAsync(BenchSettings settings)
    {
        await CompareAsync(settings, "MLP 256-512-512-64", 256, 512, 512, 64);
        await CompareAsync(settings, "MLP 256-2048-2048-64", 256, 2048, 2048, 64);
    }

    private static async Task CompareAsync(BenchSettings settings, string title, params int[] widths)
    {
        using var folder = new MlpFolder(widths);
        using var raw = new RawModel(folder.File, new());
        using var sleeping = new RawModel(folder.File, new(), sleeps: true);
        using var many = Rows(ClientCount, folder.Width);
        using var one = Rows(1, folder.Width);
        var manifest = await ModelManifest.ReadAsync(folder.Path, CancellationToken.None);
        await using var model = CustomModel.Load(
            folder.Path, manifest, new() { Concurrency = ClientCount }, new Progress<string>());
        var tensors = new CustomInput(
            [new(TensorElementType.Float, [1, folder.Width], new byte[4 * folder.Width], null)], 1, InputStyle.Rows);
        var request = new ModelRequest(Body(folder.Width), "application/json", "mlp");

        Side batched = time => Clients.Loop(time, ClientCount, () => raw.Run([many]));
        Side asleep = time => Clients.Loop(time, ClientCount, () => sleeping.Run([many]));
        Side single = time => Clients.Loop(time, 1, () => raw.Run([one]));
        Side ours = time => Clients.AskAsync(ClientCount, time, _ => model.PredictAsync(tensors, CancellationToken.None));
        Side withJson = time => Clients.AskAsync(ClientCount, time, _ => model.RunAsync(request, CancellationToken.None).AsTask());
        await Turns.CompareAsync($"{title}, 32 clients / raw batches of 32", settings, batched, ours, 0.9);
        await Turns.CompareAsync("  with reading and writing JSON", settings, batched, withJson, null);
        await Turns.CompareAsync($"{title}, 32 clients / raw, sleeping threads", settings, asleep, ours, null);
        await Turns.CompareAsync("  with reading and writing JSON", settings, asleep, withJson, null);
        await Turns.CompareAsync($"{title}, 32 clients / raw rows", settings, single, ours, 3);
        await Turns.CompareAsync("  with reading and writing JSON", settings, single, withJson, null);
    }

    private static OrtValue Rows(int rows, int width)
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, rows * width).Select(_ => random.NextSingle())];
        return OrtValue.CreateTensorValueFromMemory(values, [rows, width]);
    }

    private static byte[] Body(int width)
    {
        var random = new Random(1);
        float[] row = [.. Enumerable.Range(0, width).Select(_ => random.NextSingle())];
        return Encoding.UTF8.GetBytes($$"""{"instances": [{{JsonSerializer.Serialize(row)}}]}""");
    }
}
