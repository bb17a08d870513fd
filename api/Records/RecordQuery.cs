using System.Collections.Immutable;
using System.Globalization;
using Andamento.Serving;
using Andamento.Tables;

namespace Andamento.Api.Records;

/// <summary>What a caller wants to read of a table, as its query string says. An empty value counts as missing.</summary>
internal sealed record RecordQuery
{
    private const int DefaultRows = 100;
    private const int MostRows = 1000;

    /// <summary>Of which endpoint.</summary>
    public string? Endpoint { get; private init; }

    /// <summary>Asked by whom.</summary>
    public string? Requester { get; private init; }

    /// <summary>The id that the answer carried as <c>X-Request-Id</c>.</summary>
    public string? RequestId { get; private init; }

    /// <summary>The id that the caller gave.</summary>
    public string? ClientRequestId { get; private init; }

    /// <summary>The status, as in JSON.</summary>
    public string? StatusCode { get; private init; }

    /// <summary>The id of a served entity, as usage names it.</summary>
    public string? ServedEntityId { get; private init; }

    /// <summary>The width of sums; null for single rows.</summary>
    public TimeSpan? Aggregate { get; private init; }

    private DateTimeOffset? From { get; init; }

    private DateTimeOffset? Until { get; init; }

    private int MaxRows { get; init; }

    private string? PageToken { get; init; }

    /// <summary>Reads a query string. What it does not know is ignored, as everywhere in this API.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.InvalidParameter"/>, naming the parameter.</exception>
    public static RecordQuery Read(IQueryCollection query) => new()
    {
        Endpoint = Text(query, "endpoint"),
        Requester = Text(query, "requester"),
        RequestId = Text(query, "request_id"),
        ClientRequestId = Text(query, "client_request_id"),
        StatusCode = Number(query, "status_code", 100, 599)?.ToString(CultureInfo.InvariantCulture),
        ServedEntityId = Text(query, "served_entity_id"),
        Aggregate = Text(query, "aggregate") switch
        {
            null => null,
            "hour" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            var other => throw Wrong("aggregate", $"'{other}' must be 'hour' or 'day'."),
        },
        From = Time(query, "start_time"),
        Until = Time(query, "end_time"),
        MaxRows = (int)(Number(query, "max_results", 1, MostRows) ?? DefaultRows),
        PageToken = Text(query, "page_token"),
    };

    /// <summary>A refusal that names a parameter.</summary>
    public static ServingException Wrong(string parameter, string rule) =>
        new(FailureKind.InvalidParameter, $"{parameter}: {rule}") { Param = parameter };

    /// <summary>The filter for a wanted value; none when nothing is wanted.</summary>
    public static ImmutableArray<ColumnFilter> Equal(string column, string? value) =>
        value is null ? [] : [new(column, [value])];

    /// <summary>The query of a table, less its filters.</summary>
    public TableQuery Of(TableName table) => new()
    {
        Table = table, From = From, Until = Until, MaxRows = MaxRows, PageToken = PageToken,
    };

    private static string? Text(IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 } text ? text : null;

    private static long? Number(IQueryCollection query, string name, long least, long most)
    {
        if (Text(query, name) is not { } text) return null;

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw Wrong(name, $"'{text}' must be a whole number, {least} to {most}.");
    }

    private static DateTimeOffset? Time(IQueryCollection query, string name) =>
        Number(query, name, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) is { } milliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
