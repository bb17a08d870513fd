using Andamento.Inference;
using Andamento.Registry;

namespace Andamento.Replicas;

/// <summary>
/// One attempt to bring a model into memory, off the grain's turns: checking and loading gigabytes may keep a thread
/// busy for minutes. Whoever started it disposes it, which also disposes the model.
/// </summary>
internal sealed class ModelLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<ILoadedModel> _loading;
    private DeviceShare? _device;
    private volatile string _progress = "Checking files.";

    public ModelLoad(
        IModelStore store, IModelLoader loader, IReplicaDevices devices, ModelVersion model, ModelLoadOptions options) =>
        _loading = Task.Run(() => LoadAsync(store, loader, devices, model, options));

    /// <summary>The model once it is there, else null.</summary>
    public ILoadedModel? Model { get; private set; }

    /// <summary>Why it could not be loaded, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The CUDA device that it takes, or null.</summary>
    public int? Device => _device?.Index;

    /// <summary>What happens now, for an operator.</summary>
    public string Progress => _progress;

    /// <summary>Waits for the outcome and notes it. Never throws.</summary>
    public async Task SettleAsync()
    {
        try
        {
            Model = await _loading;
        }
        catch (Exception failed)
        {
            Failure = failed;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await SettleAsync();
        if (Model is { } model) await model.DisposeAsync();
        _device?.Dispose();
        _stop.Dispose();
    }

    private async Task<ILoadedModel> LoadAsync(
        IModelStore store, IModelLoader loader, IReplicaDevices devices, ModelVersion model, ModelLoadOptions options)
    {
        var notes = new Notes(this);
        var folder = await store.VerifyAsync(model, notes, _stop.Token);
        if (options.Cuda)
        {
            _device = await devices.TakeAsync(_stop.Token);
            options = options with { DeviceIndex = _device.Index };
        }
        else
        {
            HostMemory.Check(model, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        }

        _progress = "Loading.";
        return await loader.LoadAsync(folder, options, notes, _stop.Token);
    }

    private sealed class Notes(ModelLoad load) : IProgress<string>
    {
        public void Report(string value) => load._progress = value;
    }
}
