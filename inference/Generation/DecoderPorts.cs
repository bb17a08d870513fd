using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Generation;

/// <summary>A decoder's inputs and outputs, understood.</summary>
internal sealed record DecoderPorts
{
    // Asked of exports that hold two graphs in one, with and without a past.
    private const string CacheBranch = "use_cache_branch";

    /// <summary>The names of inputs that hold the past: key and value of layer 0, of layer 1 ...</summary>
    public required string[] Past { get; init; }

    /// <summary>The outputs that continue <see cref="Past"/>, in the same order.</summary>
    public required string[] Present { get; init; }

    public required string InputIds { get; init; }

    /// <summary>Null when the model has none; the same for the two below.</summary>
    public string? AttentionMask { get; init; }

    public string? PositionIds { get; init; }

    public string? UseCacheBranch { get; init; }

    public required string Logits { get; init; }

    /// <summary>Float or Float16.</summary>
    public required TensorElementType LogitsType { get; init; }

    /// <summary>Float or Float16.</summary>
    public required TensorElementType CacheType { get; init; }

    public required int KeyHeads { get; init; }

    public required int HeadSize { get; init; }

    public required int Vocabulary { get; init; }

    /// <summary>Bytes of one token in one of <see cref="Past"/>, for one head.</summary>
    public int HeadBytes => HeadSize * ElementType.Size(CacheType);

    /// <summary>Bytes that one token takes in all of <see cref="Past"/>.</summary>
    public long TokenBytes => (long)Past.Length * KeyHeads * HeadBytes;

    /// <exception cref="ModelException"><see cref="ModelFailure.BadModel"/>: the model is no decoder that this server can drive.</exception>
    public static DecoderPorts Of(OnnxSession session, DecoderConfig config)
    {
        var (names, inputs) = (config.Names, session.Inputs.ToDictionary(input => input.Name));
        var outputs = session.Outputs.ToDictionary(output => output.Name);
        var layers = 0;
        while (inputs.ContainsKey(DecoderNames.Layer(names.PastKey, layers))) layers++;
        if (layers == 0) throw Bad($"it has no input '{DecoderNames.Layer(names.PastKey, 0)}': export it with its cache of keys and values");

        var past = Both(names.PastKey, names.PastValue, layers);
        var present = Both(names.PresentKey, names.PresentValue, layers);
        foreach (var name in past.Where(name => !inputs.ContainsKey(name))) throw Bad($"it has no input '{name}'");
        foreach (var name in present.Where(name => !outputs.ContainsKey(name))) throw Bad($"it has no output '{name}'");
        string[] known = [names.InputIds, names.AttentionMask, names.PositionIds, CacheBranch, .. past];
        if (inputs.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown) throw Bad($"it has an input '{unknown}'");
        if (!inputs.TryGetValue(names.InputIds, out var ids) || ids.Type is not TensorElementType.Int64)
            throw Bad($"it has no input '{names.InputIds}' of int64");
        if (!outputs.TryGetValue(names.Logits, out var logits) || logits.Shape is not [_, _, > 0 and var vocabulary])
            throw Bad($"it has no output '{names.Logits}' [rows, tokens, vocabulary]");

        var shape = inputs[past[0]].Shape;
        if (shape.Length != 4) throw Bad($"its input '{past[0]}' is {inputs[past[0]].ShapeText} and not [rows, heads, tokens, size]");
        return new()
        {
            Past = past,
            Present = present,
            InputIds = names.InputIds,
            AttentionMask = Present(names.AttentionMask),
            PositionIds = Present(names.PositionIds),
            UseCacheBranch = Present(CacheBranch),
            Logits = names.Logits,
            LogitsType = Floating(logits),
            CacheType = Floating(inputs[past[0]]),
            KeyHeads = shape[1] > 0 ? (int)shape[1] : config.KeyHeads ?? throw Bad("nothing says how many heads its keys have"),
            HeadSize = shape[3] > 0 ? (int)shape[3] : config.HeadSize ?? throw Bad("nothing says how wide its heads are"),
            Vocabulary = (int)vocabulary,
        };

        string? Present(string name) => inputs.ContainsKey(name) ? name : null;
    }

    private static string[] Both(string keys, string values, int layers)
    {
        var both = new string[2 * layers];
        for (var layer = 0; layer < layers; layer++)
        {
            both[2 * layer] = DecoderNames.Layer(keys, layer);
            both[2 * layer + 1] = DecoderNames.Layer(values, layer);
        }

        return both;
    }

    private static TensorElementType Floating(ModelPort port) => port.Type is TensorElementType.Float or TensorElementType.Float16
        ? port.Type
        : throw Bad($"'{port.Name}' is of {ElementType.Name(port.Type)}; this server drives float and float16");

    private static ModelException Bad(string what) =>
        new(ModelFailure.BadModel, $"This server cannot drive the decoder: {what}.");
}
