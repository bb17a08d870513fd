using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Andamento.Identity;
using Andamento.RateLimits;
using Andamento.Records;
using Andamento.Secrets;
using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tables;
using Andamento.Watching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Andamento.Endpoints;

[Reentrant] // Reads never wait for a deployment. Safe: Stored admits one writer, and readers see only what is stored.
internal sealed partial class EndpointGrain : Grain, IEndpointGrain
{
    private readonly Stored<EndpointRecord> _record;
    private readonly EndpointPlanner _planner;
    private readonly Broadcast<EndpointSnapshot> _watchers;
    private readonly EndpointOptions _options;
    private readonly TimeProvider _time;
    private readonly ITableSink _tables;
    private readonly INotificationSink _notifications;
    private readonly ILogger<EndpointGrain> _log;

    public EndpointGrain(
        [PersistentState("endpoint", StorageNames.Durable)] IPersistentState<EndpointRecord> storage, ISecretProtector protector,
        IOptions<EndpointOptions> options, TimeProvider time, ITableSink tables,
        INotificationSink notifications, ILogger<EndpointGrain> log)
    {
        _record = new(storage, DeactivateOnIdle);
        _planner = new(GrainFactory, protector, options, EndpointPlanner.Catalog);
        _watchers = new(time);
        _options = options.Value;
        _time = time;
        _tables = tables;
        _notifications = notifications;
        _log = log;
    }

    private string Name => this.GetPrimaryKeyString();

