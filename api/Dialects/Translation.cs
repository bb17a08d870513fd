using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Andamento.Serving;

namespace Andamento.Api.Dialects;

/// <summary>Writes JSON of one language from JSON of another.</summary>
internal static class Translation
{
    private const int Added = 256; // what a translation usually adds

    /// <summary>Text is sent as it is: escaping every letter beyond ASCII would triple some languages.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Translates a body.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.BadRequest"/>.</exception>
    public static ReadOnlyMemory<byte> OfBody(BodyPart body, int size, Action<Utf8JsonWriter, BodyPart> write)
    {
        try
        {
            return Write(size, json => write(json, body));
        }
        catch (InvalidOperationException broken)
        {
            // An escape like \ud800 without its other half: fine for the parser, but no text.
            throw new ServingException(FailureKind.BadRequest, "The body holds half of a surrogate pair.", broken);
        }
    }

    /// <summary>Writes JSON into memory of its own.</summary>
    public static ReadOnlyMemory<byte> Write(int size, Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(size + Added);
        using (var json = new Utf8JsonWriter(output, Options)) write(json);

        return output.WrittenMemory;
    }

    /// <summary>Writes a member as it is.</summary>
    public static void Write(this Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonElement value)
    {
        json.WritePropertyName(name);
        value.WriteTo(json);
    }

    /// <summary>Writes a member as it is.</summary>
    public static void Write(this Utf8JsonWriter json, string name, BodyPart part)
    {
        json.WritePropertyName(name);
        part.Value.WriteTo(json);
    }

    /// <summary>Writes a text, if there is one.</summary>
    public static void WriteOptional(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }

    /// <summary>Writes a member as it is, if it is there.</summary>
    public static void Copy(this Utf8JsonWriter json, BodyPart from, string name)
    {
        if (from.Find(name) is { } part) json.Write(name, part);
    }

    /// <summary>Asks a stream for its usage with all details: these languages always tell it.</summary>
    public static void WriteStream(this Utf8JsonWriter json, BodyPart stream)
    {
        json.WriteBoolean("stream"u8, stream.AsFlag());
        if (!stream.AsFlag()) return;

        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, true);
        json.WriteEndObject();
    }

    /// <summary>Writes what a schema asks of the answer.</summary>
    public static void WriteSchema(this Utf8JsonWriter json, BodyPart format, string? name, bool? strict)
    {
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("json_schema"u8);
        json.WriteString("name"u8, name ?? "answer");
        json.Copy(format, "description");
        json.Write("schema"u8, format.Require("schema").AsObject().Value);
        if (strict is { } exact) json.WriteBoolean("strict"u8, exact);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
