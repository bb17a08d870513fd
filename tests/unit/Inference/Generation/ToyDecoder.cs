using Andamento.Inference;
using Andamento.Inference.Generation;

namespace Andamento.Tests.Unit.Inference.Generation;

/// <summary>
/// A decoder of one layer with made-up weights, whose past is concatenated: every token depends on all before it and on their
/// places.
/// </summary>
internal static class ToyDecoder
{
    public const int Vocabulary = 50, Width = 16;

    /// <summary>Writes the model into a folder and loads it.</summary>
    /// <param name="folder">Empty.</param>
    /// <param name="positions">Whether it is told the places of tokens, and can so bear padding.</param>
    /// <param name="options">Limits.</param>
    /// <param name="chunk">New tokens in one run.</param>
    public static Decoder Load(string folder, bool positions, ModelLoadOptions? options = null, int? chunk = null)
    {
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), File_(positions).ToBytes());
        return Decoder.Load(folder, Manifest, options ?? new() { Concurrency = 8, Threads = 1 }, chunk);
    }

    private static ModelManifest Manifest => new()
    {
        SchemaVersion = 1,
        Name = "main.default.toy",
        Version = "1",
        Format = "onnx",
        Kind = ModelKinds.LanguageModel,
        MaxLength = 128,
        Files = [new("model.onnx", 0, "")],
    };

    private static OnnxFile File_(bool positions)
    {
        var random = new Random(7);
        var file = new OnnxFile()
            .Input("input_ids", OnnxFile.Int64, "rows", "tokens").Input("attention_mask", OnnxFile.Int64, "rows", "total")
            .Input("past_key_values.0.key", OnnxFile.Float, "rows", 1, "past", Width)
            .Input("past_key_values.0.value", OnnxFile.Float, "rows", 1, "past", Width)
            .Output("logits", OnnxFile.Float, "rows", "tokens", Vocabulary)
            .Output("present.0.key", OnnxFile.Float, "rows", 1, "total", Width)
            .Output("present.0.value", OnnxFile.Float, "rows", 1, "total", Width)
            .Weights("zero", [0L]).Weights("one", [1L]).Weights("first", [0L], 1).Weights("second", [1L], 1).Weights("middle", [1L, 2L], 2)
            .Weights("none", [0f]).Weights("never", [-1e9f])
            .Weights("tokens_w", Random(Vocabulary * Width), Vocabulary, Width).Weights("places_w", Random(128 * Width), 128, Width)
            .Weights("query_w", Random(Width * Width), Width, Width).Weights("key_w", Random(Width * Width), Width, Width)
            .Weights("value_w", Random(Width * Width), Width, Width).Weights("head_w", Random(Vocabulary * Width), Width, Vocabulary);
        if (positions) file.Input("position_ids", OnnxFile.Int64, "rows", "tokens");

        // Which columns of the past a token sees: those before it that are no padding.
        file.Node("Shape", ["attention_mask"], ["mask_shape"]).Node("Gather", ["mask_shape", "one"], ["total"])
            .Node("Shape", ["input_ids"], ["ids_shape"]).Node("Gather", ["ids_shape", "one"], ["tokens"])
            .Node("Sub", ["total", "tokens"], ["past"])
            .Node("Range", ["zero", "total", "one"], ["columns"]).Node("Range", ["past", "total", "one"], ["places"])
            .Node("Unsqueeze", ["places", "second"], ["places_down"])
            .Node("Greater", ["columns", "places_down"], ["later"]).Node("Where", ["later", "never", "none"], ["causal"])
            .Node("Cast", ["attention_mask"], ["there"], number: [("to", OnnxFile.Bool)])
            .Node("Where", ["there", "none", "never"], ["padding"]).Node("Unsqueeze", ["padding", "middle"], ["padding_down"])
            .Node("Add", ["causal", "padding_down"], ["bias"]);

        file.Node("Gather", ["tokens_w", "input_ids"], ["embedded"])
            .Node("Gather", ["places_w", positions ? "position_ids" : "places"], ["placed"]).Node("Add", ["embedded", "placed"], ["x"]);
        foreach (var part in (string[])["query", "key", "value"])
            file.Node("MatMul", ["x", part + "_w"], [part]).Node("Unsqueeze", [part, "second"], [part + "_head"]);
        file.Node("Concat", ["past_key_values.0.key", "key_head"], ["present.0.key"], number: [("axis", 2)])
            .Node("Concat", ["past_key_values.0.value", "value_head"], ["present.0.value"], number: [("axis", 2)])
            .Node("Transpose", ["present.0.key"], ["turned"], numbers: ("perm", [0, 1, 3, 2]))
            .Node("MatMul", ["query_head", "turned"], ["scores"]).Node("Add", ["scores", "bias"], ["seen"])
            .Node("Softmax", ["seen"], ["weights"], number: [("axis", 3)]).Node("MatMul", ["weights", "present.0.value"], ["mixed"])
            .Node("Squeeze", ["mixed", "second"], ["attended"]).Node("Add", ["attended", "x"], ["y"]).Node("MatMul", ["y", "head_w"], ["logits"]);
        return file;

        float[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
