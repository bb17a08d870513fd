namespace Andamento.Inference.LanguageModels;

/// <summary>How many tokens an answer may have in what a prompt leaves of the context.</summary>
internal static class PromptRoom
{
    /// <param name="promptTokens">Tokens of the prompt.</param>
    /// <param name="asked">Most tokens to write, as asked; null when the caller did not say.</param>
    /// <param name="usual">Most tokens to write when the caller did not say; null for all that fit.</param>
    /// <param name="contextLength">Tokens that both may have together.</param>
    /// <param name="param">The member that holds the prompt.</param>
    /// <exception cref="ModelException"><c>context_length_exceeded</c>.</exception>
    public static int MaxTokens(int promptTokens, int? asked, int? usual, int contextLength, string param)
    {
        var room = contextLength - promptTokens;
        var wanted = asked ?? 1;
        if (room >= wanted) return asked ?? Math.Min(usual ?? room, room);

        var answer = asked is null ? "at least 1 token of answer" : $"{asked} tokens of answer";
        throw new ModelException(
            ModelFailure.BadInput,
            $"This model's context is {contextLength} tokens. The prompt has {promptTokens} tokens and the request wants {answer}, "
                + $"{(long)promptTokens + wanted} together. Shorten the prompt{(asked is null ? "" : " or lower max_tokens")}.")
        {
            Param = param,
            Code = "context_length_exceeded",
        };
    }
}
