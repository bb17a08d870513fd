namespace Andamento.Providers.Http;

/// <summary>One purchase of a token: what is asked, and how the answer is understood.</summary>
internal sealed record TokenOrder(TokenPurchase Purchase, ProviderDescriptor Provider, ProviderTarget Target)
{
    private const int MaxAnswerBytes = 64 << 10;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
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

    private BoughtToken Read(ReadOnlyMemory<byte> body, DateTimeOffset now) =>
        Purchase.Answer.Token(body, now) ?? throw CallFailure.OfAnswer("an answer without a token", Provider);

    private ProviderException OfStatus(int status, ReadOnlyMemory<byte> body)
    {
        if (status is 408 or 429 or >= 500) return Unavailable($"answered {status}", status, null);

        var (code, words) = Purchase.Answer.Refusal(body);
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

    private ProviderException Unavailable(string what, int? status, Exception? cause) =>
        new(ProviderFailure.Unavailable, $"The token service of provider {Provider.Name} {what}.", cause)
        {
            Code = "upstream_auth_unavailable",
            Status = status,
            RetryAfter = AskAgain,
        };
}
