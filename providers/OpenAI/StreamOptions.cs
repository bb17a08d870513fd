using System.Text.Json;

namespace Andamento.Providers.OpenAI;

/// <summary>Whether a stream is asked for its usage.</summary>
internal enum StreamUsage
{
    /// <summary>Always, whether the caller did or not.</summary>
    Ask,

    /// <summary>When the caller does.</summary>
    AsSent,

    /// <summary>Never: its server refuses the question.</summary>
    Never,
}

/// <summary>The member <c>stream_options</c>. Usage is always asked for, since the gateway meters; the caller may not want it.</summary>
internal static class StreamOptions
{
    /// <summary>The options with usage asked for; the caller's others stay.</summary>
    /// <param name="options">What the caller sent, or null.</param>
    /// <param name="json">Where the object goes.</param>
    public static void Write(BodyMember? options, BodyWriter json)
    {
        json.Begin();
        if (options is { IsNull: false } sent)
        {
            foreach (var option in Read(sent))
            {
                if (option.Name is not "include_usage") json.Member(option.NameJson.Span, option.Value.Span);
            }
        }

        json.Member("\"include_usage\""u8, "true"u8);
        json.End();
    }

    /// <summary>Whether a body asks for the event that reports usage.</summary>
    public static bool WantsUsage(ReadOnlySpan<byte> body)
    {
        // Most bodies don't say so, and to look for the word costs far less than to read the body. It may be escaped.
        if (body.IndexOf("include_usage"u8) < 0 && body.IndexOf("\\u"u8) < 0) return false;

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = BodyMembers.MaxDepth });
        reader.Read();
        return Find(ref reader, "stream_options"u8)
            && reader.TokenType is JsonTokenType.StartObject
            && Find(ref reader, "include_usage"u8)
            && reader.TokenType is JsonTokenType.True;
    }

    /// <summary>
    /// Whether a refusal is one of the question for usage. Where a caller asks for more in the same member, that may be at fault:
    /// then it teaches nothing about the server.
    /// </summary>
    public static bool IsRefused(ProviderException refused, ProviderCall call) => call.Stream && refused.Status is 400 or 422
        && (refused.Param?.StartsWith("stream_options", StringComparison.Ordinal) is true
            || refused.Message.Contains("stream_options", StringComparison.Ordinal))
        && !BodyMembers.Read(call.Body).Exists(static member => member is { Name: "stream_options", IsNull: false } && HasMore(member));

    private static bool HasMore(BodyMember options) => Read(options).Exists(static option => option.Name is not "include_usage");

    private static List<BodyMember> Read(BodyMember sent) => sent.Value.Span[0] == '{'
        ? BodyMembers.Read(sent.Value)
        : throw BodyMembers.Unsupported("stream_options", "'stream_options' must be an object.");

    private static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found) return true;

            reader.Skip();
        }

        return false;
    }
}
