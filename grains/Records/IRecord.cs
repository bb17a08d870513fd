namespace Andamento.Records;

/// <summary>What a grain stores. It says which shape it was written in, so that older code refuses newer records.</summary>
internal interface IRecord
{
    /// <summary>The newest shape this build knows.</summary>
    static abstract int NewestSchema { get; }

    /// <summary>The shape this record was written in, from 1.</summary>
    int SchemaVersion { get; }
}
