using System.Text.Json;

namespace Andamento.Tables;

/// <summary>
/// A row on its way to a table. Whoever makes it knows its columns, and writes them later: on the writer's time, when
/// the answer has long been sent. It must not change once it is handed over.
/// </summary>
public abstract class TableRow
{
    /// <summary>What a row without bodies keeps alive, roughly.</summary>
    protected const long OwnBytes = 512;

    /// <summary>Where it belongs.</summary>
    public abstract TableName Table { get; }

    /// <summary>When what it tells of happened; decides the day whose file it is in.</summary>
    public abstract DateTimeOffset Time { get; }

    /// <summary>Bytes of memory that it keeps alive until it is written, roughly.</summary>
    public virtual long HeldBytes => OwnBytes;

    /// <summary>Writes the columns, as the members of one JSON object. Called once, by one thread.</summary>
    public abstract void Write(Utf8JsonWriter json);
}
