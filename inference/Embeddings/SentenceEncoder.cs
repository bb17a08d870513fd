using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Embeddings;

/// <summary>Runs a BERT-like encoder over texts of about one length.</summary>
internal sealed class SentenceEncoder
{
    private readonly OnnxSession _session;
    private readonly Pooling _pooling;
    private readonly int _output;

    /// <exception cref="ModelException">The model's inputs or outputs are not those of an encoder.</exception>
    public SentenceEncoder(OnnxSession session, Pooling pooling)
    {
        _session = session;
        _pooling = pooling;
        foreach (var input in session.Inputs)
        {
            if (input is not { Name: "input_ids" or "attention_mask" or "token_type_ids", Type: TensorElementType.Int64 })
            {
                throw new ModelException(
                    ModelFailure.BadModel, $"An encoder has no input '{input.Name}' of {ElementType.Name(input.Type)}.");
            }
        }

        _output = session.Outputs.ToList().FindIndex(
            output => output is { Shape.Length: 3, Type: TensorElementType.Float });
        if (_output < 0) throw new ModelException(ModelFailure.BadModel, "The model has no output [texts, tokens, width] of float.");
    }

    /// <summary>One vector for each text, in order.</summary>
    public IReadOnlyList<float[]> Run(IReadOnlyList<EncodedText> texts)
    {
        var length = texts.Max(text => text.Ids.Length);
        var inputs = _session.Inputs.Select(input => Input(input.Name, texts, length)).ToList();
        try
        {
            using var outputs = _session.Run(inputs);
            return Pool(outputs[_output], texts, length);
        }
        catch (OnnxRuntimeException failed)
        {
            throw new ModelException(ModelFailure.Internal, $"The model failed: {failed.Message}", failed);
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    private static OrtValue Input(string name, IReadOnlyList<EncodedText> texts, int length)
    {
        var values = new long[texts.Count * length]; // zero is padding, masked, and the first segment
        for (var i = 0; i < texts.Count; i++)
        {
            var row = values.AsSpan(i * length, texts[i].Ids.Length);
            if (name is "input_ids") Widen(texts[i].Ids, row);
            else if (name is "attention_mask") row.Fill(1);
        }

        return OrtValue.CreateTensorValueFromMemory(values, [texts.Count, length]);
    }

    private static void Widen(int[] ids, Span<long> to)
    {
        for (var i = 0; i < ids.Length; i++) to[i] = ids[i];
    }

    private float[][] Pool(OrtValue hidden, IReadOnlyList<EncodedText> texts, int length)
    {
        var width = (int)hidden.GetTensorTypeAndShape().Shape[2];
        var vectors = hidden.GetTensorDataAsSpan<float>();
        var pooled = new float[texts.Count][];
        for (var i = 0; i < texts.Count; i++)
        {
            pooled[i] = _pooling.Pool(vectors.Slice(i * length * width, length * width), texts[i].Ids.Length, width);
        }

        return pooled;
    }
}
