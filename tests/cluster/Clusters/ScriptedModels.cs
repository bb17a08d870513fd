using System.Collections.Concurrent;
using System.Collections.Immutable;
using Andamento.Inference;
using Andamento.Registry;
using Andamento.Serving;

namespace Andamento.Tests.Cluster.Clusters;

/// <summary>
/// A store and a loader without files. A model loads once the test opens its gate, and fails when the test says so.
/// A test makes its own model names, so that tests share a cluster.
/// </summary>
internal sealed class ScriptedModels : IModelStore, IModelLoader
{
    private readonly ConcurrentDictionary<string, Script> _scripts = new(StringComparer.Ordinal);

    /// <summary>Registers a model that waits at its gate.</summary>
    public Script Add(string fullName) => _scripts[fullName] = new();

    /// <summary>Files of versions that were removed.</summary>
    public ConcurrentQueue<string> Removed { get; } = new();

    public Task<ImmutableArray<string>> ListInstalledAsync(CancellationToken cancellationToken) => Task.FromResult<ImmutableArray<string>>([]);

    public Task<ImmutableArray<int>> ListInstalledAsync(string fullName, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<int>>([]);

    public Task<InstalledVersion?> FindAsync(string fullName, string version, CancellationToken cancellationToken) =>
        Task.FromResult(_scripts.ContainsKey(fullName)
            ? new InstalledVersion(
                new() { FullName = fullName, Version = version, Task = ServingTask.Predict, Files = [new("f", 1, "0")] },
                Description: null, Source: null, DateTimeOffset.UnixEpoch)
            : null);

    public Task RemoveAsync(string storedAs, CancellationToken cancellationToken)
    {
        Removed.Enqueue(storedAs);
        return Task.CompletedTask;
    }

    public Task<string> VerifyAsync(ModelVersion model, CancellationToken cancellationToken) => Task.FromResult(model.FullName);

    public async Task<ILoadedModel> LoadAsync(
        string folder, ModelLoadOptions options, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var script = _scripts[folder];
        script.Asked.Release();
        await script.Gate.Task.WaitAsync(cancellationToken);
        Interlocked.Increment(ref script.Loads);
        return new ScriptedModel(script, options);
    }

    /// <summary>What happens to one model.</summary>
    public sealed class Script
    {
        public int Loads;

        /// <summary>A loader waits at the gate; one permit per attempt.</summary>
        public SemaphoreSlim Asked { get; } = new(0);

        public SemaphoreSlim Disposed { get; } = new(0);

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Script Open()
        {
            Gate.TrySetResult();
            return this;
        }

        public void Fail(string reason) => Gate.TrySetException(new ModelException(ModelFailure.BadModel, reason));
    }

    private sealed class ScriptedModel(Script script, ModelLoadOptions options) : ILoadedModel
    {
        public ValueTask<ModelAnswer> RunAsync(ModelRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(
            new ModelAnswer(System.Text.Encoding.UTF8.GetBytes($$"""{"cuda":{{(options.Cuda ? "true" : "false")}}}""")));

        public ValueTask DisposeAsync()
        {
            script.Disposed.Release();
            return ValueTask.CompletedTask;
        }
    }
}
