using System.Net;
using Orleans.Serialization;

namespace Orleans.Standin;

/// <summary>Messages as bytes: a header that every silo can read, then the call or its result.</summary>
internal static class MessageCodec
{
    private const byte HasContext = 1;
    private const byte HasReentrancy = 2;
    private const byte HasTarget = 4;

    public static byte[] Write(Message message, Action<WireWriter>? content)
    {
        using var writer = new WireWriter();
        writer.Byte((byte)message.Kind);
        var flags = (message.Context is null ? 0 : HasContext)
            | (message.ReentrancyId == Guid.Empty ? 0 : HasReentrancy)
            | (message.TargetSilo is null ? 0 : HasTarget);
        writer.Byte((byte)flags);
        writer.Byte((byte)message.Options);
        writer.Byte((byte)message.Forwards);
        writer.Int(message.Id);
        Id(writer, message.Target);
        Id(writer, message.Sender);
        Address(writer, message.SendingSilo!);
        if (message.TargetSilo is not null)
        {
            Address(writer, message.TargetSilo);
        }

        if (message.ReentrancyId != Guid.Empty)
        {
            writer.Fixed(message.ReentrancyId);
        }

        if (message.Context is not null)
        {
            Codecs.Get<Dictionary<string, object>>().Write(writer, message.Context);
        }

        if (content is not null)
        {
            // The content is a message of its own: offsets in it count from its start, wherever the header ends.
            using var inner = new WireWriter();
            content(inner);
            writer.Raw(inner.Written);
        }
        else
        {
            writer.Raw(message.Raw.Span);
        }

        return writer.ToArray();
    }

    public static Message Read(ReadOnlyMemory<byte> bytes, GrainFactory factory)
    {
        var reader = new WireReader(bytes, factory);
        var message = new Message { Kind = (MessageKind)reader.Byte() };
        var flags = reader.Byte();
        message.Options = (InvokeMethodOptions)reader.Byte();
        message.Forwards = reader.Byte();
        message.Id = reader.Int();
        message.Target = Id(reader);
        message.Sender = Id(reader);
        message.SendingSilo = Address(reader);
        if ((flags & HasTarget) != 0)
        {
            message.TargetSilo = Address(reader);
        }

        if ((flags & HasReentrancy) != 0)
        {
            message.ReentrancyId = reader.Fixed<Guid>();
        }

        if ((flags & HasContext) != 0)
        {
            message.Context = Codecs.Get<Dictionary<string, object>>().Read(reader);
        }

        message.Raw = reader.Slice(reader.Remaining);
        return message;
    }

    private static void Id(WireWriter writer, GrainId id)
    {
        writer.Bytes(id.Type.AsSpan());
        writer.Bytes(id.Key.AsSpan());
    }

    private static GrainId Id(WireReader reader)
    {
        var type = reader.Bytes().ToArray();
        return new GrainId(new GrainType(type), new IdSpan(reader.Bytes().ToArray()));
    }

    private static void Address(WireWriter writer, SiloAddress address)
    {
        Span<byte> ip = stackalloc byte[16];
        if (!address.Endpoint.Address.TryWriteBytes(ip, out var written))
        {
            throw new SerializerException($"{address} has an address of unknown length.");
        }

        writer.Bytes(ip[..written]);
        writer.UInt((uint)address.Endpoint.Port);
        writer.Int(address.Generation);
    }

    private static SiloAddress Address(WireReader reader)
    {
        var ip = new IPAddress(reader.Bytes());
        var port = (int)reader.UInt();
        return SiloAddress.New(ip, port, (int)reader.Int());
    }
}
