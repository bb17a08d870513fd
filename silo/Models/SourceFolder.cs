using Andamento.Silo.Models.Archives;

namespace Andamento.Silo.Models;

/// <summary>A folder on the server that a version's files are copied from.</summary>
internal static class SourceFolder
{
    /// <summary>The folder that a source names.</summary>
    /// <param name="source">A path or a <c>file:</c> URI.</param>
    /// <param name="allowed">Folders below which it may lie.</param>
    /// <exception cref="InvalidDataException">It may not be used; the message says why.</exception>
    public static string Resolve(string source, IReadOnlyCollection<string> allowed)
    {
        if (PathOf(source) is not { } path)
        {
            throw new InvalidDataException(
                $"'{source}' is no folder of this server. Leave it out and upload the files, or name a folder by its path or file: URI.");
        }

        var root = allowed.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar)
            .FirstOrDefault(folder => path.StartsWith(folder, StringComparison.Ordinal))
            ?? throw new InvalidDataException(
                $"'{source}' is in none of the folders that the operator has allowed (Andamento:Models:SourceFolders). Leave it out and upload the files.");
        var folder = new DirectoryInfo(root);
        foreach (var part in path[root.Length..].Split(Path.DirectorySeparatorChar))
        {
            folder = new(Path.Combine(folder.FullName, part));
            if (!folder.Exists) throw new InvalidDataException($"'{source}' is no folder of this server.");
            if (folder.LinkTarget is not null) throw new InvalidDataException($"'{source}' leads through a symbolic link, which is refused.");
        }

        return folder.FullName;
    }

    /// <summary>Copies every file of a folder.</summary>
    /// <exception cref="InvalidDataException">It holds a link, or more than is allowed.</exception>
    public static async Task CopyAsync(string folder, StagedFolder target, CancellationToken cancellationToken)
    {
        var all = new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false,
        });
        foreach (var found in all)
        {
            var name = Path.GetRelativePath(folder, found.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (found.LinkTarget is not null) throw new InvalidDataException($"'{name}' is a symbolic link, which is refused.");
            if (found is not FileInfo file)
            {
                target.AddFolder(name);
                continue;
            }

            // What has no length is never opened: it may be a pipe, which would be read for ever.
            await using var content = file.Length == 0 ? Stream.Null : file.OpenRead();
            await target.AddFileAsync(name, content, cancellationToken);
        }
    }

    private static string? PathOf(string source)
    {
        if (source.StartsWith('/')) return Path.TrimEndingDirectorySeparator(Path.GetFullPath(source));
        return Uri.TryCreate(source, UriKind.Absolute, out var uri) && uri is { Scheme: "file", Host: "" or "localhost" }
            ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(uri.LocalPath))
            : null;
    }
}
