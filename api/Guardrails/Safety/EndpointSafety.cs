using System.Globalization;

namespace Andamento.Api.Guardrails.Safety;

/// <summary>Lets a moderation model judge that answers as Llama Guard does: <c>safe</c>, or <c>unsafe</c> and a line of categories.</summary>
internal sealed class EndpointSafety(string endpoint, ModerationCall call) : ISafetyClassifier
{
    /// <inheritdoc/>
    public async ValueTask<SafetyVerdict> ClassifyAsync(string text, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(text) || await call.AskAsync(endpoint, instruction: null, text, cancellationToken) is not { } answer
            ? default
            : Read(answer);

    /// <summary>Reads an answer. Whatever does not begin with <c>safe</c> is unsafe.</summary>
    public static SafetyVerdict Read(ReadOnlySpan<char> answer)
    {
        answer = answer.Trim();
        if (answer.StartsWith("safe", StringComparison.OrdinalIgnoreCase)) return default;

        var categories = SafetyCategories.None;
        foreach (var part in answer.SplitAny(" ,\r\n"))
        {
            if (answer[part] is ['S' or 's', .. var number] && int.TryParse(number, NumberStyles.None, null, out var place))
                categories |= SafetyCategoryNames.At(place - 1);
        }

        return new(IsUnsafe: true, categories);
    }
}
