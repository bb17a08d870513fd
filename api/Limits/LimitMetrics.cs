using System.Diagnostics.Metrics;
using Andamento.RateLimits;

namespace Andamento.Api.Limits;

/// <summary>Instruments of rate limits. The tag <c>limit</c> is the limit's key; never a user, a group or an endpoint.</summary>
internal sealed class LimitMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Andamento.Limits";

    private readonly Meter _meter;
    private readonly Counter<long> _admitted;
    private readonly Counter<long> _refused;

    public LimitMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _admitted = _meter.CreateCounter<long>("andamento.limits.admitted", "{request}", "Queries that a limit let pass, by limit and by lease.");
        _refused = _meter.CreateCounter<long>("andamento.limits.refused", "{request}", "Queries that a limit refused, by limit.");
    }

    /// <summary>A limit let a query pass.</summary>
    /// <param name="key">The limit.</param>
    /// <param name="leased">Nobody had to be asked.</param>
    public void Admitted(RateLimitKey key, bool leased)
    {
        if (_admitted.Enabled) _admitted.Add(1, new("limit", Name(key)), new("leased", leased));
    }

    /// <summary>A limit refused a query.</summary>
    public void Refused(RateLimitKey key) => _refused.Add(1, new KeyValuePair<string, object?>("limit", Name(key)));

    /// <summary>A limit of 0 refused a query.</summary>
    public void Closed() => _refused.Add(1, new KeyValuePair<string, object?>("limit", "closed"));

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static string Name(RateLimitKey key) => key switch
    {
        RateLimitKey.Endpoint => "endpoint",
        RateLimitKey.User => "user",
        RateLimitKey.UserGroup => "user_group",
        _ => "service_principal",
    };
}
