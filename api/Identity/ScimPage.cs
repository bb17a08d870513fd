using System.Text.Json;
using Andamento.Api.Control.Writing;

namespace Andamento.Api.Identity;

/// <summary>A part of a list (RFC 7644, section 3.4.2.4).</summary>
/// <param name="Start">The number of its first item, from 1.</param>
/// <param name="Count">Most items.</param>
internal readonly record struct ScimPage(int Start, int Count)
{
    private const int MaxCount = 10_000;

    /// <summary>Reads what a request asks for. Out of range counts as the nearest, as the standard wants.</summary>
    public static ScimPage Read(IQueryCollection query) =>
        new(Math.Max(1, Read(query, "startIndex") ?? 1), Math.Clamp(Read(query, "count") ?? MaxCount, 0, MaxCount));

    /// <summary>Answers with the page of a list.</summary>
    public Task AnswerAsync<T>(HttpContext context, IReadOnlyList<T> all, Action<Utf8JsonWriter, T> write) =>
        JsonAnswer.WriteAsync(context, (Page: this, All: all, Write: write), static (json, list) =>
        {
            var items = list.All.Skip(list.Page.Start - 1).Take(list.Page.Count).ToList();
            json.WriteStartObject();
            json.WriteStartArray("schemas"u8);
            json.WriteStringValue("urn:ietf:params:scim:api:messages:2.0:ListResponse"u8);
            json.WriteEndArray();
            json.WriteNumber("totalResults"u8, list.All.Count);
            json.WriteNumber("startIndex"u8, list.Page.Start);
            json.WriteNumber("itemsPerPage"u8, items.Count);
            json.WriteStartArray("Resources"u8);
            foreach (var item in items) list.Write(json, item);

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static int? Read(IQueryCollection query, string name)
    {
        var sent = query[name].ToString();
        if (sent.Length is 0) return null;

        return int.TryParse(sent, out var number)
            ? number
            : throw ScimFailures.Refusal(ScimFailures.InvalidValue, $"{name}: '{sent}' must be a whole number.");
    }
}
