using System.Text;
using Andamento.Inference.Tokens;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>How single tokens are told to people.</summary>
internal static class TokenSpelling
{
    // JSON has no infinity; OpenAI says this for what cannot come.
    private const float Impossible = -9999;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The token's text; parts of characters are U+FFFD.</summary>
    public static string Text(ITokenizer tokenizer, int id) => Encoding.UTF8.GetString(tokenizer.BytesOf(id));

    /// <summary>The token's text; what is no whole text is <c>bytes:\x..</c>, so that no two are alike.</summary>
    public static string Name(ITokenizer tokenizer, int id)
    {
        var bytes = tokenizer.BytesOf(id);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return "bytes:" + string.Concat(bytes.ToArray().Select(value => $"\\x{value:x2}"));
        }
    }

    /// <summary>A logarithm of probability, as JSON can hold it.</summary>
    public static float Finite(float logProbability) => float.IsFinite(logProbability) ? logProbability : Impossible;
}
