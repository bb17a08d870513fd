using System.Text.Json;
using Andamento.ServedEntities;
using Andamento.Tests.Cluster.Clusters;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Cluster.Clusters.Wishes;

namespace Andamento.Tests.Cluster;

/// <summary>The table that usage is joined with: a row per served entity and change, whatever fails meanwhile.</summary>
public sealed class ServedEntityTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_change_of_a_config_and_the_deletion_leave_one_row_per_entity()
    {
        await using var cluster = await SiloCluster.StartAsync(2, _folder.Path);
        var endpoint = cluster.Endpoint("chat");

        await endpoint.CreateAsync(External());
        await WrittenAsync(cluster, "the creation");
        await endpoint.UpdateAsync(External("other", "openai_api_key_plaintext", "sk-2"));
        await WrittenAsync(cluster, "the update");
        await endpoint.SetRateLimitsAsync([], Me.Name, CancellationToken.None); // no config change
        var id = (await endpoint.GetAsync(CancellationToken.None))!.Id;
        await endpoint.DeleteAsync(CancellationToken.None);
        await WrittenAsync(cluster, "the deletion");

        Assert.Equal(
            ["chat 1 alive", "other 2 alive", "other 2 deleted"],
            cluster.Tables.Rows.Select(row => string.Join(
                ' ', row.GetProperty("served_entity_name"), row.GetProperty("endpoint_config_version"),
                row.GetProperty("endpoint_delete_time").ValueKind is JsonValueKind.Null ? "alive" : "deleted")));
        var first = cluster.Tables.Rows.First();
        Assert.Equal(ServedEntityKey.IdOf($"chat/{id}/1/chat"), first.GetProperty("served_entity_id").GetString());
        Assert.Equal(
            [
                "served_entity_id", "account_id", "workspace_id", "created_by", "endpoint_name", "endpoint_id", "served_entity_name",
                "entity_type", "entity_name", "entity_version", "endpoint_config_version", "task", "external_model_config",
                "foundation_model_config", "custom_model_config", "feature_spec_config", "change_time", "endpoint_delete_time",
            ],
            first.EnumerateObject().Select(column => column.Name));
        Assert.Equal(
            ("EXTERNAL_MODEL", "gpt-4o", "llm/v1/chat", """{"provider":"openai"}"""),
            (first.GetProperty("entity_type").GetString(), first.GetProperty("entity_name").GetString(),
                first.GetProperty("task").GetString(), first.GetProperty("external_model_config").GetRawText()));
        Assert.DoesNotContain("sk-", string.Concat(cluster.Tables.Rows), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_recorded_when_it_serves_with_what_it_runs_on()
    {
        var models = new ScriptedModels();
        models.Add("main.default.iris").Open();
        await using var cluster = await SiloCluster.StartAsync(1, _folder.Path, models);

        await cluster.Endpoint("iris").CreateAsync(Model("iris", "main.default.iris"));
        await WrittenAsync(cluster, "the deployment");

        var row = Assert.Single(cluster.Tables.Rows);
        Assert.Equal(
            ("CUSTOM_MODEL", "main.default.iris", "1", """{"min_concurrency":4,"max_concurrency":4,"compute_type":"CPU"}"""),
            (row.GetProperty("entity_type").GetString(), row.GetProperty("entity_name").GetString(),
                row.GetProperty("entity_version").GetString(), row.GetProperty("custom_model_config").GetRawText()));
    }

    [Fact]
    public async Task A_change_that_could_not_be_written_is_written_by_the_next_start()
    {
        await using (var cluster = await SiloCluster.StartAsync(1, _folder.Path))
        {
            cluster.Tables.Broken = true;
            await cluster.Endpoint("chat").CreateAsync(External());
            await WrittenAsync(cluster, "the first try");
            Assert.Empty(cluster.Tables.Rows);
        }

        await using var again = await SiloCluster.StartAsync(1, _folder.Path);
        Assert.NotNull(await again.Endpoint("chat").GetAsync(CancellationToken.None));
        await WrittenAsync(again, "the change of the last life");

        Assert.Equal("chat", Assert.Single(again.Tables.Rows).GetProperty("served_entity_name").GetString());
    }

    [Fact]
    public async Task A_table_that_fails_holds_up_neither_changes_nor_queries_and_gets_all_of_them_once_later()
    {
        await using var cluster = await SiloCluster.StartAsync(1, _folder.Path);
        cluster.Tables.Broken = true;
        await cluster.Endpoint("chat").CreateAsync(External());
        await WrittenAsync(cluster, "the first try");
        await cluster.Endpoint("chat").UpdateAsync(External("other", "openai_api_key_plaintext", "sk-2"));
        Assert.Equal(2, (await cluster.Endpoint("chat").GetAsync(CancellationToken.None))!.Config!.Version);

        cluster.Tables.Broken = false;
        while (cluster.Tables.Rows.Count < 2) await WrittenAsync(cluster, "another try");

        Assert.Equal(["chat", "other"], cluster.Tables.Rows.Select(row => row.GetProperty("served_entity_name").GetString()));
    }

    private static Task WrittenAsync(SiloCluster cluster, string what) =>
        cluster.Tables.Asked.WaitAsync().ForAsync($"the rows of {what}");
}
