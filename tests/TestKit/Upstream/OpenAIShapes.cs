using System.Buffers.Binary;
using System.Text.Json;

namespace Andamento.Tests.TestKit.Upstream;

/// <summary>Bodies and events as OpenAI sends them. Tokens are words.</summary>
public static class OpenAIShapes
{
    private const int Created = 1_900_000_000;

    /// <summary>A whole answer to a chat or completions request.</summary>
    public static string Whole(WireRequest request, string content) => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-wire",
        @object = IsChat(request) ? "chat.completion" : "text_completion",
        created = Created,
        model = Model(request),
        choices = new object[]
        {
            IsChat(request)
                ? new { index = 0, message = new { role = "assistant", content }, logprobs = (string?)null, finish_reason = "stop" }
                : new { index = 0, text = content, logprobs = (string?)null, finish_reason = "stop" },
        },
        usage = Usage(request, content),
        system_fingerprint = "fp_wire",
    });

    /// <summary>The events of a streamed one: the role, a word each, the reason, and usage when asked for.</summary>
    public static IEnumerable<string> Events(WireRequest request, string content)
    {
        var chat = IsChat(request);
        if (chat) yield return Event(request, new { role = "assistant", content = "" }, null);

        var words = Words(content);
        for (var i = 0; i < words.Length; i++)
        {
            var text = i == 0 ? words[i] : " " + words[i];
            yield return Event(request, chat ? new { content = text } : text, null);
        }

        yield return Event(request, chat ? new { } : "", "stop");
        if (!WantsUsage(request)) yield break;

        yield return Chunk(request, [], Usage(request, content));
    }

    /// <summary>A vector of four numbers for each input, different for different texts.</summary>
    public static string Embeddings(JsonElement body)
    {
        var input = body.GetProperty("input");
        var inputs = input.ValueKind is JsonValueKind.Array ? input.EnumerateArray().ToArray() : [input];
        var asText = body.TryGetProperty("encoding_format", out var format) && format.ValueEquals("base64");
        return JsonSerializer.Serialize(new
        {
            @object = "list",
            data = inputs.Select((text, index) => new
            {
                @object = "embedding",
                index,
                embedding = asText ? (object)Base64(Vector(text.ToString())) : Vector(text.ToString()),
            }),
            model = body.TryGetProperty("model", out var model) ? model.GetString() : "upstream",
            usage = new { prompt_tokens = inputs.Length, total_tokens = inputs.Length },
        });
    }

    private static string Event(WireRequest request, object delta, string? finish) => Chunk(
        request,
        [
            IsChat(request)
                ? new { index = 0, delta, logprobs = (string?)null, finish_reason = finish }
                : new { index = 0, text = delta, logprobs = (string?)null, finish_reason = finish },
        ],
        null);

    private static string Chunk(WireRequest request, object[] choices, object? usage)
    {
        var @object = IsChat(request) ? "chat.completion.chunk" : "text_completion";
        return WantsUsage(request)
            ? JsonSerializer.Serialize(
                new { id = "chatcmpl-wire", @object, created = Created, model = Model(request), choices, usage })
            : JsonSerializer.Serialize(
                new { id = "chatcmpl-wire", @object, created = Created, model = Model(request), choices });
    }

    private static object Usage(WireRequest request, string content)
    {
        var prompt = Math.Max(1, Words(request.Text).Length);
        var completion = Words(content).Length;
        return new { prompt_tokens = prompt, completion_tokens = completion, total_tokens = prompt + completion };
    }

    private static bool WantsUsage(WireRequest request) =>
        request.Json.TryGetProperty("stream_options", out var options)
        && options.TryGetProperty("include_usage", out var wanted)
        && wanted.ValueKind is JsonValueKind.True;

    // Some have one address for all tasks.
    private static bool IsChat(WireRequest request) =>
        request.Path.EndsWith("/chat/completions", StringComparison.Ordinal) || request.Json.TryGetProperty("messages", out _);

    // Some name it in the address.
    private static string? Model(WireRequest request) =>
        request.Json.TryGetProperty("model", out var model) ? model.GetString() : "upstream";

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static float[] Vector(string text) =>
        [text.Length, text.Length == 0 ? 0 : text[0], text.Count(char.IsWhiteSpace), 1];

    private static string Base64(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        }

        return Convert.ToBase64String(bytes);
    }
}
