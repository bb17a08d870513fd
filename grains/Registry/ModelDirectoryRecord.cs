using System.Collections.Immutable;
using Andamento.Records;

namespace Andamento.Registry;

/// <summary>What is stored of the directory.</summary>
internal sealed record ModelDirectoryRecord : IRecord
{
    /// <inheritdoc/>
    public static int NewestSchema => 1;

    /// <inheritdoc/>
    public int SchemaVersion { get; init; } = NewestSchema;

    /// <summary>Entries by full name.</summary>
    public ImmutableSortedDictionary<string, ModelDirectoryEntry> Entries { get; init; } =
        ImmutableSortedDictionary.Create<string, ModelDirectoryEntry>(StringComparer.Ordinal);
}

/// <summary>One model.</summary>
/// <param name="Summary">Its newest known summary; null when it was only announced.</param>
/// <param name="Certain">False between the announcement of a change and its summary.</param>
internal sealed record ModelDirectoryEntry(RegisteredModel? Summary, bool Certain);
