using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

/// <summary>The registry as its clients use it.</summary>
public sealed class RegistryTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output)
{
    private const string Unity = "/api/2.1/unity-catalog/models";
    private const string Mlflow = "/api/2.0/mlflow";

    private string Model => $"main.tests.{Name}";

    [Fact]
    public async Task Pre_installed_models_are_listed_and_read_only()
    {
        var models = (await Client.SendAsync(HttpMethod.Get, $"{Unity}?catalog_name=system&schema_name=ai")).GetProperty("registered_models");

        Assert.Contains("system.ai.all_minilm_l6_v2", models.EnumerateArray().Select(model => model.GetProperty("full_name").GetString()));
        Assert.Equal("READY", (await Client.SendAsync(HttpMethod.Get, $"{Unity}/system.ai.all_minilm_l6_v2/versions/1")).GetProperty("status").GetString());
        await RefusedAsync(HttpStatusCode.Forbidden, "PERMISSION_DENIED", HttpMethod.Delete, $"{Unity}/system.ai.all_minilm_l6_v2");
        await RefusedAsync(
            HttpStatusCode.Forbidden, "PERMISSION_DENIED", HttpMethod.Post, Unity, new { name = "mine", catalog_name = "system", schema_name = "ai" });
    }

    [Fact]
    public async Task A_model_of_unity_catalog_lives_its_life()
    {
        var created = await Client.SendAsync(
            HttpMethod.Post, Unity, new { name = Name, catalog_name = "main", schema_name = "tests", comment = "toy" });
        Assert.Equal(Model, created.GetProperty("full_name").GetString());
        await RefusedAsync(
            HttpStatusCode.BadRequest, "RESOURCE_ALREADY_EXISTS", HttpMethod.Post, Unity, new { name = Name, catalog_name = "main", schema_name = "tests" });

        var prefix = $"{Mlflow}/unity-catalog/model-versions";
        foreach (var version in new[] { "1", "2" })
        {
            var made = (await Client.SendAsync(HttpMethod.Post, $"{prefix}/create", new { name = Model })).GetProperty("model_version");
            Assert.Equal((version, "PENDING_REGISTRATION"), (made.GetProperty("version").GetString(), made.GetProperty("status").GetString()));
        }

        await Client.SendAsync(HttpMethod.Put, $"{Unity}/{Model}/aliases/champion", new { version_num = "2" });
        Assert.Equal(2, (await Client.SendAsync(HttpMethod.Get, $"{Unity}/{Model}/aliases/champion")).GetProperty("version").GetInt32());
        var patched = await Client.SendAsync(HttpMethod.Patch, $"{Unity}/{Model}/versions/2", new { comment = "second" });
        Assert.Equal("second", patched.GetProperty("comment").GetString());

        var first = await Client.SendAsync(HttpMethod.Get, $"{Unity}/{Model}/versions?max_results=1");
        var second = await Client.SendAsync(HttpMethod.Get, $"{Unity}/{Model}/versions?max_results=1&page_token={first.GetProperty("next_page_token")}");
        Assert.Equal(2, first.GetProperty("model_versions")[0].GetProperty("version").GetInt32());
        Assert.Equal(1, second.GetProperty("model_versions")[0].GetProperty("version").GetInt32());
        Assert.False(second.TryGetProperty("next_page_token", out _));

        await Client.SendAsync(HttpMethod.Delete, $"{Unity}/{Model}/aliases/champion");
        await RefusedAsync(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST", HttpMethod.Get, $"{Unity}/{Model}/aliases/champion");
        await RefusedAsync(HttpStatusCode.NotImplemented, "NOT_IMPLEMENTED", HttpMethod.Post, $"{prefix}/generate-temporary-credentials", new { name = Model });
        await Client.SendAsync(HttpMethod.Delete, $"{Unity}/{Model}/versions/1");

        var renamed = await Client.SendAsync(HttpMethod.Patch, $"{Unity}/{Model}", new { new_name = $"{Name}-b", owner = "ann@x.org" });
        Assert.Equal((Model + "-b", "ann@x.org"), (renamed.GetProperty("full_name").GetString(), renamed.GetProperty("owner").GetString()));
        await RefusedAsync(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST", HttpMethod.Get, $"{Unity}/{Model}");
        await Client.SendAsync(HttpMethod.Delete, $"{Unity}/{Model}-b");
    }

    [Fact]
    public async Task A_model_of_the_workspace_lives_its_life_in_mlflows_words()
    {
        await Client.SendAsync(HttpMethod.Post, $"{Mlflow}/registered-models/create", new { name = Name, tags = new[] { new { key = "team", value = "x" } } });
        await Client.SendAsync(HttpMethod.Post, $"{Mlflow}/model-versions/create", new { name = Name, source = "", run_id = $"run-{Name}" });
        await Client.SendAsync(HttpMethod.Post, $"{Mlflow}/model-versions/create", new { name = Name });
        var staged = await Client.SendAsync(
            HttpMethod.Post, $"{Mlflow}/databricks/model-versions/transition-stage",
            new { name = Name, version = "1", stage = "Production", archive_existing_versions = "true" });
        Assert.Equal("Production", staged.GetProperty("model_version_databricks").GetProperty("current_stage").GetString());

        foreach (var latest in new[]
        {
            await Client.SendAsync(HttpMethod.Post, $"{Mlflow}/registered-models/get-latest-versions", new { name = Name, stages = new[] { "Production" } }),
            await Client.SendAsync(HttpMethod.Get, $"{Mlflow}/registered-models/get-latest-versions?name={Name}&stages=Production"),
            await Client.SendAsync(HttpMethod.Get, $"{Mlflow}/model-versions/search?filter=run_id='run-{Name}'"),
            await Client.SendAsync(HttpMethod.Get, $"{Mlflow}/model-versions/search?filter=name='{Name}'&max_results=1&page_token={await SecondPageAsync()}"),
        })
        {
            Assert.Equal("1", Assert.Single(latest.GetProperty("model_versions").EnumerateArray()).GetProperty("version").GetString());
        }

        await Client.SendAsync(HttpMethod.Post, $"{Mlflow}/registered-models/alias", new { name = Name, alias = "champion", version = 2 });
        Assert.Equal("2", (await Client.SendAsync(HttpMethod.Get, $"{Mlflow}/registered-models/alias?name={Name}&alias=champion"))
            .GetProperty("model_version").GetProperty("version").GetString());
        await Client.SendAsync(HttpMethod.Post, $"{Mlflow}/model-versions/set-tag", new { name = Name, version = "2", key = "k", value = "v" });
        await Client.SendAsync(HttpMethod.Delete, $"{Mlflow}/model-versions/delete-tag", new { name = Name, version = "2", key = "k" });
        await Client.SendAsync(HttpMethod.Post, $"{Mlflow}/registered-models/set-tag", new { name = Name, key = "k", value = "v" });
        await Client.SendAsync(HttpMethod.Delete, $"{Mlflow}/registered-models/delete-tag?name={Name}&key=team");
        var updated = await Client.SendAsync(HttpMethod.Patch, $"{Mlflow}/registered-models/update", new { name = Name, description = "d" });
        Assert.Equal("""[{"key":"k","value":"v"}]""", updated.GetProperty("registered_model").GetProperty("tags").GetRawText());
        Assert.Equal(
            $"models:/{Name}/2",
            (await Client.SendAsync(HttpMethod.Get, $"{Mlflow}/model-versions/get-download-uri?name={Name}&version=2")).GetProperty("artifact_uri").GetString());

        var found = await Client.SendAsync(HttpMethod.Get, $"{Mlflow}/registered-models/search?filter=name LIKE '{Name[..^1]}%25'&order_by=name DESC");
        Assert.Equal(Name, Assert.Single(found.GetProperty("registered_models").EnumerateArray()).GetProperty("name").GetString());
        await RefusedAsync(
            HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE", HttpMethod.Get, $"{Mlflow}/registered-models/search?filter=tags.a='b'");

        await Client.SendAsync(HttpMethod.Post, $"{Mlflow}/registered-models/rename", new { name = Name, new_name = $"{Name}-b" });
        await Client.SendAsync(HttpMethod.Delete, $"{Mlflow}/model-versions/delete?name={Name}-b&version=2");
        await Client.SendAsync(HttpMethod.Delete, $"{Mlflow}/registered-models/delete", new { name = $"{Name}-b" });
        await RefusedAsync(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST", HttpMethod.Get, $"{Mlflow}/registered-models/get?name={Name}-b");

        async Task<JsonElement> SecondPageAsync() =>
            (await Client.SendAsync(HttpMethod.Get, $"{Mlflow}/model-versions/search?filter=name='{Name}'&max_results=1")).GetProperty("next_page_token");
    }

    [Fact]
    public async Task Everybody_reads_and_only_owners_and_administrators_change()
    {
        await Client.SendAsync(HttpMethod.Post, Unity, new { name = Name, catalog_name = "main", schema_name = "tests" });
        using var stranger = Server.ClientOf(await Server.NewTokenAsync($"{Name}@x.org"));

        await stranger.SendAsync(HttpMethod.Get, $"{Unity}/{Model}");
        using var refused = await stranger.DeleteAsync($"{Unity}/{Model}");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        await Client.SendAsync(HttpMethod.Patch, $"{Unity}/{Model}", new { owner = $"{Name}@x.org" });
        await stranger.SendAsync(HttpMethod.Delete, $"{Unity}/{Model}");
    }

    [Fact]
    public async Task An_archive_that_climbs_out_fails_its_version_and_says_so()
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true)) zip.CreateEntry("../../evil.onnx");

        var version = await UploadAsync(Client, archive.ToArray(), "evil.zip");

        Assert.Equal("FAILED_REGISTRATION", version.GetProperty("status").GetString());
        Assert.Contains("'../../evil.onnx' leads through", version.GetProperty("status_message").GetString(), StringComparison.Ordinal);
        await RefusedAsync(
            HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST", HttpMethod.Post, "/api/2.0/serving-endpoints",
            new { name = Name, config = new { served_entities = new[] { new { entity_name = Model, entity_version = "1" } } } });
    }

    [Fact]
    public async Task An_uploaded_model_is_served()
    {
        var version = await UploadAsync(Client, await Iris.FileAsync(), "iris.onnx");
        Assert.Equal("READY", version.GetProperty("status").GetString());

        await Iris.ServeAsync(Client, Name, Model);

        await RefusedAsync(HttpStatusCode.Conflict, "RESOURCE_CONFLICT", HttpMethod.Delete, $"{Unity}/{Model}/versions/1");
    }

    [Fact]
    public async Task An_upload_survives_kill_9_in_the_middle_and_its_model_predicts()
    {
        var server = await Server.StartAsync();
        try
        {
            var archive = await Iris.ArchiveAsync(); // some megabytes, so that there is a middle
            var path = await BeginAsync(server.Client, archive, "iris.tar.gz");
            using (var stuck = new StuckContent(archive.AsMemory(0, archive.Length / 2)))
            {
                var sending = server.Client.PutAsync($"{path}?offset=0", stuck);
                while (await ReceivedAsync(server.Client) < archive.Length / 4) await Task.Delay(20); // there is no signal over HTTP
                server = await server.KillAndStartAgainAsync();
                await Assert.ThrowsAnyAsync<Exception>(() => sending);
            }

            var received = await ReceivedAsync(server.Client);
            Assert.InRange(received, archive.Length / 4, archive.Length / 2);
            await PutAsync(server.Client, path, archive, received);
            var version = await server.Client.SendAsync(HttpMethod.Post, $"{path}/complete");
            Assert.True(version.GetProperty("status").GetString() == "READY", version.GetRawText());

            server = await server.KillAndStartAgainAsync();
            await Iris.ServeAsync(server.Client, Name, Model);

            async Task<long> ReceivedAsync(HttpClient client) =>
                (await client.SendAsync(HttpMethod.Get, path)).GetProperty("upload").GetProperty("received").GetInt64();
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private async Task<string> BeginAsync(HttpClient client, byte[] content, string fileName)
    {
        await client.SendAsync(HttpMethod.Post, Unity, new { name = Name, catalog_name = "main", schema_name = "tests" });
        await client.SendAsync(HttpMethod.Post, $"{Mlflow}/unity-catalog/model-versions/create", new { name = Model });
        var path = $"/api/2.0/andamento/models/{Model}/versions/1/upload";
        await client.SendAsync(
            HttpMethod.Post, path, new { file_name = fileName, bytes = content.Length, sha256 = Convert.ToHexString(SHA256.HashData(content)) });
        return path;
    }

    private async Task<JsonElement> UploadAsync(HttpClient client, byte[] content, string fileName)
    {
        var path = await BeginAsync(client, content, fileName);
        await PutAsync(client, path, content, from: 0);
        return await client.SendAsync(HttpMethod.Post, $"{path}/complete");
    }

    private static async Task PutAsync(HttpClient client, string path, byte[] content, long from)
    {
        using var part = new ByteArrayContent(content, (int)from, content.Length - (int)from);
        part.Headers.ContentRange = new ContentRangeHeaderValue(from, content.Length - 1, content.Length);
        using var answer = await client.PutAsync(path, part);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task RefusedAsync(HttpStatusCode status, string code, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body));
        using var answer = await Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} {text}");
        Assert.Equal(code, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("error_code").GetString());
    }

    /// <summary>The iris model, which every installation has.</summary>
    private static class Iris
    {
        public static Task<byte[]> FileAsync() => File.ReadAllBytesAsync(Path.Combine(Built.Models, "main.default.iris", "1", "model.onnx"));

        public static async Task<byte[]> ArchiveAsync()
        {
            var noise = new byte[4 << 20];
            new Random(7).NextBytes(noise);
            var archive = new MemoryStream();
            using (var gzip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
            using (var tar = new TarWriter(gzip))
            {
                Add(tar, "iris/model.onnx", await FileAsync());
                Add(tar, "iris/notes.bin", noise);
            }

            return archive.ToArray();
        }

        public static async Task ServeAsync(HttpClient client, string endpoint, string model)
        {
            await client.CreateAsync(endpoint, [new { entity_name = model, entity_version = "1" }]);
            await client.UntilReadyAsync(endpoint);
            using var answer = await client.QueryAsync(endpoint, new
            {
                dataframe_records = new[] { new { sepal_length = 5.1, sepal_width = 3.5, petal_length = 1.4, petal_width = 0.2 } },
            });
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            Assert.Equal(
                "setosa", JsonSerializer.Deserialize<JsonElement>(text).GetProperty("predictions")[0].GetProperty("species").GetString());
        }

        private static void Add(TarWriter tar, string name, byte[] content) =>
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
    }

    /// <summary>A body that sends its bytes and then neither goes on nor ends.</summary>
    private sealed class StuckContent(ReadOnlyMemory<byte> content) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(content, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }
}
