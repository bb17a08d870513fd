using Orleans.Concurrency;

namespace Andamento.Tests.Engine.Grains;

public interface IWorkerGrain : ILocated
{
    Task<Guid> WorkAsync(string gate);
}

public interface IForemanGrain : ILocated
{
    /// <summary>Where the worker runs that a grain here calls.</summary>
    Task<SiloAddress> AskWorkerAsync(string worker);
}

[StatelessWorker(2)]
internal sealed class WorkerGrain : LocatedGrain, IWorkerGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public async Task<Guid> WorkAsync(string gate)
    {
        await Gate.Of(gate).PassAsync();
        return _activation;
    }
}

internal sealed class ForemanGrain : LocatedGrain, IForemanGrain
{
    public Task<SiloAddress> AskWorkerAsync(string worker) => GrainFactory.GetGrain<IWorkerGrain>(worker).GetSiloAsync();
}
