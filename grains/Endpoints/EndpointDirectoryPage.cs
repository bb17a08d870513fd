using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Andamento.Records;

namespace Andamento.Endpoints;

/// <summary>
/// What is stored of a part of the directory. A change writes one page and not the whole directory, so it costs the same
/// with ten endpoints and, nearly, with ten thousand.
/// </summary>
internal sealed record EndpointDirectoryPage : IRecord
{
    /// <summary>How many there are. Another number would look for entries where they are not.</summary>
    public const int Count = 256;

    /// <inheritdoc/>
    public static int NewestSchema => 1;

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>Entries by endpoint name.</summary>
    public ImmutableSortedDictionary<string, DirectoryEntry> Entries { get; init; } =
        ImmutableSortedDictionary.Create<string, DirectoryEntry>(StringComparer.Ordinal);

    /// <summary>The page that a name is on.</summary>
    public static int Of(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0];
}

/// <summary>One endpoint.</summary>
/// <param name="Summary">Its newest known summary; null when it was only announced.</param>
/// <param name="Certain">False between the announcement of a change and its summary.</param>
internal sealed record DirectoryEntry(EndpointDetails? Summary, bool Certain);
