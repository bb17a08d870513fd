using System.Collections.Immutable;

namespace Andamento.Registry;

/// <summary>Where model versions lie: those that the operator has put there, and those that the registry has. Safe to call from anywhere.</summary>
internal interface IModelStore
{
    /// <summary>The full names of models that the operator has installed.</summary>
    Task<ImmutableArray<string>> ListInstalledAsync(CancellationToken cancellationToken);

    /// <summary>The versions of one of them, in rising order.</summary>
    Task<ImmutableArray<int>> ListInstalledAsync(string fullName, CancellationToken cancellationToken);

    /// <summary>Reads what an installed version says of itself.</summary>
    /// <returns>Null when there is no such model or version.</returns>
    /// <exception cref="InvalidDataException">There is one, and its manifest cannot be read; the message says why.</exception>
    Task<InstalledVersion?> FindAsync(string fullName, string version, CancellationToken cancellationToken);

    /// <summary>Makes sure that every file of a version is here and whole. What was whole and did not change is not read again.</summary>
    /// <param name="model">The version.</param>
    /// <param name="progress">Told how far it is, for an operator.</param>
    /// <param name="cancellationToken">Gives up between parts of files.</param>
    /// <returns>The folder on this machine.</returns>
    /// <exception cref="InvalidDataException">A file is missing or not what it should be; the message names it.</exception>
    Task<string> VerifyAsync(ModelVersion model, IProgress<string> progress, CancellationToken cancellationToken);

    /// <summary>Removes the files of a version that the registry has stored. Safe to repeat.</summary>
    Task RemoveAsync(string storedAs, CancellationToken cancellationToken);
}

/// <summary>A version that the operator has put into a folder.</summary>
/// <param name="Model">Its files.</param>
/// <param name="Description">What it is, for people; null when it does not say.</param>
/// <param name="Source">Where it came from, for people; null when it does not say.</param>
/// <param name="WrittenAt">When it was put there.</param>
internal sealed record InstalledVersion(ModelVersion Model, string? Description, string? Source, DateTimeOffset WrittenAt)
{
    /// <summary>Its architecture; null when it does not say.</summary>
    public string? ModelType { get; init; }

    /// <summary>The version of MLflow that logged it; null where none did, or it does not say.</summary>
    public string? MlflowVersion { get; init; }

    /// <summary>Where task and architecture were read, for people; null when it does not say.</summary>
    public string? Origin { get; init; }
}
