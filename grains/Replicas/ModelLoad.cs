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
    private volatile string _progress = "Checking files.";

    public ModelLoad(IModelStore store, IModelLoader loader, ModelVersion model, ModelLoadOptions options) =>
        _loading = Task.Run(() => LoadAsync(store, loader, model, options));

    /// <summary>The model once it is there, else null.</summary>
    public ILoadedModel? Model { get; private set; }

    /// <summary>Why it could not be loaded, or null.</summary>
    public Exception? Failure { get; private set; }

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
        _stop.Dispose();
    }

    private async Task<ILoadedModel> LoadAsync(IModelStore store, IModelLoader loader, ModelVersion model, ModelLoadOptions options)
    {
        var folder = await store.VerifyAsync(model, _stop.Token);
        _progress = "Loading.";
        return await loader.LoadAsync(folder, options, new Notes(this), _stop.Token);
    }

    private sealed class Notes(ModelLoad load) : IProgress<string>
    {
        public void Report(string value) => load._progress = value;
    }
}
