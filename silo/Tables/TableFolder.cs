using Andamento.Silo.Storage;
using Andamento.Tables;

namespace Andamento.Silo.Tables;

/// <summary>Where the files of all tables lie: one folder per table.</summary>
internal sealed class TableFolder(string root)
{
    /// <summary>The folder of a table; made if need be.</summary>
    public string Make(TableName table)
    {
        var folder = PathOf(table);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    /// <summary>The files of a table, the newest first.</summary>
    public IReadOnlyList<string> NewestFirst(TableName table)
    {
        var folder = PathOf(table);
        if (!Directory.Exists(folder)) return [];

        return [.. Directory.EnumerateFiles(folder, $"*{TableFile.Extension}")
            .OrderByDescending(Path.GetFileName, StringComparer.Ordinal)];
    }

    /// <summary>All files of all tables.</summary>
    public IReadOnlyList<StoredFile> All()
    {
        var kept = PathOf(TableName.ServedEntities);
        return [.. new DirectoryInfo(root).EnumerateFiles($"*{TableFile.Extension}", SearchOption.AllDirectories)
            .Where(static file => TableFile.DayOf(file.Name) is not null)
            .Select(file => new StoredFile(
                file.FullName, TableFile.DayOf(file.Name)!.Value, file.Length, KeptForEver: file.DirectoryName == kept))];
    }

    private string PathOf(TableName table) => RecordPath.Folder(root, table.ToString());
}

/// <summary>A file of a table.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Day">The day it is for.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="KeptForEver">It is of a table that other tables are joined with.</param>
internal readonly record struct StoredFile(string Path, DateOnly Day, long Bytes, bool KeptForEver);
