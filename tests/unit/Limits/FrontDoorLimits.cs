using System.Collections.Concurrent;
using Andamento.Api.Limits;
using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.RateLimits;
using Andamento.Serving;
using Andamento.Tests.TestKit;
using Andamento.Tests.Unit.Invocations;
using Microsoft.Extensions.DependencyInjection;

namespace Andamento.Tests.Unit.Limits;

/// <summary>The limits of one front door, with budgets of <see cref="BudgetDouble"/> and time that the test moves.</summary>
internal sealed class FrontDoorLimits : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, BudgetDouble> _budgets = new();
    private readonly ServiceProvider _services;

    public FrontDoorLimits()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddLimits();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(Grains.Of((_, key) => Budget(key)));
        _services = services.BuildServiceProvider();
    }

    public ManualTime Time { get; } = new();

    /// <summary>What budgets were asked and told.</summary>
    public ConcurrentQueue<string> Story { get; } = new();

    public EndpointSnapshot Endpoint { get; private set; } = Snapshots.Chat();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public BudgetDouble Budget(string key) => _budgets.GetOrAdd(key, one => new(one, Time, Story));

    public void Limit(params RateLimitRule[] rules) =>
        Endpoint = Endpoint with { RateLimits = [.. rules], Revision = Endpoint.Revision + 1 };

    public ValueTask<AdmissionVerdict> AdmitAsync(Principal? caller = null, string body = """{"messages":[]}""") =>
        Get<Admission>().AdmitAsync(Endpoint, caller ?? Snapshots.Owner, Request(body), CancellationToken.None);

    public static ServingRequest Request(string body, ServingTask task = ServingTask.Chat) => new()
    {
        Task = task, Body = System.Text.Encoding.UTF8.GetBytes(body), TimeLeft = TimeSpan.FromSeconds(1), RequestId = "r", AnswerModel = "m",
    };

    public async ValueTask DisposeAsync()
    {
        await Get<LeaseKeepers>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
