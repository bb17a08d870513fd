using System.Text.Json;

namespace Andamento.Tests.TestKit.Upstream;

/// <summary>Answers of a chat model that are more than words.</summary>
public static class ChatShapes
{
    /// <summary>A call of one tool, whole or streamed in small pieces.</summary>
    public static WireReply Calls(string tool, string arguments) => (request, response) => request.Streams
        ? Replies.Events(
        [
            Chunk(new { role = "assistant", content = (string?)null }),
            Chunk(new { tool_calls = new[] { new { index = 0, id = "call_1", type = "function", function = new { name = tool, arguments = "" } } } }),
            .. arguments.Chunk(5).Select(piece => Chunk(new
            {
                tool_calls = new[] { new { index = 0, function = new { arguments = new string(piece) } } },
            })),
            Chunk(new { }, "tool_calls"),
            """{"id":"chatcmpl-wire","object":"chat.completion.chunk","created":1900000000,"model":"gpt","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}""",
            "[DONE]",
        ])(request, response)
        : Replies.Json(200, JsonSerializer.Serialize(new
        {
            id = "chatcmpl-wire",
            @object = "chat.completion",
            created = 1_900_000_000,
            model = "gpt",
            choices = new[]
            {
                new
                {
                    index = 0,
                    message = new
                    {
                        role = "assistant",
                        content = (string?)null,
                        tool_calls = new[] { new { id = "call_1", type = "function", function = new { name = tool, arguments } } },
                    },
                    logprobs = (string?)null,
                    finish_reason = "tool_calls",
                },
            },
            usage = new { prompt_tokens = 9, completion_tokens = 4, total_tokens = 13 },
        }))(request, response);

    private static string Chunk(object delta, string? finish = null) => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-wire",
        @object = "chat.completion.chunk",
        created = 1_900_000_000,
        model = "gpt",
        choices = new[] { new { index = 0, delta, finish_reason = finish } },
    });
}
