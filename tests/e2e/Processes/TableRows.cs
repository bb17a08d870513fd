using System.Text.Json;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.EndToEnd.Processes;

/// <summary>Reads rows, which come a moment after their answer.</summary>
internal static class TableRows
{
    /// <summary>The rows of a path, once there are as many.</summary>
    public static async Task<JsonElement[]> UntilAsync(HttpClient client, string path, int count)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            var page = await client.SendAsync(HttpMethod.Get, path);
            var rows = page.GetProperty("rows").EnumerateArray().ToArray();
            if (rows.Length >= count) return rows;
            if (patience.IsCancellationRequested) throw new TimeoutException($"{path} should have {count} rows and has: {page}");

            await Task.Delay(20, CancellationToken.None); // a person would poll, too: there is no signal over HTTP
        }
    }
}
