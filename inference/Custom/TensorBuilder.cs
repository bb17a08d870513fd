using Andamento.Inference.Onnx;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Andamento.Inference.Custom;

/// <summary>Collects the elements of one tensor, row by row. Memory grows with what was given, never with what was announced.</summary>
internal sealed class TensorBuilder(TensorElementType type, int rowElements)
{
    private readonly int _size = type is TensorElementType.String ? 0 : ElementType.Size(type);
    private readonly List<string>? _strings = type is TensorElementType.String ? [] : null;
    private byte[] _bytes = [];
    private int _rows;

    /// <summary>The type of the elements.</summary>
    public TensorElementType Type => type;

    /// <summary>Begins a row of zeros or empty strings.</summary>
    public void AddRow()
    {
        _rows++;
        if (_strings is not null)
        {
            for (var i = 0; i < rowElements; i++) _strings.Add("");
        }
        else if (_bytes.Length < Used)
        {
            Array.Resize(ref _bytes, Math.Max(Used, Math.Max(_bytes.Length * 2, 256)));
        }
    }

    /// <summary>Puts a value into the last row.</summary>
    /// <param name="at">Which element of the row.</param>
    /// <param name="cell">The value.</param>
    /// <param name="nullIsNaN">Whether a missing number is NaN; otherwise it does not fit.</param>
    /// <returns>Whether the value fits.</returns>
    public bool TryPut(int at, Cell cell, bool nullIsNaN)
    {
        var element = (_rows - 1) * rowElements + at;
        if (_strings is not null)
        {
            if (!cell.TryText(out var text)) return false;
            _strings[element] = text;
            return true;
        }

        var to = _bytes.AsSpan(element * _size, _size);
        if (!cell.IsNull) return cell.TryWrite(type, to);
        return nullIsNaN && ElementType.IsFloating(type) && WriteNaN(to);
    }

    /// <summary>The tensor.</summary>
    public TensorData Build(long[] shape) => new(type, shape, _bytes.AsMemory(0, Used), _strings);

    private int Used => checked(_rows * rowElements * _size);

    private bool WriteNaN(Span<byte> to) => type switch
    {
        TensorElementType.Double => BitConverter.TryWriteBytes(to, double.NaN),
        TensorElementType.Float => BitConverter.TryWriteBytes(to, float.NaN),
        TensorElementType.Float16 => BitConverter.TryWriteBytes(to, Half.NaN),
        _ => BitConverter.TryWriteBytes(to, (ushort)0x7FC0),
    };
}
