using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

/// <summary>Rows that a process has written are there after <c>kill -9</c>, and a torn line costs none of them.</summary>
public sealed class RecordCrashTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Rows_that_could_be_read_before_a_kill_can_be_read_after_it_and_new_ones_follow()
    {
        await using var upstream = await WireDouble.StartAsync();
        var server = await Server.StartAsync();
        try
        {
            await server.Client.SendAsync(HttpMethod.Post, "/api/2.0/serving-endpoints", new
            {
                name = "kept",
                config = new
                {
                    served_entities = new[] { Calls.External("gpt", upstream) },
                    auto_capture_config = new { catalog_name = "main", schema_name = "logs" },
                },
            });
            for (var call = 0; call < 5; call++) (await server.Client.QueryAsync("kept", Calls.Hello())).Dispose();
            var before = await RowsAsync(server, 5);

            server.Kill();
            var table = Directory.GetFiles(Path.Combine(server.Data, "tables", "main.logs.kept_payload")).Single();
            await File.AppendAllTextAsync(table, "{\"databricks_request_id\":\"half");
            server = await server.KillAndStartAgainAsync();
            var after = await RowsAsync(server, 5);
            (await server.Client.QueryAsync("kept", Calls.Hello())).Dispose();
            var more = await RowsAsync(server, 6);

            Assert.Equal(before.Select(Id), after.Select(Id));
            Assert.Equal(after.Select(Id), more.Skip(1).Select(Id));
            Assert.EndsWith("}\n", await File.ReadAllTextAsync(table), StringComparison.Ordinal);
            Assert.Single(
                Directory.GetFiles(Path.Combine(server.Data, "tables", "system.serving.served_entities")).SelectMany(File.ReadLines));
        }
        finally
        {
            output.WriteLine(server.Output);
            await server.DisposeAsync();
        }
    }

    private static string? Id(JsonElement row) => row.GetProperty("databricks_request_id").GetString();

    private static Task<JsonElement[]> RowsAsync(Server server, int count) =>
        TableRows.UntilAsync(server.Client, "/api/2.0/serving-endpoints/kept/inference-table", count);
}
