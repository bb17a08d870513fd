using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Http;

/// <summary>A token response (RFC 6749, section 5).</summary>
internal sealed class OAuthAnswer : ITokenAnswer
{
    private static readonly TimeSpan UsualLife = TimeSpan.FromMinutes(5); // of a token that does not tell

    /// <summary>The one there is: it has no state.</summary>
    public static OAuthAnswer Instance { get; } = new();

    /// <inheritdoc/>
    public BoughtToken? Token(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        using var answer = Parse(body);
        if (answer?.RootElement.Text("access_token"u8) is not { Length: > 0 } token) return null;

        var seconds = answer.RootElement.Count("expires_in"u8)
            ?? (long.TryParse(answer.RootElement.Text("expires_in"u8), out var written) ? written : (long)UsualLife.TotalSeconds);
        return new(token, now + TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)));
    }

    /// <inheritdoc/>
    public (string? Code, string? Words) Refusal(ReadOnlyMemory<byte> body)
    {
        using var answer = Parse(body);
        return answer is null ? default : (answer.RootElement.Text("error"u8), answer.RootElement.Text("error_description"u8));
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonReading.IsText(body.Span) ? JsonDocument.Parse(body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
