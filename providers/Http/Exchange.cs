namespace Andamento.Providers.Http;

/// <summary>What one call to a provider is about, and the step that both kinds of call begin with.</summary>
internal sealed record Exchange(
    IProviderAdapter Adapter, ProviderCall Call, ProviderTarget Target, ProviderOptions Options, TimeProvider Time, TokenSource Tokens)
{
    private const int MaxErrorBytes = 16 << 10;

    private static readonly string[] RequestIdHeaders =
        ["x-request-id", "request-id", "x-amzn-requestid", "apim-request-id"];

    private bool _learned;

    /// <summary>Who is called.</summary>
    public ProviderDescriptor Provider => Adapter.Descriptor;

    /// <summary>Sends the call and waits for a success status and its headers. The caller disposes the response.</summary>
    /// <exception cref="ProviderException">Another status.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker http, CancellationToken cancellationToken)
    {
        var response = await Credentials.SendAsync(this, http, cancellationToken);
        if (response.IsSuccessStatusCode) return response;

        using (response)
        {
            throw await ReadFailureAsync(response, cancellationToken);
        }
    }

    /// <summary>Builds the call of one attempt.</summary>
    public HttpRequestMessage ToCall() => Adapter.ToCall(Call, Target);

    /// <summary>Starts reading an answer.</summary>
    public IAnswerReader ReadAnswer(HttpResponseMessage response) => Adapter.ReadAnswer(Call, TargetOf(response));

    /// <summary>The target as an answer's words must be cleaned for it.</summary>
    /// <remarks>
    /// What opened the provider's door may stand in a failure, also in the middle of a stream. Settings do not hold a token that was
    /// bought, so without this nobody would take it out.
    /// </remarks>
    public ProviderTarget TargetOf(HttpResponseMessage response) =>
        Adapter is INeedsToken && response.RequestMessage is { } call && Token(call) is { Length: > 0 } token ? Target with { Token = token } : Target;

    /// <summary>Whether a refusal teaches how the call passes, so that it is made once more at once.</summary>
    public bool Learns(ProviderException refused)
    {
        if (Adapter is not ILearnsFromRefusals learner) return false;
        if (!_learned) return _learned = learner.Learn(refused, Call, Target);

        learner.Forget(Target);
        return false;
    }

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

    private static string? Token(HttpRequestMessage call) =>
        call.Headers.Authorization is { Scheme: "Bearer", Parameter: { } token } ? token
        : call.Headers.NonValidated.TryGetValues("X-Amz-Security-Token", out var session) ? session.ToString()
        : null;

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
        return CallFailure.OfStatus(
            UpstreamStatus.OfQuota(error) ?? (int)response.StatusCode,
            error,
            Provider,
            TargetOf(response),
            RetryAfter.Read(response.Headers, Time.GetUtcNow()) ?? error.RetryDelay,
            RetryAfter.ShouldRetry(response.Headers));
    }
}
