using System.Text.Encodings.Web;
using System.Text.Json;

namespace Andamento.Cli.Output;

/// <summary>Prints answers: as tables for people, or as JSON for programs.</summary>
internal sealed class Printer(TextWriter output, bool json)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for a terminal, never part of a page
    };

    /// <summary>Whether programs read this.</summary>
    public bool IsJson => json;

    /// <summary>Prints a list: the whole answer as JSON, or a row for each item.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="list">The member with the list; an answer without it has an empty one.</param>
    /// <param name="columns">What people see.</param>
    public void List(JsonElement answer, string list, params Column[] columns)
    {
        if (json) Json(answer);
        else Rows(answer.TryGetProperty(list, out var items) ? [.. items.EnumerateArray()] : [], columns);
    }

    /// <summary>Prints one thing: as JSON, or a line for each value.</summary>
    public void One(JsonElement answer, params Column[] columns)
    {
        if (json)
        {
            Json(answer);
            return;
        }

        var width = columns.Max(static column => column.Title.Length);
        foreach (var column in columns)
        {
            if (column.Show(answer) is { Length: > 0 } value) output.WriteLine($"{column.Title.PadRight(width)}  {value}");
        }
    }

    /// <summary>Prints JSON.</summary>
    public void Json(JsonElement answer) => output.WriteLine(JsonSerializer.Serialize(answer, Indented));

    /// <summary>Says that something was done: <paramref name="sentence"/> to people, the server's answer to programs.</summary>
    public void Done(JsonElement answer, string sentence)
    {
        if (json) Json(answer);
        else output.WriteLine(sentence);
    }

    private void Rows(List<JsonElement> items, Column[] columns)
    {
        List<string[]> rows = [[.. columns.Select(static column => column.Title)], .. items.Select(item => columns.Select(column => column.Show(item)).ToArray())];
        var widths = columns.Select((_, index) => rows.Max(row => row[index].Length)).ToArray();
        foreach (var row in rows) output.WriteLine(string.Join("  ", row.Select((cell, index) => cell.PadRight(widths[index]))).TrimEnd());
    }
}
