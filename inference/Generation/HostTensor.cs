using System.Runtime.InteropServices;
using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Generation;

/// <summary>A tensor that is filled or read by us, run after run, in memory that grows and is kept.</summary>
internal sealed unsafe class HostTensor(TensorElementType type) : IDisposable
{
    private readonly int _size = ElementType.Size(type);
    private void* _memory;
    private long _capacity;
    private long[] _shape = [];

    /// <summary>The tensor in its present shape.</summary>
    public OrtValue Value { get; private set; } = null!; // the first call of Reshape sets it

    /// <summary>The elements of one row: one index of the first axis.</summary>
    public Span<T> Row<T>(long row)
        where T : unmanaged
    {
        var length = TensorData.Elements(_shape.AsSpan(1));
        return new((T*)_memory + row * length, checked((int)length));
    }

    /// <summary>Takes a shape. True when <see cref="Value"/> is a new one, to be bound again; the content is then anything.</summary>
    public bool Reshape(params ReadOnlySpan<long> shape)
    {
        if (Value is not null && _shape.AsSpan().SequenceEqual(shape)) return false;

        Value?.Dispose();
        if (_shape.Length != shape.Length) _shape = new long[shape.Length];
        shape.CopyTo(_shape);
        var bytes = Math.Max(1, TensorData.Elements(shape)) * _size;
        if (bytes > _capacity)
        {
            NativeMemory.AlignedFree(_memory);
            _memory = null;
            _capacity = 0;
            var room = bytes + bytes / 2; // for some steps
            _memory = NativeMemory.AlignedAlloc((nuint)room, 64);
            _capacity = room;
        }

        Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, _shape, (nint)_memory, bytes);
        return true;
    }

    public void Dispose()
    {
        Value?.Dispose();
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
