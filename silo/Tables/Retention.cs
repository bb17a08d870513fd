namespace Andamento.Silo.Tables;

/// <summary>Which files are to go. Pure.</summary>
internal static class Retention
{
    /// <summary>The files that are too old, then the oldest of the rest until they fit.</summary>
    public static IEnumerable<StoredFile> Expired(IReadOnlyList<StoredFile> files, DateOnly today, TableOptions options)
    {
        var firstKept = today.AddDays(1 - options.RetainDays);
        var left = files.Sum(static file => file.Bytes);
        foreach (var file in files.Where(static file => !file.KeptForEver)
            .OrderBy(static file => file.Day).ThenBy(static file => Path.GetFileName(file.Path), StringComparer.Ordinal))
        {
            if (file.Day >= firstKept && left <= options.RetainBytes) yield break;

            left -= file.Bytes;
            yield return file;
        }
    }
}
