using Andamento.Gateway;

namespace Andamento.Endpoints;

/// <summary>What the AI Gateway of an endpoint is told (section 6.7).</summary>
internal sealed partial class EndpointGrain
{
    public async Task<AiGatewayConfig> SetGatewayAsync(
        AiGatewayConfig gateway, string caller, CancellationToken cancellationToken)
    {
        GatewayRules.Check(gateway, prefix: "");
        using var writing = await _record.EnterAsync(cancellationToken);
        var endpoint = Existing();
        GatewayRules.CheckKind(gateway, endpoint.Kind, prefix: "");
        GatewayRules.CheckTable(endpoint.Gateway.InferenceTable, gateway.InferenceTable, endpoint.Name);
        var changed = endpoint with { Gateway = gateway, RateLimits = gateway.RateLimits };
        await CommitAsync(EndpointLife.Change(_record.Current, changed, _time.GetUtcNow()), caller);
        return gateway;
    }
}
