using System.Text;
using Andamento.Endpoints;
using Andamento.Replicas;
using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster.Clusters;

/// <summary>One endpoint with one model of ours, as tests of replicas call it.</summary>
internal sealed class ReplicaCalls(SiloCluster silos, string endpoint, string model)
{
    private string _key = "";

    /// <summary>The key of the set.</summary>
    public string Key => _key;

    /// <summary>Creates the endpoint and waits until it serves.</summary>
    public async Task DeployAsync(string size = "Small", bool scaleToZero = false)
    {
        await CreateAsync(size, scaleToZero);
        var snapshot = await silos.Endpoint(endpoint).SeeAsync(seen => seen.NotServing is null, "the first config to serve");
        _key = snapshot.Entities[0].GrainKey;
    }

    public Task<EndpointDetails> CreateAsync(string size = "Small", bool scaleToZero = false) => silos.Endpoint(endpoint)
        .CreateAsync(Model("m", model) with { WorkloadSize = size, ScaleToZeroEnabled = scaleToZero });

    public async Task<string> AskAsync(ServingTask task = ServingTask.Predict, int? silo = null, byte[]? body = null)
    {
        var answer = await Worker(silo).InvokeAsync(Request(task) with { Body = body ?? Request().Body }, CancellationToken.None);
        return Encoding.UTF8.GetString(answer.Body.Span);
    }

    public IAsyncEnumerable<AnswerFrame> Stream(int silo, bool join = false) =>
        Worker(silo).StreamAsync(Request(ServingTask.Chat) with { JoinEvents = join }, CancellationToken.None);

    /// <summary>The replicas that take requests now.</summary>
    public async Task<ReplicaSetStatus> StatusAsync()
    {
        var id = ServedEntityKey.Parse(_key);
        var definition = await silos.Endpoint(endpoint).GetEntityAsync(id.EndpointId, id.ConfigVersion, id.EntityName, CancellationToken.None);
        return await silos.Client.GetGrain<IReplicaSetGrain>(_key).EnsureAsync(definition!.Replicas!, CancellationToken.None);
    }

    /// <summary>Waits until the set is as wanted.</summary>
    public async Task<ReplicaSetStatus> SeeAsync(Func<ReplicaSetStatus, bool> fits, string what)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            var status = await AgainAsync(StatusAsync);
            if (fits(status)) return status;
            if (patience.IsCancellationRequested) throw new TimeoutException($"Waited for {what}; the last status was {status}.");
            await Task.Delay(20, CancellationToken.None); // a grain gives no signal
        }
    }

    /// <summary>Waits until the set says so of what its replicas did.</summary>
    public async Task<ReplicaLoad> LoadAsync(Func<ReplicaLoad, bool> fits, string what)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            var load = await AgainAsync(() => silos.Client.GetGrain<IReplicaSetGrain>(_key).ReadLoadAsync(CancellationToken.None));
            if (fits(load)) return load;
            if (patience.IsCancellationRequested) throw new TimeoutException($"Waited for {what}; the last were {load.Runs.Total} requests, {load}.");
            await Task.Delay(20, CancellationToken.None); // a set gives no signal
        }
    }

    /// <summary>Waits until the endpoint's entity says so.</summary>
    public async Task<EndpointDetails> SayingAsync(Func<ServedEntity, bool> fits, string what)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            var details = (await AgainAsync(() => silos.Endpoint(endpoint).GetAsync(CancellationToken.None)))!;
            var entity = (details.PendingConfig ?? details.Config)!.ServedEntities[0];
            if (fits(entity)) return details;
            if (patience.IsCancellationRequested) throw new TimeoutException($"Waited for {what}; the last was {entity}.");
            await Task.Delay(20, CancellationToken.None); // the endpoint tells watchers of configs, not of replicas
        }
    }

    public async Task<SiloAddress?> WhereAsync(int ordinal) =>
        await silos.LocateAsync(silos.Client.GetGrain<IReplicaGrain>($"{_key}/none/{ordinal}"));

    private IServedEntityGrain Worker(int? silo) =>
        (silo is { } inside ? silos.Inside(inside) : silos.Client).GetGrain<IServedEntityGrain>(ServedEntityKey.InLane(_key, 0));
}
