namespace Andamento.Registry;

/// <summary>Where model versions lie. Safe to call from anywhere.</summary>
internal interface IModelStore
{
    /// <summary>Reads what a version says of itself.</summary>
    /// <returns>Null when there is no such model or version.</returns>
    /// <exception cref="InvalidDataException">There is one, and its manifest cannot be read; the message says why.</exception>
    Task<ModelVersion?> FindAsync(string fullName, string version, CancellationToken cancellationToken);

    /// <summary>Makes sure that every file of a version is here and whole.</summary>
    /// <returns>The folder on this machine.</returns>
    /// <exception cref="InvalidDataException">A file is missing or not what it should be; the message names it.</exception>
    Task<string> VerifyAsync(ModelVersion model, CancellationToken cancellationToken);
}
