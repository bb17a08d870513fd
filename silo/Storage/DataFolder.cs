namespace Andamento.Silo.Storage;

/// <summary>The folder that holds all this process keeps. One process at a time has it.</summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private DataFolder(string root, FileStream taken)
    {
        Root = root;
        _lock = taken;
    }

    /// <summary>Its full path.</summary>
    public string Root { get; }

    /// <summary>Where records of grains lie.</summary>
    public string State => Make("state");

    /// <summary>Where the keys lie that secrets are sealed with.</summary>
    public string Keys => Make("keys");

    /// <summary>Where the operator's models lie.</summary>
    public string Models => Make("models");

    /// <summary>Where the registry keeps the files of versions, and uploads.</summary>
    public string Registry => Make("registry");

    /// <summary>Where the files of usage and inference tables lie.</summary>
    public string Tables => Make("tables");

    /// <summary>Takes the folder, makes it if need be, and removes what a killed process left unfinished.</summary>
    /// <exception cref="InvalidOperationException">Another process has it; the message says so.</exception>
    public static DataFolder Open(string path)
    {
        var root = Path.GetFullPath(path);
        Make(root, root);
        var folder = new DataFolder(root, Take(Path.Combine(root, "lock")));
        foreach (var unfinished in Directory.EnumerateFiles(folder.State, $"*{AtomicFile.Unfinished}", SearchOption.AllDirectories))
            File.Delete(unfinished);
        return folder;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static FileStream Take(string path)
    {
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new InvalidOperationException(
                $"Another process uses the data folder '{Path.GetDirectoryName(path)}'. Stop it, or set Andamento:Data to another folder.",
                taken);
        }
    }

    private string Make(string name) => Make(Root, Path.Combine(Root, name));

    private static string Make(string root, string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly);
        if (folder != root && !OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, OwnerOnly);
        return folder;
    }
}
