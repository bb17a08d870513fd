using Orleans.Storage;

namespace Orleans.Standin;

/// <summary>The wire format for types that travel, JSON for the others: a state class needs no attributes.</summary>
internal sealed class DefaultStorageSerializer(GrainFactory factory) : IGrainStorageSerializer
{
    private const byte Wire = 0;
    private const byte Json = 1;

    public BinaryData Serialize<T>(T? input)
    {
        using var writer = new WireWriter();
        if (Codecs.CanSerialize(typeof(T)))
        {
            writer.Byte(Wire);
            Codecs.Get<T>().Write(writer, input!);
        }
        else
        {
            writer.Byte(Json);
            writer.Raw(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(input));
        }

        return new BinaryData(writer.ToArray());
    }

    public T? Deserialize<T>(BinaryData input)
    {
        var reader = new WireReader(input.ToMemory(), factory);
        return reader.Byte() == Wire
            ? Codecs.Get<T>().Read(reader)
            : System.Text.Json.JsonSerializer.Deserialize<T>(reader.Raw(reader.Remaining));
    }
}
