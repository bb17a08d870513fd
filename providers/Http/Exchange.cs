using Andamento.Providers.Unified;

namespace Andamento.Providers.Http;

/// <summary>What one call to a provider is about, and what its response says beside the answer.</summary>
internal sealed record Exchange(
    IProviderAdapter Adapter, ProviderCall Call, ProviderTarget Target, ProviderOptions Options, TimeProvider Time, TokenSource Tokens)
{
    private const int MaxErrorBytes = 16 << 10;

    private static readonly string[] RequestIdHeaders =
        ["x-request-id", "request-id", "x-amzn-requestid", "apim-request-id"];

    private bool _learned;

    /// <summary>Who is called.</summary>
    public ProviderDescriptor Provider => Adapter.Descriptor;

    /// <summary>What a response that is no success says. Disposes it.</summary>
    public async Task<ProviderException> FailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response) return await ReadFailureAsync(response, cancellationToken);
    }

    /// <summary>Builds the call of one attempt.</summary>
    public HttpRequestMessage ToCall() => Adapter.ToCall(Call, Target);

    /// <summary>What was bought to make the call with, if anything: a secret that no setting holds.</summary>
    public string? Bought { get; set; }

    /// <summary>The target as the words of an answer must be cleaned for it, which may repeat what was bought.</summary>
    public ProviderTarget Answering => Bought is null ? Target : Target with { Token = Bought };

    /// <summary>It was sent a second time while no response had begun.</summary>
    public bool Hedged { get; set; }

    /// <summary>Starts reading the answer.</summary>
    public IAnswerReader ReadAnswer() => Adapter.ReadAnswer(Call, Answering);

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
        Count(response, "x-amzn-bedrock-input-token-count") is { } input
            ? new(input, Count(response, "x-amzn-bedrock-output-token-count") ?? 0)
            : null;

    private static long? Count(HttpResponseMessage response, string name) =>
        long.TryParse(Header(response, name), out var count) ? JsonReading.Possible(count) : null;

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
            Answering,
            RetryAfter.Read(response.Headers, Time.GetUtcNow()) ?? error.RetryDelay,
            RetryAfter.ShouldRetry(response.Headers));
    }
}
