using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Tests.Unit.Invocations;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Andamento.Bench.Micro;

/// <summary>Looking up an endpoint that this front door knows: what every request does first.</summary>
[InProcess, MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "The cleanup disposes of it.")]
public class SnapshotBench
{
    private EndpointSnapshots _snapshots = null!;

    // BenchmarkDotNet does not wait for an asynchronous set-up of the first benchmark it runs in this process.
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult();

    private async Task StartAsync()
    {
        var endpoint = new EndpointDouble { Answer = () => Task.FromResult<EndpointSnapshot?>(Snapshots.Chat()) };
        endpoint.Words = Channel.CreateUnbounded<EndpointSnapshot>();
        var grains = Grains.Of((type, _) => type == typeof(IEndpointGrain) ? endpoint : new EntityDouble());

        // Time stands still: a snapshot stays fresh however long the benchmark takes.
        _snapshots = new(grains, new NoLocalEntities(), new StoppedClock(), NullLogger<EndpointSnapshots>.Instance);
        await _snapshots.FindAsync("chat", CancellationToken.None);
    }

    [GlobalCleanup]
    public void Stop() => _snapshots.Dispose();

    [Benchmark]
    public async ValueTask<object?> Find_a_known_endpoint() => await _snapshots.FindAsync("chat", CancellationToken.None);

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