    private IEndpointDirectoryGrain Directory =>
        GrainFactory.GetGrain<IEndpointDirectoryGrain>(IEndpointDirectoryGrain.Workspace);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        StartTending();
        return Task.CompletedTask;
    }

    public async Task<EndpointDetails> CreateAsync(CreateEndpoint command, CancellationToken cancellationToken)
    {
        EndpointNames.CheckEndpoint(Name, command.OfSystem);
        SmallRules.CheckDescription(command.Description);
        SmallRules.CheckTags(command.Tags);
        RateLimitRules.Check(command.RateLimits);
        GatewayRules.Check(command.Gateway, "ai_gateway.");
        SettingRules.CheckNotifications(command.Notifications);
        SettingRules.CheckTelemetry(command.Telemetry);
        using var writing = await _record.EnterAsync(cancellationToken);
        if (_record.Current.Endpoint is not null)
            throw new ServingException(FailureKind.AlreadyExists, $"name: there is an endpoint '{Name}' already.");

        var now = _time.GetUtcNow();
        var next = _record.Current with { Endpoint = New(command, Name, now) };
        if (command.Config is { ServedEntities: { IsEmpty: false } } or { ServedEntities: null, Routes: not null })
            next = await AcceptAsync(next, command.Config, "config.", command.Caller, now, cancellationToken);

        await CommitWithinQuotasAsync(next, command.Caller.Name, cancellationToken);
        EndpointLog.Created(_log, Name, next.Endpoint!.Id);
        return Details(next.Endpoint);
    }

    public async Task<EndpointDetails> UpdateConfigAsync(UpdateEndpointConfig command, CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        StopRules.CheckIdle(Existing());
        var next = await AcceptAsync(
            _record.Current, command.Config, prefix: "", command.Caller, _time.GetUtcNow(), cancellationToken);
        await CommitWithinQuotasAsync(next, command.Caller.Name, cancellationToken);
        return Details(next.Endpoint!);
    }

    public async Task<ImmutableArray<RateLimitRule>> SetRateLimitsAsync(
        ImmutableArray<RateLimitRule> rules, string caller, CancellationToken cancellationToken)
    {
        RateLimitRules.Check(rules);
        using var writing = await _record.EnterAsync(cancellationToken);
        await CommitAsync(EndpointLife.Change(_record.Current, Existing() with { RateLimits = rules }, _time.GetUtcNow()), caller);
        return rules;
    }

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        using var writing = await _record.EnterAsync(cancellationToken);
        Existing();
        await Directory.AnnounceAsync(Name, cancellationToken); // if we die now, the directory asks whether we still exist
        await CommitAsync(EndpointLife.Delete(_record.Current, _time.GetUtcNow()));
        EndpointLog.Deleted(_log, Name);
    }

    public Task<EndpointDetails?> GetAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ExistingOrLeave() is { } endpoint ? Details(endpoint) : null);

    public Task<EndpointSnapshot?> GetSnapshotAsync(CancellationToken cancellationToken) =>
        Task.FromResult(ExistingOrLeave() is { } endpoint ? EndpointViews.Snapshot(endpoint) : null);

    public async IAsyncEnumerable<EndpointSnapshot> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (ExistingOrLeave() is not { } endpoint) yield break;
        var changes = _watchers.WatchAsync(EndpointViews.Snapshot(endpoint), _options.Heartbeat, cancellationToken);
        await foreach (var snapshot in changes.WithCancellation(cancellationToken)) yield return snapshot;
    }

    public Task<ServedEntityDefinition?> GetEntityAsync(
        string endpointId, int configVersion, string entityName, CancellationToken cancellationToken)
    {
        var found = ExistingOrLeave() is { } endpoint && endpoint.Id == endpointId
            ? EndpointLife.Entities(endpoint).FirstOrDefault(
                entity => entity.Entity.DeployedBy == configVersion && entity.Entity.Name == entityName)
                ?? Draining(new(Name, endpointId, configVersion, entityName))
            : null;
        return Task.FromResult(found);
    }

    private ServedEntityDefinition? Draining(ServedEntityKey key)
    {
        var wanted = key.ToString();
        return _record.Current.Draining.FirstOrDefault(entity => entity.Key == wanted)?.Definition;
    }

    private static EndpointState New(CreateEndpoint command, string name, DateTimeOffset now) => new()
    {
        Name = name,
        Id = RandomNumberGenerator.GetHexString(32, lowercase: true),
        Creator = command.Caller.Name,
        CreatedAt = now,
        UpdatedAt = now,
        Revision = 1,
        Tags = command.Tags,
        Description = command.Description,
        RouteOptimized = command.RouteOptimized,
        RateLimits = command.Gateway.RateLimits.IsEmpty ? command.RateLimits : command.Gateway.RateLimits,
        Gateway = command.Gateway,
        Notifications = command.Notifications,
        Telemetry = command.Telemetry,
        BudgetPolicyId = command.BudgetPolicyId,
    };

    private async Task<EndpointRecord> AcceptAsync(
        EndpointRecord record, EndpointConfigInput input, string prefix, Principal caller, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var (config, kind) = await _planner.PlanAsync(record.Endpoint!, input, prefix, caller, now, cancellationToken);
        GatewayRules.CheckKind(record.Endpoint!.Gateway, kind, "ai_gateway.");
        if (record.Endpoint.Telemetry is not null) SettingRules.CheckKind("telemetry_config", kind);
        var next = EndpointLife.Accept(
            record with { Endpoint = record.Endpoint! with { Kind = kind } }, config, now, _options.DrainDelay);
        EndpointLog.Accepted(_log, Name, config.Version, next.Endpoint!.Update);
        return next;
    }

    /// <summary>Stores the record, then tells everyone: watchers, the directory, and the timer that tends deployments.</summary>
    /// <param name="next">The next record.</param>
    /// <param name="by">Who asked for it; null for the cluster itself.</param>
    private async Task CommitAsync(EndpointRecord next, string? by = null)
    {
        var (before, now) = (_record.Current, _time.GetUtcNow());
        next = EntityChanges.Note(before, next, now);
        next = ConfigHistory.Note(before, next, by, _options.MaxConfigHistory);
        await StoreAsync(EventHistory.Note(before, next, by, now, _options.MaxEvents));
        Notify(UpdateNotice.Of(before.Endpoint, next.Endpoint));
        if (next.Endpoint is { } endpoint) _watchers.Publish(EndpointViews.Snapshot(endpoint));
        else _watchers.End();
        await TellDirectoryAsync();
        TendSoon();
    }

    // The change is stored: what somebody's sink does with the news cannot undo it.
    private void Notify(EndpointNotification? notice)
    {
        try
        {
            if (notice is not null) _notifications.Send(notice);
        }
        catch (Exception failed)
        {
            EndpointLog.NotNotified(_log, Name, failed);
        }
    }

    private Task StoreAsync(EndpointRecord next) => next.IsEmpty ? _record.ClearAsync(new()) : _record.WriteAsync(next);

    private EndpointState Existing() => ExistingOrLeave()
        ?? throw new ServingException(FailureKind.ResourceNotFound, $"There is no endpoint '{Name}'.");

    // Anyone may ask for any name: an activation that holds nothing must not stay.
    private EndpointState? ExistingOrLeave()
    {
        if (_record.Current.IsEmpty) DeactivateOnIdle();
        return _record.Current.Endpoint;
    }

    private EndpointDetails Details(EndpointState endpoint) => EndpointViews.Details(endpoint, Health);
}
