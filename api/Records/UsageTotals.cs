using System.Text.Json;
using Andamento.Tables;

namespace Andamento.Api.Records;

/// <summary>Sums of usage by endpoint and hour, or day, the newest first.</summary>
internal sealed class UsageTotals
{
    private const int PageRows = 10_000;
    private const int MostRows = 1_000_000;

    private readonly Dictionary<(DateTimeOffset Start, string EndpointId), Total> _totals = [];

    /// <summary>Adds up the rows of a query, page by page.</summary>
    /// <param name="query">Which rows.</param>
    /// <param name="read">Reads one page.</param>
    /// <param name="width">An hour, or a day.</param>
    /// <exception cref="Serving.ServingException">They are too many.</exception>
    public static async Task<UsageTotals> ReadAsync(TableQuery query, Func<TableQuery, Task<TablePage>> read, TimeSpan width)
    {
        var totals = new UsageTotals();
        var (rows, next) = (0, query.PageToken);
        do
        {
            var page = await read(query with { MaxRows = PageRows, PageToken = next });
            foreach (var row in page.Rows) totals.Add(row, width);

            if ((rows += page.Rows.Length) > MostRows)
                throw RecordQuery.Wrong("start_time", $"more than {MostRows} queries are too many to add up; ask for less time.");

            next = page.NextToken;
        }
        while (next is not null);

        return totals;
    }

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlyMemory<byte> row, TimeSpan width)
    {
        using var document = JsonDocument.Parse(row);
        var usage = document.RootElement;
        var time = usage.GetProperty("request_time"u8).GetDateTimeOffset();
        var start = new DateTimeOffset(time.UtcTicks - (time.UtcTicks % width.Ticks), TimeSpan.Zero);
        var key = (start, usage.GetProperty("endpoint_id"u8).GetString()!);
        if (!_totals.TryGetValue(key, out var total))
            _totals[key] = total = new(usage.GetProperty("endpoint_name"u8).GetString());

        total.Add(usage);
    }

    /// <summary>Writes them as an answer.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("rows"u8);
        foreach (var ((start, endpointId), total) in _totals
            .OrderByDescending(static one => one.Key.Start).ThenBy(static one => one.Value.Endpoint, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteNumber("start_time"u8, start.ToUnixTimeMilliseconds());
            json.WriteString("endpoint_id"u8, endpointId);
            total.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private sealed class Total(string? endpoint)
    {
        private static readonly string[] Counts =
            ["input_token_count", "output_token_count", "input_character_count", "output_character_count"];

        private readonly long[] _sums = new long[Counts.Length];
        private long _requests;
        private long _failed;

        public string? Endpoint => endpoint;

        public void Add(JsonElement usage)
        {
            _requests++;
            if (usage.GetProperty("status_code"u8).GetInt32() >= 400) _failed++;

            for (var i = 0; i < Counts.Length; i++)
            {
                if (usage.GetProperty(Counts[i]) is { ValueKind: JsonValueKind.Number } count) _sums[i] += count.GetInt64();
            }
        }

        public void WriteTo(Utf8JsonWriter json)
        {
            json.WriteString("endpoint_name"u8, endpoint);
            json.WriteNumber("request_count"u8, _requests);
            json.WriteNumber("failed_request_count"u8, _failed);
            for (var i = 0; i < Counts.Length; i++) json.WriteNumber(Counts[i], _sums[i]);
        }
    }
}
