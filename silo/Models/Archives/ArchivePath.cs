using System.Text;

namespace Andamento.Silo.Models.Archives;

/// <summary>Names of files in what strangers send. A name is taken as it stands or refused; nothing is repaired.</summary>
internal static class ArchivePath
{
    private const int MaxLength = 1024;
    private const int MaxPartBytes = 255;

    /// <summary>Checks a name: relative, forward slashes, never leading out of the folder, fit for every file system.</summary>
    /// <returns>Why it is refused, or null.</returns>
    public static string? Fault(string name)
    {
        if (name.Length is 0 or > MaxLength) return $"must have 1 to {MaxLength} characters";
        if (name.Any(letter => char.IsControl(letter) || letter is '\\' or ':' or '\uFFFD')) return "has a character that file names must not have";
        if (name[0] == '/') return "is absolute";
        foreach (var part in name.Split('/'))
        {
            if (part.Length is 0) return "has a part without characters";
            if (Encoding.UTF8.GetByteCount(part) > MaxPartBytes) return $"has a part of more than {MaxPartBytes} bytes";
            if (part is "." or "..") return "leads through '.' or '..'";
            if (part[^1] is '.' or ' ') return "has a part that ends with a dot or a space";
        }

        return null;
    }
}
