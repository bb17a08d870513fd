using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Andamento.Api.Limits;
using Andamento.Endpoints;
using Andamento.RateLimits;
using Andamento.Serving;
using Andamento.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Andamento.Tests.Cluster.Clusters;

/// <summary>The admission of several front doors, spread over the silos of a cluster. They share nothing but its grains.</summary>
internal sealed class FrontDoors : IAsyncDisposable
{
    private readonly ServiceProvider[] _doors;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<long> _askedAt = new();
    private long _leased;

    public FrontDoors(SiloCluster cluster, int count, int? silos = null)
    {
        _doors = [.. Enumerable.Range(0, count).Select(door => Open(cluster.Inside(door % (silos ?? cluster.Count))))];
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "andamento.limits.admitted" && _doors.Any(door => ReferenceEquals(door.GetRequiredService<IMeterFactory>(), instrument.Meter.Scope)))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags[1].Value is true) Interlocked.Add(ref _leased, value);
            else _askedAt.Enqueue(TimeProvider.System.GetTimestamp());
        });
        _listener.Start();
    }

    /// <summary>Queries that passed under a lease.</summary>
    public long Leased => Interlocked.Read(ref _leased);

    /// <summary>Queries that a budget was asked for.</summary>
    public int Asked => _askedAt.Count;

    /// <summary>An endpoint to query; its budgets are nobody else's.</summary>
    public static EndpointSnapshot Endpoint() =>
        new() { Name = "limited", Id = $"{Guid.NewGuid():N}", Revision = 1, Creator = Wishes.Me.Name, Task = ServingTask.Chat };

    public ValueTask<AdmissionVerdict> AdmitAsync(EndpointSnapshot endpoint, int door, long tokens = 0) =>
        _doors[door % _doors.Length].GetRequiredService<Admission>().AdmitAsync(endpoint, Wishes.Me, Request(tokens), CancellationToken.None);

    /// <summary>Asks several times, and says how many queries passed.</summary>
    public async Task<int> KnockAsync(EndpointSnapshot endpoint, int client, int times)
    {
        var passed = 0;
        for (var time = 0; time < times; time++) passed += (await AdmitAsync(endpoint, client)).Refusal is null ? 1 : 0;
        return passed;
    }

    /// <summary>Asks until some queries were refused, and says how many passed.</summary>
    public async Task<int> KnockUntilRefusedAsync(EndpointSnapshot endpoint, int client, int refusals, long tokens = 0)
    {
        var passed = 0;
        while (refusals > 0)
        {
            if ((await AdmitAsync(endpoint, client, tokens)).Refusal is null) passed++;
            else refusals--;
        }

        return passed;
    }

    /// <summary>Waits until that many queries have passed.</summary>
    public async Task PassedAsync(long queries)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (Asked + Leased < queries) await Task.Delay(1, patience.Token); // a counter gives no signal
    }

    /// <summary>Queries that a budget was asked for until a moment.</summary>
    public int AskedUntil(long timestamp) => _askedAt.Count(at => at <= timestamp);

    /// <summary>Waits until what was counted so far is stored: a lease's grant is acknowledged by the write that stores it.</summary>
    public static async Task StoredAsync(IRateLimitGrain budget)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        var plenty = new BudgetLimits(1_000_000, null, Revision: 1); // so that there is something to lease
        var lease = new LeaseReport(Guid.NewGuid(), default, default);
        while ((await budget.LeaseAsync(plenty, lease, new(1, 0), patience.Token)).Recalled) await Task.Delay(10, patience.Token); // a store gives no signal
        await budget.ReturnAsync(lease, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        foreach (var door in _doors)
        {
            await door.GetRequiredService<LeaseKeepers>().StopAsync(CancellationToken.None);
            await door.DisposeAsync();
        }
    }

    private static ServiceProvider Open(IGrainFactory grains)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddLimits();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(grains);
        return services.BuildServiceProvider();
    }

    private static ServingRequest Request(long tokens) => new()
    {
        Task = ServingTask.Chat,
        Body = Encoding.UTF8.GetBytes($$"""{"messages":[],"max_tokens":{{tokens}}}"""),
        TimeLeft = TimeSpan.FromSeconds(1),
        RequestId = "r",
        AnswerModel = "m",
    };
}
