using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.Http;

/// <summary>One purchase of a token: what is asked, and how the answer is understood (RFC 6749, section 5).</summary>
internal sealed record TokenOrder(TokenPurchase Purchase, ProviderDescriptor Provider, ProviderTarget Target)
{
    private const int MaxAnswerBytes = 64 << 10;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UsualLife = TimeSpan.FromMinutes(5); // of a token that does not tell
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    /// <summary>Sends it. Whatever goes wrong is an outcome, so that nobody has to watch it.</summary>
    public async Task<TokenOutcome> SendAsync(HttpMessageInvoker http, TimeProvider time, CancellationToken closed)
    {
        using var clock = new CallClock(time, Limit, closed);
        try
        {
            using var request = Purchase.Ask(time.GetUtcNow());
            using var response = await http.SendAsync(request, clock.Token);
            var body = await BoundedBody.ReadAsync(response.Content, MaxAnswerBytes, clock.Token);
            return response.IsSuccessStatusCode
                ? new(Read(body, time.GetUtcNow()), null)
                : new(null, OfStatus((int)response.StatusCode, body));
        }
        catch (Exception broken) when (broken is not ProviderException)
        {
            var refused = CallFailure.Of(broken, clock.Expired, Provider) is { Failure: ProviderFailure.Refused } rule ? rule : null;
            return new(null, refused ?? Unavailable("could not be reached", null, broken));
        }
        catch (ProviderException failed)
        {
            return new(null, failed);
        }
    }

    /// <summary>The form of a purchase.</summary>
    public static HttpRequestMessage Form(string address, params IEnumerable<KeyValuePair<string, string>> fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Andamento");
        return request;
    }

    private BoughtToken Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        using var answer = JsonReading.ParseAnswer(body.Span, Provider);
        if (answer.RootElement.Text("access_token"u8) is not { Length: > 0 } token)
        {
            throw CallFailure.OfAnswer("an answer without a token", Provider);
        }

        var seconds = answer.RootElement.Count("expires_in"u8)
            ?? (long.TryParse(answer.RootElement.Text("expires_in"u8), out var written) ? written : (long)UsualLife.TotalSeconds);
        return new(token, now + TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)));
    }

    private ProviderException OfStatus(int status, ReadOnlyMemory<byte> body)
    {
        if (status is 408 or 429 or >= 500) return Unavailable($"answered {status}", status, null);

        var (code, words) = Reason(body);
        var said = string.Join(": ", new[] { code, words }.Where(text => !string.IsNullOrEmpty(text)));
        var reason = said.Length > 0 ? $": {Scrubber.Clean(said, Provider, Target)}" : ".";
        return new(
            ProviderFailure.Authentication,
            $"The token service of provider {Provider.Name} did not accept the credentials of this served entity ({status}){reason}")
        {
            Code = "upstream_authentication_error",
            Status = status,
        };
    }

    private static (string? Code, string? Words) Reason(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return (document.RootElement.Text("error"u8), document.RootElement.Text("error_description"u8));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private ProviderException Unavailable(string what, int? status, Exception? cause) =>
        new(ProviderFailure.Unavailable, $"The token service of provider {Provider.Name} {what}.", cause)
        {
            Code = "upstream_auth_unavailable",
            Status = status,
            RetryAfter = AskAgain,
        };
}
