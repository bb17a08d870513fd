using System.Text;
using System.Text.Json;
using Andamento.Tables;

namespace Andamento.Silo.Tables;

/// <summary>Whether a line is a row that a query asks for. Pure; builds no document.</summary>
internal static class RowMatch
{
    /// <summary>True when it is. What is no JSON object, such as a line that a power cut spoiled, is none.</summary>
    public static bool Fits(ReadOnlySpan<byte> line, TableQuery query)
    {
        try
        {
            return FitsObject(new Utf8JsonReader(line), query);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool FitsObject(Utf8JsonReader json, TableQuery query)
    {
        if (!json.Read() || json.TokenType is not JsonTokenType.StartObject) return false;

        var fitting = 0;
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            var filter = FilterOf(ref json, query);
            var isTime = IsTime(ref json);
            json.Read();
            if (isTime && !FitsTime(ref json, query)) return false;
            if (filter is not null)
            {
                if (!FitsAny(ref json, filter)) return false;

                fitting++;
            }

            json.Skip();
        }

        return fitting == query.Filters.Length;
    }

    // Each table has its own column for the time of a row.
    private static bool IsTime(ref Utf8JsonReader json) =>
        json.ValueTextEquals("request_time"u8) || json.ValueTextEquals("timestamp_ms"u8) || json.ValueTextEquals("change_time"u8);

    private static ColumnFilter? FilterOf(ref Utf8JsonReader json, TableQuery query)
    {
        foreach (var filter in query.Filters)
        {
            if (json.ValueTextEquals(filter.Column)) return filter;
        }

        return null;
    }

    private static bool FitsAny(ref Utf8JsonReader json, ColumnFilter filter)
    {
        foreach (var value in filter.AnyOf)
        {
            if (json.TokenType switch
            {
                JsonTokenType.String => json.ValueTextEquals(value),
                JsonTokenType.Number => Encoding.UTF8.GetString(json.ValueSpan) == value,
                _ => false,
            })
            {
                return true;
            }
        }

        return false;
    }

    private static bool FitsTime(ref Utf8JsonReader json, TableQuery query) =>
        TimeOf(ref json) is { } time && !(time < query.From) && !(time >= query.Until);

    private static DateTimeOffset? TimeOf(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.String when json.TryGetDateTimeOffset(out var time) => time,
        JsonTokenType.Number when json.TryGetInt64(out var milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
        _ => null,
    };
}
