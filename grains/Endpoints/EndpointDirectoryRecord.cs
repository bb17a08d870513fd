using System.Collections.Immutable;
using Andamento.Records;

namespace Andamento.Endpoints;

/// <summary>What is stored of the directory.</summary>
internal sealed record EndpointDirectoryRecord : IRecord
{
    /// <inheritdoc/>
    public static int NewestSchema => 1;

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>Entries by endpoint name.</summary>
    public ImmutableSortedDictionary<string, DirectoryEntry> Entries { get; init; } =
        ImmutableSortedDictionary.Create<string, DirectoryEntry>(StringComparer.Ordinal);
}

/// <summary>One endpoint.</summary>
/// <param name="Summary">Its newest known summary; null when it was only announced.</param>
/// <param name="Certain">False between the announcement of a change and its summary.</param>
internal sealed record DirectoryEntry(EndpointDetails? Summary, bool Certain);
