namespace Andamento.Providers.Http;

/// <summary>What one call to a provider is about, and what its response says beside the answer.</summary>
internal sealed record Exchange(
    IProviderAdapter Adapter, ProviderCall Call, ProviderTarget Target, ProviderOptions Options, TimeProvider Time, TokenSource Tokens)
{
    private const int MaxErrorBytes = 16 << 10;

    private static readonly string[] RequestIdHeaders =
        ["x-request-id", "request-id", "x-amzn-requestid", "apim-request-id"];

    /// <summary>Who is called.</summary>
    public ProviderDescriptor Provider => Adapter.Descriptor;

    /// <summary>What a response that is no success says. Disposes it.</summary>
    public async Task<ProviderException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response) return await ReadFailureAsync(response, cancellationToken);
    }

    /// <summary>Builds the call of one attempt.</summary>
    public HttpRequestMessage ToCall() => Adapter.ToCall(Call, Target);

    /// <summary>Starts reading the answer.</summary>
    public IAnswerReader ReadAnswer() => Adapter.ReadAnswer(Call, Target);

    /// <summary>What is known of an answer beside its body, or null.</summary>
    public static ProviderAnswerHead? Head(HttpResponseMessage response)
    {
        var dropped = response.RequestMessage is { } call ? DroppedParameters.Of(call) : [];
        var requestId = RequestId(response);
        return requestId is null && dropped.Count == 0
            ? null
            : new(requestId, dropped.Count == 0 ? null : string.Join(',', dropped));
    }

    private static string? RequestId(HttpResponseMessage response)
    {
        foreach (var name in RequestIdHeaders)
        {
            if (Header(response, name) is { } value) return value;
        }

        return null;
    }

    /// <summary>Tokens used, where only headers tell; null elsewhere.</summary>
    public static ProviderUsage? Usage(HttpResponseMessage response) =>
        long.TryParse(Header(response, "x-amzn-bedrock-input-token-count"), out var input)
            ? new(input, long.TryParse(Header(response, "x-amzn-bedrock-output-token-count"), out var output) ? output : 0)
            : null;

    // What opened the provider's door: settings do not hold a token that was bought, so nobody else would take it out.
    private static string? Token(HttpResponseMessage response) =>
        response.RequestMessage?.Headers.Authorization is { Scheme: "Bearer", Parameter: { } token } ? token : null;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private async Task<ProviderException> ReadFailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var error = UpstreamError.Silent;
        try
        {
            error = UpstreamError.Read(await BoundedBody.ReadStartAsync(response.Content, MaxErrorBytes, cancellationToken));
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            // The status is known, and says more than a connection that broke behind it.
        }

        if (Header(response, "x-amzn-errortype") is { } type) error = error with { Type = type.Split(':')[0] };
        if (Token(response) is { Length: > 0 } token) error = error.Without(token);
        return CallFailure.OfStatus(
            UpstreamStatus.OfQuota(error) ?? (int)response.StatusCode,
            error,
            Provider,
            Target,
            RetryAfter.Read(response.Headers, Time.GetUtcNow()) ?? error.RetryDelay,
            RetryAfter.ShouldRetry(response.Headers));
    }
}
