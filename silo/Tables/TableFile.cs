using System.Globalization;
using Andamento.Silo.Storage;

namespace Andamento.Silo.Tables;

/// <summary>
/// One file of a table: a JSON object per line, appended by one process and never changed. Its name sorts by day, then
/// by the start of the process that wrote it, then by its number.
/// </summary>
internal sealed class TableFile : IDisposable
{
    /// <summary>How the files end.</summary>
    public const string Extension = ".jsonl";

    private const int BufferBytes = 64 * 1024;
    private const string DayFormat = "yyyy-MM-dd";

    private readonly FileStream _file;
    private bool _touched;
    private bool _unsynced;

    private TableFile(FileStream file, DateOnly day) => (_file, Day) = (file, day);

    /// <summary>The day it is for.</summary>
    public DateOnly Day { get; }

    /// <summary>Where it is.</summary>
    public string Path => _file.Name;

    /// <summary>How long it is, with what is not flushed yet.</summary>
    public long Length => _file.Position;

    /// <summary>True when nothing was appended since this was last asked.</summary>
    public bool TakeIdle()
    {
        var idle = !_touched;
        _touched = false;
        return idle;
    }

    /// <summary>Opens the newest file of a writer that has room, or begins one.</summary>
    public static TableFile Open(string folder, DateOnly day, string writer, long maxBytes)
    {
        var number = 1;
        while (new FileInfo(PathOf(folder, day, writer, number)) is { Exists: true } full && full.Length >= maxBytes) number++;

        var path = PathOf(folder, day, writer, number);
        var isNew = !File.Exists(path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = BufferBytes,
        };
        if (isNew && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        var file = new TableFile(new FileStream(path, options), day);
        if (isNew) DirectorySync.Flush(folder);
        return file;
    }

    /// <summary>The day in a file's name, or null when it is no file of a table.</summary>
    public static DateOnly? DayOf(string path)
    {
        var name = System.IO.Path.GetFileName(path.AsSpan());
        return name.EndsWith(Extension, StringComparison.Ordinal) && name.Length > DayFormat.Length
            && DateOnly.TryParseExact(
                name[..DayFormat.Length], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
    }

    /// <summary>Appends a line; its end is added.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        _file.Write(line);
        _file.WriteByte((byte)'\n');
        (_touched, _unsynced) = (true, true);
    }

    /// <summary>Hands everything to the system: from here on it survives the process.</summary>
    public void Flush() => _file.Flush();

    /// <summary>Forces everything to the disk: from here on it survives a power cut.</summary>
    public void Sync()
    {
        if (!_unsynced) return;

        _file.Flush(flushToDisk: true);
        _unsynced = false;
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private static string PathOf(string folder, DateOnly day, string writer, int number) =>
        System.IO.Path.Combine(folder, $"{day.ToString(DayFormat)}.{writer}.{number:0000}{Extension}");
}
