using System.Runtime.InteropServices;
using System.Text;

namespace Andamento.Tests.Unit.Inference;

/// <summary>Writes small ONNX files (protocol buffers), so that no binary lies in the repository.</summary>
internal sealed class OnnxFile
{
    private readonly Message _graph = new Message().Text(2, "toy");

    /// <summary>Element types by their ONNX numbers.</summary>
    public const int Float = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, String = 8, Bool = 9,
        Half = 10, Double = 11, UInt32 = 12, UInt64 = 13, BFloat16 = 16;

    /// <summary>An input. An axis is a length, or the name of a free one.</summary>
    public OnnxFile Input(string name, int type, params object[] shape) => Port(11, name, TensorType(type, shape));

    public OnnxFile Output(string name, int type, params object[] shape) => Port(12, name, TensorType(type, shape));

    /// <summary>An output that is a list of maps from whole numbers to floats.</summary>
    public OnnxFile OutputMaps(string name)
    {
        var map = new Message().Number(1, Int64).Nested(2, TensorType(Float, []));
        return Port(12, name, new Message().Nested(4, new Message().Nested(1, new Message().Nested(5, map))));
    }

    public OnnxFile Weights(string name, float[] values, params long[] shape) =>
        Initializer(name, Float, MemoryMarshal.AsBytes<float>(values).ToArray(), shape);

    public OnnxFile Weights(string name, long[] values, params long[] shape) =>
        Initializer(name, Int64, MemoryMarshal.AsBytes<long>(values).ToArray(), shape);

    public OnnxFile Node(string op, string[] inputs, string[] outputs, string domain = "", (string Name, long Value)[]? number = null,
        (string Name, long[] Values)? numbers = null)
    {
        var node = new Message();
        foreach (var input in inputs) node.Text(1, input);
        foreach (var output in outputs) node.Text(2, output);
        node.Text(4, op).Text(7, domain);
        foreach (var (name, value) in number ?? []) node.Nested(5, new Message().Text(1, name).Number(3, value).Number(20, 2));
        if (numbers is var (many, values))
        {
            var attribute = new Message().Text(1, many).Number(20, 7);
            foreach (var value in values) attribute.Number(8, value);
            node.Nested(5, attribute);
        }

        _graph.Nested(1, node);
        return this;
    }

    /// <summary>Weights that lie in a file beside it.</summary>
    public OnnxFile ExternalWeights(string name, string location, params long[] shape)
    {
        var tensor = new Message();
        foreach (var axis in shape) tensor.Number(1, axis);
        _graph.Nested(5, tensor.Number(2, Float).Text(8, name)
            .Nested(13, new Message().Text(1, "location").Text(2, location)).Number(14, 1));
        return this;
    }

    /// <summary>A constant that lies in a file beside it.</summary>
    public OnnxFile ExternalConstant(string name, string location, params long[] shape)
    {
        var tensor = new Message();
        foreach (var axis in shape) tensor.Number(1, axis);
        tensor.Number(2, Float).Nested(13, new Message().Text(1, "location").Text(2, location)).Number(14, 1);
        _graph.Nested(1, new Message().Text(2, name).Text(4, "Constant").Nested(5, new Message().Text(1, "value").Nested(5, tensor).Number(20, 4)));
        return this;
    }

    public byte[] ToBytes(int opset = 17) => new Message()
        .Number(1, 8)
        .Nested(8, new Message().Text(1, "").Number(2, opset))
        .Nested(8, new Message().Text(1, "ai.onnx.ml").Number(2, 3))
        .Nested(7, _graph)
        .ToBytes();

    private OnnxFile Initializer(string name, int type, byte[] raw, long[] shape)
    {
        var tensor = new Message();
        foreach (var axis in shape) tensor.Number(1, axis);
        _graph.Nested(5, tensor.Number(2, type).Text(8, name).Bytes(9, raw));
        return this;
    }

    private OnnxFile Port(int field, string name, Message type)
    {
        _graph.Nested(field, new Message().Text(1, name).Nested(2, type));
        return this;
    }

    private static Message TensorType(int type, object[] shape)
    {
        var axes = new Message();
        foreach (var axis in shape)
        {
            axes.Nested(1, axis is int length ? new Message().Number(1, length) : new Message().Text(2, (string)axis));
        }

        return new Message().Nested(1, new Message().Number(1, type).Nested(2, axes));
    }

    private sealed class Message
    {
        private readonly List<byte> _bytes = [];

        public Message Number(int field, long value)
        {
            Varint((ulong)field << 3);
            Varint((ulong)value);
            return this;
        }

        public Message Bytes(int field, byte[] value)
        {
            Varint(((ulong)field << 3) | 2);
            Varint((ulong)value.Length);
            _bytes.AddRange(value);
            return this;
        }

        public Message Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public Message Nested(int field, Message value) => Bytes(field, value.ToBytes());

        public byte[] ToBytes() => [.. _bytes];

        private void Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7) _bytes.Add((byte)(value | 0x80));
            _bytes.Add((byte)value);
        }
    }
}
