using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Custom;

/// <summary>
/// Reads the request that most programs send, <c>{"instances": [[...], ...]}</c> or <c>{"inputs": [[...], ...]}</c> with nothing
/// but numbers for the model's one input, from its bytes into the tensor's.
/// </summary>
/// <remarks>Where anything is different or wrong it gives up, and <see cref="CustomRequest"/> reads, or refuses, the body in words.</remarks>
internal ref struct PlainTensor
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly ModelPort _input;
    private readonly int _rank;
    private readonly long[] _shape; // 0 where it is not known yet
    private byte[] _bytes;
    private int _at, _used;
    private bool? _isColumn; // scalars for a column of a table: [N] for [N, 1]

    private PlainTensor(ReadOnlySpan<byte> json, ModelPort input)
    {
        _json = json;
        _input = input;
        _rank = input.Shape.Length;
        _shape = new long[_rank];
        for (var axis = 1; axis < _rank; axis++) _shape[axis] = Math.Max(0, input.Shape[axis]);
        _bytes = new byte[RowBytes(json.Length)];
    }

    /// <summary>Reads a body. Null when it is another one.</summary>
    public static CustomInput? Read(ReadOnlySpan<byte> json, IReadOnlyList<ModelPort> inputs)
    {
        if (inputs is not [{ Shape.Length: > 0, Type: TensorElementType.Float or TensorElementType.Double or TensorElementType.Int64 } input])
        {
            return null;
        }

        var reader = new PlainTensor(json, input);
        return reader.Read();
    }

    // A row where its length is known, so that one row grows nothing; but no more than the body can hold, at two bytes a number.
    private readonly int RowBytes(int most)
    {
        long elements = 1;
        for (var axis = 1; axis < _rank; axis++) elements = Math.Min(elements * Math.Max(1, _shape[axis]), most);
        return (int)Math.Min(elements, most / 2 + 1) * ElementType.Size(_input.Type);
    }

    private CustomInput? Read()
    {
        if (!TryTake('{')) return null;

        InputStyle? style = TryTake("\"instances\""u8) ? InputStyle.Rows : TryTake("\"inputs\""u8) ? InputStyle.Columns : null;
        if (style is null || !TryTake(':') || !TryList(0) || !TryTake('}')) return null;

        SkipSpace();
        var fits = _at == _json.Length && (_input.Shape[0] < 0 || _input.Shape[0] == _shape[0]);
        return fits ? new([new(_input.Type, _shape, _bytes.AsMemory(0, _used), null)], (int)_shape[0], style.Value) : null;
    }

    private bool TryList(int axis)
    {
        if (!TryTake('[')) return false;

        var count = 0L;
        do
        {
            if (axis == _rank - 1 || IsColumn() ? !TryNumber() : !TryList(axis + 1)) return false;
            count++;
        }
        while (TryTake(','));
        if (!TryTake(']')) return false;

        if (_shape[axis] == 0) _shape[axis] = count;
        return _shape[axis] == count;
    }

    // The first row decides for all.
    private bool IsColumn()
    {
        if (_isColumn is { } known) return known;

        SkipSpace();
        _isColumn = _rank == 2 && _input.Shape[1] == 1 && _at < _json.Length && _json[_at] is not (byte)'[';
        return _isColumn.Value;
    }

    private bool TryNumber()
    {
        SkipSpace();
        if (!JsonNumber.TryRead(_json, ref _at, out var number)) return false;
        switch (_input.Type)
        {
            case TensorElementType.Float when number.TryFloat(out var value): return Put(value);
            case TensorElementType.Double when number.TryDouble(out var value): return Put(value);
            case TensorElementType.Int64 when number.TryWhole(out var value): return Put(value);
            default: return false;
        }
    }

    private bool Put<T>(T value)
        where T : unmanaged
    {
        if (_used == _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        MemoryMarshal.Write(_bytes.AsSpan(_used), value);
        _used += Unsafe.SizeOf<T>();
        return true;
    }

    private bool TryTake(char character)
    {
        SkipSpace();
        if (_at >= _json.Length || _json[_at] != character) return false;

        _at++;
        return true;
    }

    private bool TryTake(ReadOnlySpan<byte> text)
    {
        SkipSpace();
        if (!_json[_at..].StartsWith(text)) return false;

        _at += text.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
    }
}
