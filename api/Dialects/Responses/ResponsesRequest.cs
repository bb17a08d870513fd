using System.Text.Json;

namespace Andamento.Api.Dialects.Responses;

/// <summary>What of a request its answer repeats, or depends on.</summary>
internal sealed class ResponsesRequest(JsonElement body)
{
    // In the order of OpenAI's own answers, with the value for a request that says nothing.
    private static readonly (string Name, JsonElement Absent)[] Repeated =
    [
        ("instructions", JsonElement.Parse("null")),
        ("max_output_tokens", JsonElement.Parse("null")),
        ("metadata", JsonElement.Parse("{}")),
        ("parallel_tool_calls", JsonElement.Parse("true")),
        ("reasoning", JsonElement.Parse("""{"effort":null,"summary":null}""")),
        ("temperature", JsonElement.Parse("1.0")),
        ("text", JsonElement.Parse("""{"format":{"type":"text"}}""")),
        ("tool_choice", JsonElement.Parse("\"auto\"")),
        ("tools", JsonElement.Parse("[]")),
        ("top_p", JsonElement.Parse("1.0")),
        ("truncation", JsonElement.Parse("\"disabled\"")),
        ("user", JsonElement.Parse("null")),
    ];

    /// <summary>The caller wants to send thinking back with its next request.</summary>
    public bool WantsThinking { get; } =
        new BodyPart(body).Find("include") is { } include && Includes(include, "reasoning.encrypted_content");

    /// <summary>Whether a list has this text.</summary>
    public static bool Includes(BodyPart include, string wanted) =>
        include.Value.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.String && item.ValueEquals(wanted));

    /// <summary>Writes what is repeated.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        foreach (var (name, absent) in Repeated)
        {
            json.WritePropertyName(name);
            (new BodyPart(body).Find(name)?.Value ?? absent).WriteTo(json);
        }

        json.WriteBoolean("background"u8, false);
        json.WriteBoolean("store"u8, false);
        json.WriteNull("previous_response_id"u8);
    }
}
