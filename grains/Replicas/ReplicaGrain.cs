using Andamento.Inference;
using Andamento.Registry;
using Andamento.ServedEntities;
using Andamento.Serving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Andamento.Replicas;

[AcceleratorPlacement]
[Reentrant] // Requests share runs of the model. Safe: what is loaded changes between awaits, never across one.
#pragma warning disable CA1001 // OnDeactivateAsync disposes the model
internal sealed class ReplicaGrain(
    IModelStore store, IModelLoader loader, IOptions<ReplicaOptions> options, TimeProvider time, ILogger<ReplicaGrain> log)
#pragma warning restore CA1001
    : Grain, IReplicaGrain
{
    private ModelLoad? _load;
    private long _settledAt;
    private int _inFlight;
    private TaskCompletionSource? _idle;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await UnloadAsync(cancellationToken);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<ReplicaSetStatus> LoadAsync(ReplicaSetSpec spec, CancellationToken cancellationToken)
    {
        if (_idle is not null) return new() { State = ReplicaState.Loading, Message = "Unloading." };
        if (_load is { Failure: not null } failed && time.GetElapsedTime(_settledAt) >= options.Value.RetryAfterFailure)
        {
            _load = null;
            await failed.DisposeAsync();
        }

        if (_load is null) Start(spec);
        return Status(_load!);
    }

    public async Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        if (_load?.Model is not { } model || _idle is not null)
            throw new ServingException(FailureKind.Unavailable, "The model is not loaded here.") { RetryAfter = TimeSpan.FromSeconds(1) };

        _inFlight++;
        try
        {
            var answer = await model.RunAsync(new(request.Body, request.ContentType, request.AnswerModel), cancellationToken);
            return new() { Body = answer.Json, Usage = Usage(answer) };
        }
        catch (ModelException failed)
        {
            throw ServingFailures.From(failed);
        }
        finally
        {
            if (--_inFlight == 0) _idle?.TrySetResult();
        }
    }

    public async Task UnloadAsync(CancellationToken cancellationToken)
    {
        if (_idle is not null) return;
        if (_load is not { } load)
        {
            DeactivateOnIdle(); // nothing was ever loaded here
            return;
        }

        _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await DrainAsync(_idle.Task, cancellationToken);
        }
        finally
        {
            var cutOff = _inFlight;
            _load = null;
            await load.DisposeAsync();
            _idle = null;
            ReplicaLog.Unloaded(log, this.GetPrimaryKeyString(), cutOff);
            DeactivateOnIdle();
        }
    }

    private async Task DrainAsync(Task idle, CancellationToken cancellationToken)
    {
        if (_inFlight == 0) return;
        try
        {
            await idle.WaitAsync(options.Value.DrainTimeout, time, cancellationToken);
        }
        catch (Exception ended) when (ended is TimeoutException or OperationCanceledException)
        {
            // They had their time; the log of the unload says how many were cut off.
        }
    }

    private void Start(ReplicaSetSpec spec)
    {
        var key = this.GetPrimaryKeyString();
        ReplicaLog.Loading(log, key, spec.Model.FullName, spec.Model.Version);
        _load = new(store, loader, spec.Model, new()
        {
            Cuda = spec.Accelerator is Accelerator.Cuda,
            DeviceIndex = options.Value.DeviceIndex,
            Concurrency = Math.Max(1, spec.Concurrency / spec.Replicas),
            Threads = options.Value.Threads,
        });
        _ = NoteOutcomeAsync(_load, key, time.GetTimestamp()); // ends with the load, which UnloadAsync stops
    }

    private async Task NoteOutcomeAsync(ModelLoad load, string key, long startedAt)
    {
        await load.SettleAsync();
        _settledAt = time.GetTimestamp();
        if (load.Model is not null) ReplicaLog.Ready(log, key, time.GetElapsedTime(startedAt));
        else if (load.Failure is not OperationCanceledException) ReplicaLog.LoadFailed(log, key, load.Failure!);
    }

    private static ReplicaSetStatus Status(ModelLoad load) => load switch
    {
        { Model: not null } => new() { State = ReplicaState.Ready },
        { Failure: { } failure } => new() { State = ReplicaState.Failed, Message = Reason(failure) },
        _ => new() { State = ReplicaState.Loading, Message = load.Progress },
    };

    private static string Reason(Exception failure) => failure is ModelException or InvalidDataException
        ? failure.Message
        : $"Loading failed: {failure.GetType().Name}. The log of the silo says more.";

    private static TokenUsage? Usage(ModelAnswer answer) =>
        answer.PromptTokens is { } prompt ? new(prompt, answer.CompletionTokens ?? 0) : null;
}
