using Andamento.Silo.Storage;

namespace Andamento.Silo.Models;

/// <summary>
/// What the registry keeps: files of versions below <c>versions</c>, bytes of uploads below <c>uploads</c>, and below
/// <c>staging</c> what is being unpacked, which a start throws away. All are named by ids of ours, never by what a caller wrote.
/// </summary>
internal sealed class RegistryFolder
{
    private readonly string _versions, _staging;

    public RegistryFolder(string root)
    {
        _versions = Directory.CreateDirectory(Path.Combine(root, "versions")).FullName;
        Uploads = Directory.CreateDirectory(Path.Combine(root, "uploads")).FullName;
        _staging = Path.Combine(root, "staging");
        if (Directory.Exists(_staging)) Directory.Delete(_staging, recursive: true);
        Directory.CreateDirectory(_staging);
    }

    /// <summary>Where uploads lie.</summary>
    public string Uploads { get; }

    /// <summary>The folder of a version; null when there is none.</summary>
    public string? FindVersion(string id) => Directory.Exists(Version(id)) ? Version(id) : null;

    /// <summary>An empty folder to prepare a version in.</summary>
    public string Stage(string id)
    {
        var folder = Staged(id);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return Directory.CreateDirectory(folder).FullName;
    }

    /// <summary>Puts a version in place: all of its files are there at once, also after a power cut.</summary>
    /// <param name="id">The version.</param>
    /// <param name="folder">The prepared folder, or the one inside it.</param>
    public void Publish(string id, string folder)
    {
        DirectorySync.Flush(folder);
        RemoveVersion(id); // what a try that was cut off has left; nobody reads it before the version is ready
        Directory.Move(folder, Version(id));
        DirectorySync.Flush(_versions);
    }

    /// <summary>Throws away what was prepared.</summary>
    public void Unstage(string id)
    {
        if (Directory.Exists(Staged(id))) Directory.Delete(Staged(id), recursive: true);
    }

    /// <summary>Removes a version's files; fine when there are none.</summary>
    public void RemoveVersion(string id)
    {
        if (FindVersion(id) is { } folder) Directory.Delete(folder, recursive: true);
    }

    private string Version(string id) => Path.Combine(_versions, Id(id));

    private string Staged(string id) => Path.Combine(_staging, Id(id));

    /// <summary>The id, which must be one.</summary>
    public static string Id(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower)
        ? id
        : throw new ArgumentException($"'{id}' is no id.", nameof(id));
}
