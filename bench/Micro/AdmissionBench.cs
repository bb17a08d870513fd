using System.Diagnostics.CodeAnalysis;
using Andamento.Api.Limits;
using Andamento.Endpoints;
using Andamento.RateLimits;
using Andamento.Records;
using Andamento.Serving;
using Andamento.Tests.Unit.Invocations;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Andamento.Bench.Micro;

/// <summary>
/// Whether a query may pass: without a limit, under a lease of one limit, and when the budget's grain, in the same process, is
/// asked. Between processes the grain costs a network hop besides.
/// </summary>
[InProcess, MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "The cleanup disposes of it.")]
public class AdmissionBench
{
    private readonly EndpointSnapshot _free = Snapshots.Chat();
    private readonly EndpointSnapshot _asked = Snapshots.Chat() with { Id = "asked", RateLimits = [new(RateLimitKey.User, null, 9_999)] }; // too small to lease
    private readonly EndpointSnapshot _leased = Snapshots.Chat() with { Id = "leased", RateLimits = [new(RateLimitKey.User, 1_000_000_000_000)] };
    private readonly ServingRequest _request = new()
    {
        Task = ServingTask.Predict, Body = "{}"u8.ToArray(), TimeLeft = TimeSpan.FromMinutes(1), RequestId = "r", AnswerModel = "m",
    };

    private InProcessTestCluster _cluster = null!;
    private ServiceProvider _door = null!;
    private Admission _admission = null!;

    // BenchmarkDotNet does not wait for an asynchronous set-up of the first benchmark it runs in this process.
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult();

    private async Task StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddOptions<RateLimitOptions>();
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddKeyedSingleton<IGrainStorage, Forgetful>(StorageNames.Relaxed);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddLimits();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_cluster.GetSiloServiceProvider(_cluster.Silos[0].SiloAddress).GetRequiredService<IGrainFactory>());
        _door = services.BuildServiceProvider();
        _admission = _door.GetRequiredService<Admission>();
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _door.GetRequiredService<LeaseKeepers>().StopAsync(CancellationToken.None);
        await _door.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Benchmark(Baseline = true)]
    public async ValueTask<bool> Asked() => await MayAsync(_asked); // no tokens are used, so it never ends

    [Benchmark]
    public async ValueTask<bool> Leased() => await MayAsync(_leased);

    [Benchmark]
    public async ValueTask<bool> Without_a_limit() => await MayAsync(_free);

    private async ValueTask<bool> MayAsync(EndpointSnapshot endpoint) =>
        (await _admission.AdmitAsync(endpoint, Snapshots.Owner, _request, CancellationToken.None)).Refusal is null;

    /// <summary>What is written here is gone, at once.</summary>
    private sealed class Forgetful : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }
}
