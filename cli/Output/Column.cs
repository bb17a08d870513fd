using System.Text.Json;

namespace Andamento.Cli.Output;

/// <summary>A column of a table.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Path">Where the value lies in a row, with dots between the members' names.</param>
internal sealed record Column(string Title, string Path)
{
    private bool IsTime => Path.EndsWith("_time", StringComparison.Ordinal) || Path.EndsWith("_timestamp", StringComparison.Ordinal)
        || Path.EndsWith("_at", StringComparison.Ordinal);

    /// <summary>The value as people read it; empty when the row has none.</summary>
    public string Show(JsonElement row) => Show(row, Path.Split('.'));

    private string Show(JsonElement value, ReadOnlySpan<string> path) => value.ValueKind switch
    {
        JsonValueKind.Array => Join(value, path),
        JsonValueKind.Object when path.Length > 0 => value.TryGetProperty(path[0], out var member) ? Show(member, path[1..]) : "",
        JsonValueKind.Null => "",
        JsonValueKind.Number when IsTime => Time(value.GetInt64()),
        _ => value.ToString(),
    };

    private string Join(JsonElement list, ReadOnlySpan<string> path)
    {
        var shown = new List<string>();
        foreach (var item in list.EnumerateArray()) shown.Add(Show(item, path));

        return string.Join(", ", shown);
    }

    private static string Time(long milliseconds) =>
        milliseconds < 0 ? "never" : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd HH:mm:ss'Z'");
}
