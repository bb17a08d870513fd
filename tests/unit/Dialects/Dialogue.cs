using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Andamento.Api.Dialects;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Dialects;

/// <summary>A caller with a language of its own, and the unified model behind it.</summary>
internal static class Dialogue
{
    public const string RequestId = "0123-4567";

    /// <summary>What the model gets.</summary>
    public static string Asks(this ICallerDialect dialect, string body) =>
        Encoding.UTF8.GetString(dialect.Read(Bytes(body), RequestId).Body.Span);

    /// <summary>What the caller gets for a whole answer.</summary>
    public static string Hears(this ICallerDialect dialect, string body, string answer) => Encoding.UTF8.GetString(
        dialect.Read(Bytes(body), RequestId).Answer.Whole(new() { Body = Bytes(answer) }).Span);

    /// <summary>What the caller gets for a streamed one.</summary>
    public static string Follows(this ICallerDialect dialect, string body, params string[] chunks)
    {
        var answer = dialect.Read(Bytes(body), RequestId).Answer;
        var output = new ArrayBufferWriter<byte>();
        foreach (var chunk in chunks) answer.WriteFrame(output, new() { Json = Bytes(chunk) });

        answer.WriteEnd(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The refusal of a body.</summary>
    public static ServingException Refuses(this ICallerDialect dialect, string body) =>
        Assert.Throws<ServingException>(() => dialect.Read(Bytes(body), RequestId));

    /// <summary>A chunk with this delta.</summary>
    public static string Delta(string delta, string? finish = null) =>
        $$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":7,"model":"chat","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}}}],"usage":null}""";

    /// <summary>The chunk that tells the usage.</summary>
    public const string Usage =
        """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":7,"model":"chat","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":15,"total_tokens":115,"prompt_tokens_details":{"cached_tokens":80,"cache_write_tokens":5},"completion_tokens_details":{"reasoning_tokens":4}}}""";

    /// <summary>A whole answer with this message.</summary>
    public static string Message(string message, string finish = "stop") =>
        $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":7,"model":"chat","choices":[{"index":0,"message":{{{message}}},"logprobs":null,"finish_reason":"{{{finish}}}"}],"usage":{"prompt_tokens":100,"completion_tokens":15,"total_tokens":115,"prompt_tokens_details":{"cached_tokens":80,"cache_write_tokens":5},"completion_tokens_details":{"reasoning_tokens":4} } }""";

    /// <summary>The same JSON, whatever its white space.</summary>
    public static void Same(string expected, string actual) => Assert.Equal(Indented(expected), Indented(actual));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Indented(string json) => JsonNode.Parse(json)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
}
