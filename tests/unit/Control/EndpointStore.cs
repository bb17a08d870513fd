using System.Collections.Concurrent;
using System.Collections.Immutable;
using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.Identity;
using Andamento.RateLimits;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Control;

/// <summary>Endpoints in memory, without any rule; also the directory of them.</summary>
internal sealed class EndpointStore : IEndpointDirectoryGrain
{
    public ConcurrentDictionary<string, EndpointDetails> All { get; } = new();

    /// <summary>The last commands, as the front door understood them.</summary>
    public CreateEndpoint? Created { get; set; }

    public UpdateEndpointConfig? Updated { get; set; }

    public ChangeEndpointSettings? Settings { get; set; }

    /// <summary>What every endpoint says has happened to it.</summary>
    public EndpointHistory? History { get; set; }

    public Task AnnounceAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PutAsync(EndpointDetails summary, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task RemoveAsync(string name, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string?> FindAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(All.Values.FirstOrDefault(endpoint => endpoint.Id == id)?.Name);

    public Task<ImmutableArray<EndpointDetails>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<EndpointDetails>>([.. All.Values.OrderBy(endpoint => endpoint.Name, StringComparer.Ordinal)]);

    public Task<ImmutableArray<string>> ListBusyAsync(CancellationToken cancellationToken) => Task.FromResult<ImmutableArray<string>>([]);
}

/// <summary>One of them.</summary>
internal sealed class StoredEndpoint(EndpointStore store, string name) : IEndpointGrain
{
    public Task<EndpointDetails> CreateAsync(CreateEndpoint command, CancellationToken cancellationToken)
    {
        store.Created = command;
        var endpoint = Samples.External(name) with
        {
            Id = Guid.NewGuid().ToString("N"),
            Creator = command.Caller.Name,
            RateLimits = command.RateLimits,
            Gateway = command.Gateway,
        };
        if (!store.All.TryAdd(name, endpoint)) throw new ServingException(FailureKind.AlreadyExists, $"'{name}' exists.");

        return Task.FromResult(endpoint);
    }

    public Task<EndpointDetails> UpdateConfigAsync(UpdateEndpointConfig command, CancellationToken cancellationToken)
    {
        store.Updated = command;
        return Task.FromResult(store.All[name]);
    }

    public Task<ImmutableArray<RateLimitRule>> SetRateLimitsAsync(
        ImmutableArray<RateLimitRule> rules, string caller, CancellationToken cancellationToken) => Task.FromResult(rules);

    public Task<EndpointDetails> ChangePermissionsAsync(ChangePermissions command, CancellationToken cancellationToken)
    {
        var endpoint = store.All[name];
        return Task.FromResult(store.All[name] = endpoint with { Grants = GrantRules.Next(endpoint.Grants, command, endpoint.Creator) });
    }
    public Task<AiGatewayConfig> SetGatewayAsync(AiGatewayConfig gateway, string caller, CancellationToken cancellationToken) =>
        Task.FromResult(gateway);

    public Task<EndpointDetails> ChangeSettingsAsync(ChangeEndpointSettings command, CancellationToken cancellationToken)
    {
        store.Settings = command;
        return ChangeAsync(endpoint => endpoint with
        {
            Tags = SettingRules.NextTags(endpoint.Tags, command),
            Notifications = command.Notifications ?? endpoint.Notifications,
            Telemetry = command.Telemetry ?? endpoint.Telemetry,
            MetricsExport = command.MetricsExport ?? endpoint.MetricsExport,
        });
    }

    public Task<EndpointDetails> CancelUpdateAsync(string caller, CancellationToken cancellationToken) =>
        ChangeAsync(endpoint => endpoint with { ConfigUpdate = ConfigUpdateState.UpdateCanceled });

    public Task<EndpointDetails> RollBackAsync(int version, Principal caller, CancellationToken cancellationToken) =>
        ChangeAsync(endpoint => endpoint with { Config = endpoint.Config! with { Version = version + 1 } });

    public Task<EndpointDetails> StopAsync(string caller, CancellationToken cancellationToken) =>
        ChangeAsync(endpoint => endpoint with { Stopped = true, Ready = false });

    public Task<EndpointDetails> StartAsync(Principal caller, CancellationToken cancellationToken) =>
        ChangeAsync(endpoint => endpoint with { Stopped = false, ConfigUpdate = ConfigUpdateState.InProgress });

    public Task<EndpointHistory?> GetHistoryAsync(CancellationToken cancellationToken) =>
        Task.FromResult(store.History);

    public Task<ImmutableArray<string>?> GetEntityLogAsync(string entityName, int? configVersion, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<string>?>(
            store.All[name].Config!.ServedEntities.Any(entity => entity.Name == entityName) ? [$"{entityName} in {configVersion}", "ready"] : null);

    private Task<EndpointDetails> ChangeAsync(Func<EndpointDetails, EndpointDetails> change) =>
        Task.FromResult(store.All[name] = change(store.All[name]));

    public Task DeleteAsync(CancellationToken cancellationToken)
    {
        store.All.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public Task<EndpointDetails?> GetAsync(CancellationToken cancellationToken) => Task.FromResult(store.All.GetValueOrDefault(name));

    public Task<EndpointSnapshot?> GetSnapshotAsync(CancellationToken cancellationToken) => Task.FromResult<EndpointSnapshot?>(null);

    public IAsyncEnumerable<EndpointSnapshot> WatchAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ServedEntityDefinition?> GetEntityAsync(string endpointId, int configVersion, string entityName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
