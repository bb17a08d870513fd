using System.CommandLine;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using Andamento.Cli.Http;

namespace Andamento.Cli.Commands;

/// <summary><c>andamento query</c>.</summary>
internal static class QueryCommand
{
    /// <summary>The command.</summary>
    public static Command Build(CommandKit kit)
    {
        var (name, data) = (EndpointCommands.Name(), BodyText.Option("The request, as the endpoint's task wants it"));
        var stream = new Option<bool>("--stream") { Description = "Print the answer while it is made; for chats and completions" };
        return kit.Make(
            new(
                "query", "Query an endpoint; prints the text of a chat, and other answers as JSON",
                """query minilm --data '{"input": ["I forgot my password"]}'""",
                """query chat --stream --data '{"messages": [{"role": "user", "content": "What is andamento?"}]}'"""),
            async (session, token) =>
            {
                var body = await BodyText.ReadAsync(session.Value(data)!, session.Around.In, token);
                var path = $"/serving-endpoints/{Uri.EscapeDataString(session.Value(name))}/invocations";
                if (session.Value(stream)) await StreamAsync(session, path, body, token);
                else Print(session, await session.Api.CallAsync(HttpMethod.Post, path, body, token));
            },
            name, data, stream);
    }

    private static void Print(Session session, JsonElement answer)
    {
        if (!session.Printer.IsJson && TextOf(answer, "message") is { } text) session.Around.Out.WriteLine(text);
        else session.Printer.Json(answer);
    }

    private static async Task StreamAsync(Session session, string path, JsonObject body, CancellationToken cancellationToken)
    {
        body["stream"] = true;
        using var content = JsonContent.Create(body);
        using var answer = await session.Api.SendAsync(HttpMethod.Post, path, content, cancellationToken);
        await using var events = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var ended = false;
        await foreach (var item in SseParser.Create(events).EnumerateAsync(cancellationToken))
        {
            ended = item.Data is "[DONE]";
            if (!ended) await PrintPieceAsync(session, item.Data);
        }

        if (!session.Printer.IsJson) await session.Around.Out.WriteLineAsync();
        if (!ended) throw new RefusedException("The stream ended before the answer did.");
    }

    private static async Task PrintPieceAsync(Session session, string data)
    {
        var piece = JsonSerializer.Deserialize<JsonElement>(data);
        if (!piece.TryGetProperty("choices", out _) && piece.TryGetProperty("error", out var error))
            throw new RefusedException(error.GetProperty("message").GetString()!);

        if (session.Printer.IsJson) await session.Around.Out.WriteLineAsync(data);
        else if (TextOf(piece, "delta") is { } text) await session.Around.Out.WriteAsync(text);

        await session.Around.Out.FlushAsync(CancellationToken.None);
    }

    // A chat's text lies in a message or its delta, a completion's beside it.
    private static string? TextOf(JsonElement answer, string member)
    {
        if (!answer.TryGetProperty("choices", out var choices) || choices.GetArrayLength() is 0) return null;

        var choice = choices[0];
        var text = choice.TryGetProperty(member, out var message) ? message.TryGetProperty("content", out var content) ? content : default
            : choice.TryGetProperty("text", out var whole) ? whole : default;
        return text.ValueKind is JsonValueKind.String ? text.GetString() : null;
    }
}
