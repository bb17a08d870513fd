using System.Security.Cryptography;

namespace Andamento.Inference.LanguageModels.Answers;

/// <summary>What all parts of an answer begin with.</summary>
/// <param name="Id">The answer's name.</param>
/// <param name="Created">Seconds since 1970.</param>
/// <param name="Model">What <c>model</c> says.</param>
internal sealed record AnswerHead(string Id, long Created, string Model)
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A new answer.</summary>
    public static AnswerHead New(string prefix, string model, TimeProvider time) =>
        new(NewId(prefix), time.GetUtcNow().ToUnixTimeSeconds(), model);

    /// <summary>A name that nothing else has.</summary>
    public static string NewId(string prefix) => prefix + RandomNumberGenerator.GetString(Letters, 24);
}
