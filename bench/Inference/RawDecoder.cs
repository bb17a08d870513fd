using System.Numerics.Tensors;
using Andamento.Inference;
using Andamento.Inference.Generation;
using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Andamento.Bench.Inference;

/// <summary>
/// One text after the other by a greedy loop without a scheduler: the outputs of a run are the past of the next. It stands for
/// the generator of onnxruntime-genai, which is no part of this project.
/// </summary>
internal sealed class RawDecoder : IDisposable
{
    private readonly RawModel _model;
    private readonly DecoderPorts _ports;
    private readonly RunOptions _options = new();
    private readonly string[] _inputs, _outputs;

    public RawDecoder(string folder, ModelManifest manifest, ModelLoadOptions options)
    {
        var file = ModelLanes.ModelFile(folder, manifest);
        _model = new(file, options);
        using (var session = OnnxSession.Open(file, options)) _ports = DecoderPorts.Of(session, DecoderConfig.Read(folder));
        if (_ports.UseCacheBranch is not null) throw new NotSupportedException("The raw loop drives no model of two graphs in one.");
        _inputs = [.. ((string?[])[_ports.InputIds, _ports.AttentionMask, _ports.PositionIds]).OfType<string>(), .. _ports.Past];
        _outputs = [_ports.Logits, .. _ports.Present];
    }

    /// <summary>Continues a prompt, and gives the tokens added.</summary>
    public int Write(IReadOnlyList<int> prompt, int tokens)
    {
        IReadOnlyList<OrtValue> past = [.. _ports.Past.Select(_ =>
            OrtValue.CreateTensorValueFromMemory(Array.Empty<float>(), [1, _ports.KeyHeads, 0, _ports.HeadSize]))];
        IDisposable? held = null;
        long[] next = [.. prompt.Select(id => (long)id)];
        var length = 0;
        for (var written = 0; written < tokens; written++)
        {
            length += next.Length;
            List<OrtValue> given = [Tensor(next)];
            if (_ports.AttentionMask is not null) given.Add(Tensor([.. Enumerable.Repeat(1L, length)]));
            if (_ports.PositionIds is not null) given.Add(Tensor([.. Enumerable.Range(length - next.Length, next.Length).Select(at => (long)at)]));
            var values = _model.Session.Run(_options, _inputs, [.. given, .. past], _outputs);
            next = [TensorPrimitives.IndexOfMax(values[0].GetTensorDataAsSpan<float>()[^_ports.Vocabulary..])];
            foreach (var value in given) value.Dispose();
            held?.Dispose(); // the past before this one
            (held, past) = (values, [.. values.Skip(1)]);
        }

        held?.Dispose();
        return tokens;
    }

    public void Dispose()
    {
        _model.Dispose();
        _options.Dispose();
    }

    private static OrtValue Tensor(long[] values) => OrtValue.CreateTensorValueFromMemory(values, [1, values.Length]);
}
