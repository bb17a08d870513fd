using System.Text.Json;
using Andamento.Tables;

namespace Andamento.Tests.Unit.Tables;

/// <summary>A row that is a number and a time.</summary>
internal sealed class NumberedRow(int number, DateTimeOffset time) : TableRow
{
    public static readonly TableName Numbers = new("main", "default", "numbers");

    public string? Padding { get; init; }

    public TableName In { get; init; } = Numbers;

    public long Held { get; init; } = 1;

    public Exception? Defect { get; init; }

    public override TableName Table => In;

    public override DateTimeOffset Time => time;

    public override long HeldBytes => Held;

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("number", number);
        json.WriteString("request_time", time.UtcDateTime);
        json.WriteString("parity", number % 2 == 0 ? "even" : "odd");
        if (Padding is not null) json.WriteString("padding", Padding);
        if (Defect is not null) throw Defect;
    }
}
