using System.Numerics.Tensors;
using System.Text;
using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Generation;

/// <summary>
/// Runs of one decoder for one purpose: what stays the same between them stays bound. Shape, fill <see cref="Ids"/> and the
/// others, bind the cache, run, read <see cref="Logits"/>. Used from one thread.
/// </summary>
internal sealed class DecoderRun : IDisposable
{
    private readonly OnnxSession _session;
    private readonly DecoderPorts _ports;
    private readonly OrtIoBinding _binding;
    private readonly bool _logitsOfLastOnly;
    private readonly HostTensor _ids = new(TensorElementType.Int64), _mask = new(TensorElementType.Int64);
    private readonly HostTensor _positions = new(TensorElementType.Int64), _hasPast = new(TensorElementType.Bool);
    private readonly HostTensor _logits;
    private readonly float[] _row;
    private readonly byte[][] _past, _present; // names as the runtime wants them
    private int _count;

    /// <param name="session">Outlives this.</param>
    /// <param name="ports">The decoder's names.</param>
    /// <param name="logitsOfLastOnly">Whether the model gives logits for the last token only, and not for each.</param>
    public DecoderRun(OnnxSession session, DecoderPorts ports, bool logitsOfLastOnly)
    {
        (_session, _ports, _logitsOfLastOnly) = (session, ports, logitsOfLastOnly);
        _logits = new(ports.LogitsType);
        _row = ports.LogitsType is TensorElementType.Float16 ? new float[ports.Vocabulary] : [];
        (_past, _present) = (Names(ports.Past), Names(ports.Present));
        _binding = session.Bind();
    }

    /// <summary>Prepares a run.</summary>
    /// <param name="rows">Sequences.</param>
    /// <param name="count">New tokens of each.</param>
    /// <param name="total">The width of the mask: past and new tokens of the longest.</param>
    /// <param name="hasPast">Whether there is a past at all.</param>
    public void Shape(int rows, int count, int total, bool hasPast)
    {
        _count = count;
        Input(_ids, _ports.InputIds, rows, count);
        if (_ports.AttentionMask is { } mask) Input(_mask, mask, rows, total);
        if (_ports.PositionIds is { } positions) Input(_positions, positions, rows, count);
        if (_logits.Reshape(rows, _logitsOfLastOnly ? 1 : count, _ports.Vocabulary)) _binding.BindOutput(_ports.Logits, _logits.Value);
        if (_ports.UseCacheBranch is not { } branch) return;

        Input(_hasPast, branch, 1);
        _hasPast.Row<bool>(0)[0] = hasPast;
    }

    /// <summary>The new tokens of a row.</summary>
    public Span<long> Ids(int row) => _ids.Row<long>(row);

    /// <summary>Writes a row's mask: tokens that there are not, tokens that there are, and again such that there are not.</summary>
    public void Mask(int row, int before, int there)
    {
        if (_ports.AttentionMask is null) return;

        var mask = _mask.Row<long>(row);
        mask[..before].Clear();
        mask.Slice(before, there).Fill(1);
        mask[(before + there)..].Clear();
    }

    /// <summary>Writes the places of a row's new tokens in its text.</summary>
    public void Positions(int row, int first)
    {
        if (_ports.PositionIds is null) return;

        foreach (ref var position in _positions.Row<long>(row)) position = first++;
    }

    /// <summary>Binds the cache: what is read, and what is written. They may be the same.</summary>
    public void BindCache(CacheViews past, CacheViews present)
    {
        for (var i = 0; i < _past.Length; i++)
        {
            NativeTensors.BindInput(_binding, _past[i], past.Tensors[i]);
            NativeTensors.BindOutput(_binding, _present[i], present.Tensors[i]);
        }
    }

    /// <summary>Runs.</summary>
    /// <exception cref="OnnxRuntimeException">The model failed.</exception>
    public void Run()
    {
        _binding.SynchronizeBoundInputs();
        _session.Run(_binding);
        _binding.SynchronizeBoundOutputs();
    }

    /// <summary>The logits after a row's last token, until the next call.</summary>
    public ReadOnlySpan<float> Logits(int row)
    {
        var start = _logitsOfLastOnly ? 0 : (_count - 1) * _ports.Vocabulary;
        if (_ports.LogitsType is TensorElementType.Float) return _logits.Row<float>(row)[start..];

        TensorPrimitives.ConvertToSingle(_logits.Row<Half>(row)[start..], _row);
        return _row;
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var tensor in (HostTensor[])[_ids, _mask, _positions, _hasPast, _logits]) tensor.Dispose();
    }

    private static byte[][] Names(string[] names) => [.. names.Select(name => Encoding.UTF8.GetBytes(name + '\0'))];

    private void Input(HostTensor tensor, string name, params ReadOnlySpan<long> shape)
    {
        if (tensor.Reshape(shape)) _binding.BindInput(name, tensor.Value);
    }
}
