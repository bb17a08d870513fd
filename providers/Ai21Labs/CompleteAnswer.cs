using System.Text.Json;
using Andamento.Providers.Http;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Ai21Labs;

/// <summary>Reads completions of a Jurassic model. Their tokens are listed, so they can be counted.</summary>
internal sealed class CompleteAnswer(ProviderDescriptor provider, ProviderCall call, ProviderTarget target) : IAnswerReader
{
    /// <inheritdoc/>
    public ProviderAnswer ReadWhole(ReadOnlyMemory<byte> body)
    {
        using var document = JsonReading.ParseAnswer(body.Span, provider);
        var answer = document.RootElement;
        var completions = answer.Items("completions"u8).ToList();
        if (completions.Count == 0) throw CallFailure.OfAnswer("an answer without completions", provider);

        var head = AnswerHead.Of(call, target);
        head.Identify(answer.Text("id"u8));
        return new WholeAnswer(head, [.. completions.Select(Choice)], Usage(answer, completions)).ToAnswer();
    }

    /// <inheritdoc/>
    public bool ReadEvent(ReadOnlySpan<byte> payload, ICollection<ProviderChunk> chunks) =>
        throw CallFailure.OfAnswer("a stream that was not asked for", provider);

    /// <inheritdoc/>
    public void End(ICollection<ProviderChunk> chunks) => throw CallFailure.Cut(provider);

    private static WholeChoice Choice(JsonElement completion) =>
        new(completion.Member("finishReason"u8).Is("reason"u8, "length"u8) ? "length" : "stop")
        {
            Content = completion.Member("data"u8).Text("text"u8),
        };

    private static TokenUsage? Usage(JsonElement answer, List<JsonElement> completions)
    {
        var prompt = answer.Member("prompt"u8);
        return prompt.TryGet("tokens"u8, out _)
            ? new(prompt.Items("tokens"u8).Count(), completions.Sum(one => one.Member("data"u8).Items("tokens"u8).Count()))
            : null;
    }
}
