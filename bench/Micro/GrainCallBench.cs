using BenchmarkDotNet.Attributes;
using Orleans.Concurrency;
using Orleans.TestingHost;

namespace Andamento.Bench.Micro;

/// <summary>What a grain call costs inside a silo and from a client, with 1 KB of bytes there and back.</summary>
[InProcess, MemoryDiagnoser]
public class GrainCallBench
{
    private readonly byte[] _kilobyte = new byte[1024];
    private InProcessTestCluster _cluster = null!;
    private IEchoGrain _fromClient = null!;
    private IEchoGrain _fromSilo = null!;

    // BenchmarkDotNet does not wait for an asynchronous set-up of the first benchmark it runs in this process.
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult();

    private async Task StartAsync()
    {
        _cluster = new InProcessTestClusterBuilder(1).Build();
        await _cluster.DeployAsync();
        _fromClient = _cluster.Client.GetGrain<IEchoGrain>("echo");
        var silo = _cluster.GetSiloServiceProvider(_cluster.Silos[0].SiloAddress);
        _fromSilo = ((IGrainFactory)silo.GetService(typeof(IGrainFactory))!).GetGrain<IEchoGrain>("echo");
        await _fromSilo.EchoAsync(_kilobyte);
    }

    [GlobalCleanup]
    public async Task StopAsync() => await _cluster.DisposeAsync();

    [Benchmark(Baseline = true)]
    public async Task Inside_the_silo() => await _fromSilo.EchoAsync(_kilobyte);

    [Benchmark]
    public async Task From_a_client() => await _fromClient.EchoAsync(_kilobyte);

    [Benchmark(OperationsPerInvoke = 1000)]
    public async Task Inside_the_silo_16_at_a_time()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async lane =>
        {
            for (var i = lane; i < 1000; i += 16) await _fromSilo.EchoAsync(_kilobyte);
        }));
    }
}

/// <summary>Gives back what it gets.</summary>
[Alias("andamento.bench.echo")]
public interface IEchoGrain : IGrainWithStringKey
{
    /// <summary>Gives it back.</summary>
    [Alias("echo")]
    ValueTask<ReadOnlyMemory<byte>> EchoAsync([Immutable] ReadOnlyMemory<byte> body);
}

[Reentrant]
internal sealed class EchoGrain : Grain, IEchoGrain
{
    public ValueTask<ReadOnlyMemory<byte>> EchoAsync([Immutable] ReadOnlyMemory<byte> body) => ValueTask.FromResult(body);
}
