using System.Text;
using System.Text.Json;
using Andamento.Api.Registry;
using Andamento.Registry;
using static Andamento.Tests.Unit.Registry.Samples;

namespace Andamento.Tests.Unit.Registry;

/// <summary>The answers, byte by byte: clients of other makers read them.</summary>
public class RegistryJsonTests
{
    private static readonly RegisteredVersion Two = Version(2, "churn") with
    {
        Status = VersionStatus.Ready, Stage = ModelStage.Production, Description = "d", Source = "/s", RunId = "r", RunLink = "http://l",
        Tags = [new("k", "v")], Aliases = ["champion"], UpdatedAt = Later,
    };

    private static readonly RegisteredModel Churn = Model("churn") with
    {
        Description = "who leaves", Tags = [new("team", "x")], Aliases = [new("champion", 2)], LatestVersions = [Two], UpdatedAt = Later,
    };

    private const string VersionTwo = """
        {"name": "churn", "version": "2", "creation_timestamp": 1700000000000, "last_updated_timestamp": 1700000060000, "user_id": "ann@x.org",
         "current_stage": "Production", "description": "d", "source": "/s", "run_id": "r", "run_link": "http://l", "status": "READY",
         "tags": [{"key": "k", "value": "v"}], "aliases": ["champion"]}
        """;

    private const string ModelMembers = $$"""
        "name": "churn", "creation_timestamp": 1700000000000, "last_updated_timestamp": 1700000060000, "user_id": "ann@x.org",
        "description": "who leaves", "latest_versions": [{{VersionTwo}}], "tags": [{"key": "team", "value": "x"}],
        "aliases": [{"alias": "champion", "version": "2"}]
        """;

    [Fact]
    public void A_registered_model_in_mlflows_words() => Check(
        $$$"""{"registered_model": {{{{ModelMembers}}}}}""", (Churn, RegistryKind.Workspace), MlflowJson.WriteModelAnswer);

    [Fact]
    public void A_registered_model_as_databricks_adds_to_it() => Check(
        $$$"""{"registered_model_databricks": {{{{ModelMembers}}}, "id": "{{{Churn.Id}}}", "permission_level": "CAN_MANAGE"}}""",
        (Churn, true), MlflowJson.WriteDatabricksAnswer);

    [Fact]
    public void A_version_in_mlflows_words()
    {
        Check($$"""{"model_version": {{VersionTwo}}}""", (Two, RegistryKind.Workspace), MlflowJson.WriteVersionAnswer);
        Check($$"""{"model_version_databricks": {{VersionTwo}}}""", Two, MlflowJson.WriteDatabricksAnswer);
    }

    [Fact]
    public void In_unity_catalog_mlflow_knows_no_stages() => Check(
        """
        {"model_version": {"name": "main.default.churn", "version": "1", "creation_timestamp": 1700000000000,
         "last_updated_timestamp": 1700000000000, "user_id": "ann@x.org", "status": "PENDING_REGISTRATION", "status_message": "Waiting.",
         "tags": [], "aliases": []}}
        """,
        (Version(1) with { StatusMessage = "Waiting." }, RegistryKind.Unity), MlflowJson.WriteVersionAnswer);

    [Fact]
    public void Lists_in_mlflows_words()
    {
        Check(
            $$$"""{"registered_models": [{{{{ModelMembers}}}}], "next_page_token": "{{{RegistryPage.Token(0, "churn")}}}"}""",
            (new ModelPage([Churn], More: true), ModelOrder.Name, RegistryKind.Workspace), MlflowJson.WriteModels);
        Check(
            $$"""{"model_versions": [{{VersionTwo}}]}""",
            ((IReadOnlyList<RegisteredVersion>)[Two], (string?)null, RegistryKind.Workspace), MlflowJson.WriteVersions);
    }

    [Fact]
    public void A_model_and_a_version_in_unity_catalogs_words()
    {
        Check(
            """
            {"name": "churn", "catalog_name": "main", "schema_name": "default", "full_name": "main.default.churn", "owner": "ann@x.org",
             "comment": "c", "created_at": 1700000000000, "created_by": "ann@x.org", "updated_at": 1700000000000, "updated_by": "ann@x.org",
             "aliases": [{"alias_name": "champion", "version_num": 2}], "browse_only": false}
            """,
            Model() with { Description = "c", Aliases = [new("champion", 2)] }, UnityModelJson.WriteModel);
        Check(
            """
            {"model_name": "churn", "catalog_name": "main", "schema_name": "default", "version": 2, "id": "00000000000000000000000000000002",
             "source": "/s", "run_id": "r", "status": "FAILED_REGISTRATION", "comment": "d", "created_at": 1700000000000,
             "created_by": "ann@x.org", "updated_at": 1700000060000, "updated_by": "ann@x.org",
             "aliases": [{"alias_name": "champion", "version_num": 2}]}
            """,
            Two with { FullName = "main.default.churn", Status = VersionStatus.Failed }, UnityModelJson.WriteVersion);
    }

    // Members, their order and their values; white space is for the reader of this file.
    private static void Check<T>(string expected, T value, Action<Utf8JsonWriter, T> write) =>
        Assert.Equal(JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(expected)), Write(value, write));

    private static string Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) write(json, value);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
