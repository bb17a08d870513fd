using System.Text;
using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.GoogleCloudVertexAi;

/// <summary>Reads one candidate of a whole answer.</summary>
internal static class WholeCandidate
{
    /// <summary>The choice it is.</summary>
    /// <exception cref="ProviderException">It is a tool call that cannot be used, and nothing else.</exception>
    public static WholeChoice Read(JsonElement candidate, ProviderTarget target)
    {
        StringBuilder? text = null, reasoning = null;
        List<WholeToolCall> calls = [];
        foreach (var part in candidate.Member("content"u8).Items("parts"u8))
        {
            if (part.TryGet("functionCall"u8, out var call)) calls.Add(ToolCall(part, call, target));
            else if (part.Text("text"u8) is { } piece) (IsThought(part) ? reasoning ??= new() : text ??= new()).Append(piece);
        }

        var reason = candidate.Text("finishReason"u8);
        FinishReason.RequireAnswer(reason, said: text is not null || calls.Count > 0);
        return new(FinishReason.Of(reason, calls.Count > 0))
        {
            Content = text?.ToString(),
            Reasoning = reasoning?.ToString(),
            ToolCalls = calls,
            Logprobs = Logprobs(candidate),
        };
    }

    /// <summary>Whether a part tells what the model thinks.</summary>
    public static bool IsThought(JsonElement part) => part.Member("thought"u8).ValueKind is JsonValueKind.True;

    /// <summary>A tool call, with an id where Gemini gave none and the signature that belongs to it.</summary>
    public static WholeToolCall ToolCall(JsonElement part, JsonElement call, ProviderTarget target) => ThoughtSignature.Sign(
        new(call.Text("id"u8) ?? RandomId.Of("call_"), call.Text("name"u8), ToolArguments.Of(call.Member("args"u8))),
        part.Text("thoughtSignature"u8),
        target);

    /// <summary>How likely the tokens of a candidate were; empty when it does not tell.</summary>
    public static List<TokenLogprob> Logprobs(JsonElement candidate)
    {
        var result = candidate.Member("logprobsResult"u8);
        var tops = result.Items("topCandidates"u8).ToList();
        return [.. result.Items("chosenCandidates"u8).Select((chosen, at) => Token(chosen) with
        {
            Top = at < tops.Count ? [.. tops[at].Items("candidates"u8).Select(Token)] : [],
        })];
    }

    private static TokenLogprob Token(JsonElement token) => new(
        token.Text("token"u8) ?? "",
        token.Member("logProbability"u8) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : 0);
}
