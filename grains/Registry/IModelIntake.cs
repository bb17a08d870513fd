using System.Collections.Immutable;
using Andamento.Serving;

namespace Andamento.Registry;

/// <summary>How files of new versions come in. Safe to call from anywhere, by one caller at a time for each upload and version.</summary>
internal interface IModelIntake
{
    /// <summary>How many bytes of an upload are here; 0 when nothing is.</summary>
    Task<long> ReceivedAsync(string uploadId, CancellationToken cancellationToken);

    /// <summary>Appends to an upload. What was written before a failure counts as received.</summary>
    /// <returns>How many bytes are here now.</returns>
    Task<long> AppendAsync(string uploadId, UploadPart part, CancellationToken cancellationToken);

    /// <summary>Makes sure that what was appended survives a power cut.</summary>
    Task FlushAsync(string uploadId, CancellationToken cancellationToken);

    /// <summary>When bytes last came; null when none has.</summary>
    Task<DateTimeOffset?> LastReceivedAsync(string uploadId, CancellationToken cancellationToken);

    /// <summary>Removes an upload's bytes. Safe to repeat.</summary>
    Task DiscardAsync(string uploadId, CancellationToken cancellationToken);

    /// <summary>Removes the bytes of every upload to which nothing has come since a time.</summary>
    Task SweepAsync(DateTimeOffset silentSince, CancellationToken cancellationToken);

    /// <summary>Checks that a version's files may be copied from a folder, before anything is copied.</summary>
    /// <exception cref="InvalidDataException">They may not; the message says why.</exception>
    void CheckSource(string source);

    /// <summary>
    /// Makes the files of a pending version out of its upload or its source: checks, unpacks and hashes them, and puts them in
    /// place at once. Safe to repeat: what an earlier try has left is replaced.
    /// </summary>
    /// <exception cref="InvalidDataException">They are no model that can be served; the message says what to change.</exception>
    Task<PublishedModel> PublishAsync(RegisteredVersion version, CancellationToken cancellationToken);
}

/// <summary>What a version turned out to be.</summary>
/// <param name="Task">What it does.</param>
/// <param name="Files">Its files.</param>
internal sealed record PublishedModel(ServingTask Task, ImmutableArray<ModelFile> Files)
{
    /// <summary>Its architecture; null when nobody said so.</summary>
    public string? ModelType { get; init; }

    /// <summary>The version of MLflow that logged it; null where none did, or it does not say.</summary>
    public string? MlflowVersion { get; init; }

    /// <summary>Where task and architecture were read, for people; null when they were written by hand.</summary>
    public string? Origin { get; init; }
}
