namespace Andamento.Inference;

/// <summary>Loads models. A new kind of model implements <see cref="ILoadedModel"/> and is chosen by its manifest.</summary>
public interface IModelLoader
{
    /// <summary>Reads a model into memory and runs it once, so that the first request is not the slowest.</summary>
    /// <param name="folder">The folder with <c>model.json</c> and the files it names, checked by the caller.</param>
    /// <param name="options">Device and limits.</param>
    /// <param name="progress">Told what happens, for an operator.</param>
    /// <param name="cancellationToken">Gives up between steps.</param>
    /// <exception cref="ModelException">The model cannot be run here; the message says why.</exception>
    Task<ILoadedModel> LoadAsync(
        string folder, ModelLoadOptions options, IProgress<string> progress, CancellationToken cancellationToken);
}

/// <summary>A model in memory. Calls may overlap; they share runs where their shapes allow it.</summary>
public interface ILoadedModel : IAsyncDisposable
{
    /// <summary>Answers one request.</summary>
    /// <exception cref="ModelException">
    /// <see cref="ModelFailure.BadInput"/> for input that does not fit; <see cref="ModelFailure.Overloaded"/> when the queue is full.
    /// </exception>
    ValueTask<ModelAnswer> RunAsync(ModelRequest request, CancellationToken cancellationToken);

    /// <summary>Answers one request bit by bit. Who stops reading gives up.</summary>
    /// <exception cref="ModelException">
    /// As for <see cref="RunAsync"/>, before the first event; <see cref="ModelFailure.BadInput"/> for a model that does not stream.
    /// </exception>
    IAsyncEnumerable<ModelEvent> StreamAsync(ModelRequest request, CancellationToken cancellationToken) =>
        throw new ModelException(ModelFailure.BadInput, "This model does not stream its answers.") { Param = "stream" };
}

/// <summary>Device and limits of a loaded model.</summary>
public sealed record ModelLoadOptions
{
    /// <summary>Runs on CUDA instead of the CPU.</summary>
    public bool Cuda { get; init; }

    /// <summary>The CUDA device.</summary>
    public int DeviceIndex { get; init; }

    /// <summary>Most bytes of the CUDA device's memory that the model takes; 0 for as many as there are.</summary>
    public long DeviceBytes { get; init; }

    /// <summary>Requests that run or share runs at once. More wait in a short queue of the same length.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Threads of one run; 0 leaves it to the runtime.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes that a language model's memory of its sequences may take; 0 leaves it to the model.</summary>
    public long CacheBytes { get; init; }

    /// <summary>Times requests, or null.</summary>
    public RunClock? Clock { get; init; }
}

/// <summary>One request for a model.</summary>
/// <param name="Body">UTF-8 JSON, or CSV.</param>
/// <param name="ContentType"><c>application/json</c> or <c>text/csv</c>.</param>
/// <param name="AnswerModel">What <c>model</c> says in the answer, where the answer has such a member.</param>
public sealed record ModelRequest(ReadOnlyMemory<byte> Body, string ContentType, string AnswerModel);

/// <summary>A model's answer.</summary>
/// <param name="Json">UTF-8 JSON, ready for the caller.</param>
/// <param name="PromptTokens">Tokens read, or null where the model has none.</param>
/// <param name="CompletionTokens">Tokens written, or null where the model has none.</param>
public sealed record ModelAnswer(ReadOnlyMemory<byte> Json, long? PromptTokens = null, long? CompletionTokens = null);

/// <summary>One event of a streamed answer.</summary>
/// <param name="Json">UTF-8 JSON, ready for the caller; empty when the event only reports tokens.</param>
/// <param name="PromptTokens">Tokens read, in the last event; else null.</param>
/// <param name="CompletionTokens">Tokens written, in the last event; else null.</param>
public sealed record ModelEvent(ReadOnlyMemory<byte> Json, long? PromptTokens = null, long? CompletionTokens = null);

/// <summary>A model cannot go on. The message is fit for the caller.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ModelException(ModelFailure failure, string message, Exception? cause = null)
        : base(message, cause) => Failure = failure;

    /// <summary>What happened.</summary>
    public ModelFailure Failure { get; }

    /// <summary>The field at fault, or null.</summary>
    public string? Param { get; init; }

    /// <summary>The finer code of the failure, such as <c>context_length_exceeded</c>, or null.</summary>
    public string? Code { get; init; }
}

/// <summary>What happened to a model.</summary>
public enum ModelFailure
{
    /// <summary>The input does not fit the model.</summary>
    BadInput,

    /// <summary>Every slot and the queue are taken.</summary>
    Overloaded,

    /// <summary>The model's files are missing, broken or of a kind this build cannot run.</summary>
    BadModel,

    /// <summary>The runtime failed.</summary>
    Internal,
}
