using System.Security.Cryptography;
using System.Text;

namespace Andamento.Silo.Storage;

/// <summary>
/// File names of records. Readable where the key is, unique where file systems ignore case, short enough for all of them.
/// </summary>
internal static class RecordPath
{
    private const int MaxLength = 150;

    /// <summary>The path of a record below the folder of all records.</summary>
    public static string Of(string folder, string stateName, string key) =>
        Path.Combine(folder, Escape(stateName), Escape(key) + ".json");

    /// <summary>A folder named like this.</summary>
    public static string Folder(string root, string name) => Path.Combine(root, Escape(name));

    // Everything but a-z, 0-9, '_', '-' and an inner '.' becomes %XX, so two names differ in more than case.
    private static string Escape(string name)
    {
        var escaped = new StringBuilder(name.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            if (octet is >= (byte)'a' and <= (byte)'z' or >= (byte)'0' and <= (byte)'9' or (byte)'_' or (byte)'-') escaped.Append((char)octet);
            else if (octet is (byte)'.' && escaped.Length > 0) escaped.Append('.');
            else escaped.Append('%').Append(octet.ToString("X2"));
        }

        return escaped.Length <= MaxLength
            ? escaped.ToString()
            : $"{escaped.ToString(0, MaxLength - 65)}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";
    }
}
