using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
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
    public Script Add(string fullName, ServingTask task = ServingTask.Predict) => _scripts[fullName] = new(task);

    /// <summary>Files of versions that were removed.</summary>
    public ConcurrentQueue<string> Removed { get; } = new();

    public Task<ImmutableArray<string>> ListInstalledAsync(CancellationToken cancellationToken) => Task.FromResult<ImmutableArray<string>>([]);

    public Task<ImmutableArray<int>> ListInstalledAsync(string fullName, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<int>>([]);

    public Task<InstalledVersion?> FindAsync(string fullName, string version, CancellationToken cancellationToken) =>
        Task.FromResult(_scripts.TryGetValue(fullName, out var script)
            ? new InstalledVersion(
                new() { FullName = fullName, Version = version, Task = script.Task, Files = [new("f", 1, "0")] },
                Description: null, Source: null, DateTimeOffset.UnixEpoch)
            : null);

    public Task RemoveAsync(string storedAs, CancellationToken cancellationToken)
    {
        Removed.Enqueue(storedAs);
        return Task.CompletedTask;
    }

    public Task<string> VerifyAsync(ModelVersion model, IProgress<string> progress, CancellationToken cancellationToken) => Task.FromResult(model.FullName);

    public async Task<ILoadedModel> LoadAsync(
        string folder, ModelLoadOptions options, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var script = _scripts[folder];
        script.Asked.Release();
        await script.Gate.Task.WaitAsync(cancellationToken);
        return new ScriptedModel(script, options, Interlocked.Increment(ref script.Loads));
    }

    /// <summary>What happens to one model. Its loaded copies are numbered from 1.</summary>
    public sealed class Script(ServingTask task)
    {
        public int Loads;

        public ServingTask Task => task;

        /// <summary>A loader waits at the gate; one permit per attempt.</summary>
        public SemaphoreSlim Asked { get; } = new(0);

        public SemaphoreSlim Disposed { get; } = new(0);

        /// <summary>One permit for each answer that nobody waited for until its end.</summary>
        public SemaphoreSlim Abandoned { get; } = new(0);

        /// <summary>How many requests each copy has begun.</summary>
        public ConcurrentDictionary<int, int> Begun { get; } = new();

        /// <summary>What a copy waits for before the first part of an answer.</summary>
        public Func<int, Task> BeforeFirst { get; set; } = _ => System.Threading.Tasks.Task.CompletedTask;

        /// <summary>What a copy waits for before it ends an answer.</summary>
        public Func<int, Task> BeforeEnd { get; set; } = _ => System.Threading.Tasks.Task.CompletedTask;

        public TaskCompletionSource Gate { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Script Open()
        {
            Gate.TrySetResult();
            return this;
        }

        /// <summary>The next load waits again.</summary>
        public void Close() => Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Fail(string reason) => Gate.TrySetException(new ModelException(ModelFailure.BadModel, reason));
    }

    private sealed class ScriptedModel(Script script, ModelLoadOptions options, int number) : ILoadedModel
    {
        private int _outstanding;

        private ModelLoadOptions Options => options;

        public async ValueTask<ModelAnswer> RunAsync(ModelRequest request, CancellationToken cancellationToken)
        {
            using var run = Enter();
            await script.BeforeFirst(number).WaitAsync(cancellationToken);
            await script.BeforeEnd(number).WaitAsync(cancellationToken);
            return new(Encoding.UTF8.GetBytes(script.Task is ServingTask.Predict
                ? $$"""{"cuda":{{(options.Cuda ? "true" : "false")}}}"""
                : $$"""{"copy":{{number}}}"""));
        }

        public async IAsyncEnumerable<ModelEvent> StreamAsync(
            ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            using var run = Enter();
            var whole = false;
            try
            {
                await script.BeforeFirst(number).WaitAsync(cancellationToken);
                yield return new(Encoding.UTF8.GetBytes($$"""{"copy":{{number}}}"""));
                await script.BeforeEnd(number).WaitAsync(cancellationToken);
                yield return new("""{"end":1}"""u8.ToArray());
                yield return new(default, PromptTokens: 3, CompletionTokens: 2);
                whole = true;
            }
            finally
            {
                if (!whole) script.Abandoned.Release();
            }
        }

        public ValueTask DisposeAsync()
        {
            script.Disposed.Release();
            return ValueTask.CompletedTask;
        }

        private Run Enter()
        {
            if (Interlocked.Increment(ref _outstanding) > 2 * options.Concurrency)
            {
                Interlocked.Decrement(ref _outstanding);
                throw new ModelException(ModelFailure.Overloaded, "The copy is full.");
            }

            script.Begun.AddOrUpdate(number, 1, static (_, count) => count + 1);
            return new(this, options.Clock?.Now ?? 0);
        }

        // Never waits: it runs at once.
        private readonly struct Run(ScriptedModel model, long begunAt) : IDisposable
        {
            public void Dispose()
            {
                Interlocked.Decrement(ref model._outstanding);
                model.Options.Clock?.Ended(begunAt, begunAt);
            }
        }
    }
}
