using System.Runtime.CompilerServices;
using Andamento.Inference;
using Andamento.Registry;
using Andamento.Serving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Andamento.Replicas;

[AcceleratorPlacement]
[Reentrant] // Requests share runs of the model. Safe: what is loaded changes between awaits, never across one.
#pragma warning disable CA1001 // OnDeactivateAsync disposes the model
internal sealed class ReplicaGrain(
    IModelStore store, IModelLoader loader, IReplicaDevices devices, LocalReplicas local, ProcessLoad process, ILocalSiloDetails silo,
    IOptions<ReplicaOptions> options, TimeProvider time, ILogger<ReplicaGrain> log)
#pragma warning restore CA1001
    : Grain, IReplicaGrain
{
    private static readonly TimeSpan MeasurePatience = TimeSpan.FromSeconds(30);

    private RunTimes _times = new(); // of the load
    private ModelLoad? _load;
    private LoadedReplica? _replica; // once the load has succeeded
    private bool _unloading;

    private string Key => this.GetPrimaryKeyString();

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await UnloadAsync(cancellationToken);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task<ReplicaReport> ReportAsync(CancellationToken cancellationToken) => Task.FromResult(Describe());

    public async Task<ReplicaReport> LoadAsync(ReplicaSpec spec, CancellationToken cancellationToken)
    {
        if (_load is { Failure: not null } failed && !_unloading)
        {
            _load = null;
            await failed.DisposeAsync();
        }

        if (_load is null && !_unloading) Start(spec);
        return Describe();
    }

    public Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken) =>
        Loaded().InvokeAsync(request, cancellationToken);

    public async IAsyncEnumerable<AnswerFrame> StreamAsync(
        ServingRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var frame in Loaded().StreamAsync(request, cancellationToken)) yield return frame;
    }

    public async Task<bool> UnloadIdleAsync(CancellationToken cancellationToken)
    {
        if (_unloading || _replica?.CloseIfIdle() is false) return false;
        await UnloadAsync(cancellationToken);
        return true;
    }

    public async Task UnloadAsync(CancellationToken cancellationToken)
    {
        if (_unloading) return;
        if (_load is not { } load)
        {
            DeactivateOnIdle(); // nothing was ever loaded here
            return;
        }

        _unloading = true;
        var replica = _replica;
        try
        {
            if (replica is not null)
            {
                local.Remove(Key, replica);
                await DrainAsync(replica.CloseAsync(), cancellationToken);
            }
        }
        finally
        {
            (_load, _replica) = (null, null);
            await load.DisposeAsync();
            _unloading = false;
            ReplicaLog.Unloaded(log, Key, replica?.Outstanding ?? 0);
            DeactivateOnIdle();
        }
    }

    private async Task DrainAsync(Task idle, CancellationToken cancellationToken)
    {
        try
        {
            await idle.WaitAsync(options.Value.DrainTimeout, time, cancellationToken);
        }
        catch (Exception ended) when (ended is TimeoutException or OperationCanceledException)
        {
            // They had their time; the log of the unload says how many were cut off.
        }
    }

    private LoadedReplica Loaded()
    {
        if (_replica is { } replica && !_unloading) return replica;
        if (_load is null) DeactivateOnIdle(); // a late request must not decide where the replica lives next
        throw LoadedReplica.NotLoaded();
    }

    private void Start(ReplicaSpec spec)
    {
        ReplicaLog.Loading(log, Key, spec.Model.FullName, spec.Model.Version);
        _times = new();
        _load = new(store, loader, devices, spec.Model, new()
        {
            Cuda = spec.Accelerator is Accelerator.Cuda,
            Concurrency = spec.Concurrency,
            Threads = options.Value.Threads,
            DeviceBytes = options.Value.DeviceBytes,
            Clock = new(time, _times.Note),
        });
        _ = NoteOutcomeAsync(_load, spec, time.GetTimestamp()); // ends with the load, which UnloadAsync stops
    }

    private async Task NoteOutcomeAsync(ModelLoad load, ReplicaSpec spec, long startedAt)
    {
        await load.SettleAsync();
        if (load.Model is { } model)
        {
            await MeasureAsync(model, spec);
            _times.Clear(); // that was nobody's request
            ReplicaLog.Ready(log, Key, time.GetElapsedTime(startedAt));
            if (_load != load || _unloading) return;
            _replica = new(model);
            local.Add(Key, _replica);
        }
        else if (load.Failure is not OperationCanceledException)
        {
            ReplicaLog.LoadFailed(log, Key, load.Failure!);
        }
    }

    /// <summary>The first replica of a model for which throughput can be provisioned says how much it gives.</summary>
    private async Task MeasureAsync(ILoadedModel model, ReplicaSpec spec)
    {
        if (spec.Model.Task is ServingTask.Predict) return;
        try
        {
            using var patience = new CancellationTokenSource(MeasurePatience, time);
            var known = GrainFactory.GetGrain<IModelThroughputGrain>(IModelThroughputGrain.KeyOf(spec.Model.FullName, spec.Model.Version));
            if (await known.DescribeAsync(patience.Token).WaitAsync(patience.Token) is not { Optimizable: true, Measured: false }) return;
            if (await ThroughputProbe.MeasureAsync(model, spec.Model.Task, spec.Concurrency, patience.Token) is not { } tokensPerSecond) return;
            await known.NoteAsync(tokensPerSecond, patience.Token);
            ReplicaLog.Measured(log, Key, tokensPerSecond);
        }
        catch (Exception failed)
        {
            ReplicaLog.NotMeasured(log, Key, failed); // the estimate stays; the next replica tries again
        }
    }

    private ReplicaReport Describe()
    {
        var (state, message) = (_load, _replica) switch
        {
            _ when _unloading => (ReplicaState.Loading, "Unloading."),
            (null, _) => (ReplicaState.Absent, ""),
            (_, not null) => (ReplicaState.Ready, ""),
            ({ Failure: { } failure }, _) => (ReplicaState.Failed, Reason(failure)),
            ({ } load, _) => (ReplicaState.Loading, load.Progress),
        };
        return new()
        {
            State = state,
            Message = message,
            Outstanding = _replica?.Outstanding ?? 0,
            Begun = _replica?.Begun ?? 0,
            Silo = silo.SiloAddress,
            Load = state is ReplicaState.Ready ? Load() : null,
        };
    }

    private ReplicaLoad Load()
    {
        var (processor, memory) = process.Read();
        var device = _load?.Device is { } index ? devices.Read(index) : null;
        return new()
        {
            Waits = _times.Waits,
            Runs = _times.Runs,
            Processor = processor,
            Memory = memory,
            Device = device?.Busy,
            DeviceMemory = device?.MemoryTaken,
        };
    }

    private static string Reason(Exception failure) => failure switch
    {
        ModelException or InvalidDataException => failure.Message,
        OutOfMemoryException => "There is not enough memory on the silo to load the model.",
        _ => $"Loading failed: {failure.GetType().Name}. The log of the silo says more.",
    };
}
