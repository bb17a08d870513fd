using Andamento.Inference.Onnx;

namespace Andamento.Inference.Generation;

/// <summary>
/// Blocks of memory as tensors [rows, heads, length, size], one for each layer and side. The blocks outlive it.
/// </summary>
internal sealed class CacheViews(DecoderPorts ports, DeviceMemory memory) : IDisposable
{
    private nint[] _tensors = [];

    /// <summary>The runtime's tensors, in the order of <see cref="DecoderPorts.Past"/>; until the next call of <see cref="Show"/>.</summary>
    public ReadOnlySpan<nint> Tensors => _tensors;

    /// <summary>Shows the blocks from an offset on, instead of what was shown before.</summary>
    public void Show(DeviceBlock[] blocks, long offset, int rows, int length)
    {
        Dispose();
        if (_tensors.Length != blocks.Length) _tensors = new nint[blocks.Length];
        ReadOnlySpan<long> shape = [rows, ports.KeyHeads, length, ports.HeadSize];
        for (var i = 0; i < _tensors.Length; i++)
        {
            _tensors[i] = NativeTensors.Create(
                memory.Info, checked((nint)(blocks[i].Address + offset)), blocks[i].Bytes - offset, ports.CacheType, shape);
        }
    }

    public void Dispose()
    {
        foreach (ref var tensor in _tensors.AsSpan())
        {
            if (tensor != 0) NativeTensors.Release(tensor);
            tensor = 0;
        }
    }
}
