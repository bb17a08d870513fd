using System.Net.Sockets;

namespace Andamento.Providers.Http;

/// <summary>Turns what went wrong into the one exception that callers of this assembly see.</summary>
internal static class CallFailure
{
    /// <summary>A status that is no success, with what the provider said about it.</summary>
    public static ProviderException OfStatus(
        int status,
        UpstreamError error,
        ProviderDescriptor provider,
        ProviderTarget target,
        TimeSpan? retryAfter = null,
        bool? shouldRetry = null)
    {
        var (failure, code) = UpstreamStatus.Of(status);
        if (failure is ProviderFailure.Limited && "insufficient_quota" == (error.Code ?? error.Type))
        {
            code = UpstreamStatus.QuotaExhausted;
        }
        else if (failure is ProviderFailure.Refused && code is null && UpstreamStatus.IsTooLong(error.Message))
        {
            code = UpstreamStatus.ContextTooLong;
        }

        var said = error.Message is null ? "" : $": {Scrubber.Clean(error.Message, provider, target)}";
        var what = failure is ProviderFailure.Authentication
            ? $"Provider {provider.Name} did not accept the credentials of this served entity ({status})"
            : $"Provider {provider.Name} answered {status}";
        return new(failure, said.Length > 0 ? what + said : what + ".")
        {
            Code = code ?? (error.Code is null ? null : Scrubber.Clean(error.Code, provider, target)),
            Param = error.Param is null ? null : Scrubber.Clean(error.Param, provider, target),
            Status = status,
            RetryAfter = retryAfter,
            ShouldRetry = shouldRetry,
        };
    }

    /// <summary>An error inside a stream that began with a success status.</summary>
    public static ProviderException OfEvent(ReadOnlySpan<byte> payload, ProviderDescriptor provider, ProviderTarget target)
    {
        var error = UpstreamError.Read(payload.ToArray());
        if (UpstreamStatus.OfCode(error) is { } status) return OfStatus(status, error, provider, target);

        var said = error.Message is null ? "no reason given" : Scrubber.Clean(error.Message, provider, target);
        return new(ProviderFailure.Failed, $"Provider {provider.Name} broke off its answer: {said}")
        {
            Code = UpstreamStatus.Error,
            Status = 200,
        };
    }

    /// <summary>A success status, and behind it no answer.</summary>
    public static ProviderException OfAnswer(string what, ProviderDescriptor provider, Exception? cause = null) =>
        new(ProviderFailure.Failed, $"Provider {provider.Name} sent {what}.", cause)
        {
            Code = UpstreamStatus.InvalidResponse,
            Status = 200,
        };

    /// <summary>An answer that ends before its end.</summary>
    public static ProviderException Cut(ProviderDescriptor provider, Exception? cause = null) =>
        new(ProviderFailure.Failed, $"Provider {provider.Name} ended its answer before it was complete.", cause)
        {
            Code = UpstreamStatus.Error,
            Status = 200,
        };

    /// <summary>Whatever a call threw; null for a defect of ours, which goes on as it is.</summary>
    /// <remarks>The caller's own cancellation is not a failure: look at its token first.</remarks>
    public static ProviderException? Of(Exception thrown, bool expired, ProviderDescriptor provider) => thrown switch
    {
        ProviderException failed => failed,
        _ when expired => new(
            ProviderFailure.TimedOut, $"Provider {provider.Name} did not answer within the time limit.", thrown)
        {
            Code = UpstreamStatus.TimedOut,
        },
        OperationCanceledException { InnerException: TimeoutException } => Unreachable(provider, "no connection in time", thrown),
        HttpRequestException broken => OfRequest(broken, provider),
        IOException or SocketException => Cut(provider, thrown),
        InvalidDataException => OfAnswer(thrown.Message, provider, thrown),
        _ => null,
    };

    private static ProviderException OfRequest(HttpRequestException broken, ProviderDescriptor provider)
    {
        if (Inner<AddressRefusedException>(broken) is { } refused)
        {
            var setting = provider.Settings.FirstOrDefault(setting => setting.Address)?.Name ?? "Its address";
            return new(ProviderFailure.Refused, $"{setting} leads to {refused.Address}, {refused.Why}.", broken)
            {
                Code = "address_not_allowed",
            };
        }

        return broken.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => Unreachable(provider, "its host name is not known", broken),
            HttpRequestError.SecureConnectionError => Unreachable(provider, "no secure connection", broken),
            HttpRequestError.ConnectionError => Unreachable(provider, "no connection", broken),
            _ => new(ProviderFailure.Failed, $"The connection to provider {provider.Name} broke before it answered.", broken)
            {
                Code = UpstreamStatus.Error,
            },
        };
    }

    private static ProviderException Unreachable(ProviderDescriptor provider, string why, Exception cause) =>
        new(ProviderFailure.Unreachable, $"Provider {provider.Name} could not be reached: {why}.", cause)
        {
            Code = UpstreamStatus.Unreachable,
        };

    private static T? Inner<T>(Exception? outer)
        where T : Exception
    {
        for (var inner = outer; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found) return found;
        }

        return null;
    }
}
