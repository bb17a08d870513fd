using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

/// <summary>The administration from a terminal: the real program against a real server.</summary>
public sealed class CommandLineTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output)
{
    [Fact]
    public async Task An_endpoint_lives_its_life()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyChat("It flows.");
        var entity = Calls.External("gpt", upstream);
        await Server.DoAsync("endpoints", "create", Name, "--data", JsonSerializer.Serialize(new { config = new { served_entities = new[] { entity } } }), "--wait");
        Assert.Contains(Name, await Server.DoAsync("endpoints", "list"), StringComparison.Ordinal);

        const string Hello = """{"messages": [{"role": "user", "content": "hello"}]}""";
        Assert.Equal("It flows.", (await Server.DoAsync("query", Name, "--data", Hello)).Trim());
        Assert.Equal("It flows.", (await Server.DoAsync("query", Name, "--stream", "--data", Hello)).Trim());

        await Server.DoAsync("endpoints", "limits", Name, "--user", "1");
        await Server.DoAsync("query", Name, "--data", Hello);
        var limited = await Server.AndamentoAsync(Hello, "query", Name, "--data", "-");
        Assert.Equal((1, ""), (limited.Code, limited.Out));
        Assert.StartsWith("REQUEST_LIMIT_EXCEEDED: ", limited.Error, StringComparison.Ordinal);

        var granted = await Server.DoAsync("permissions", "update", Name, "group:users=CAN_QUERY");
        Assert.Matches(@"(?m)^ *users +CAN_QUERY$", granted);
        await Server.DoAsync("endpoints", "delete", Name);
        Assert.Equal(1, (await Server.AndamentoAsync(null, "endpoints", "get", Name)).Code);
    }

    [Fact]
    public async Task Secrets_and_tokens_are_kept()
    {
        await Server.DoAsync("secrets", "scopes", "create", Name);
        Assert.Equal(0, (await Server.AndamentoAsync("s3cret\n", "secrets", "put", Name, "key")).Code);
        Assert.Contains("key", await Server.DoAsync("secrets", "list", Name), StringComparison.Ordinal);
        await Server.DoAsync("secrets", "acls", "put", Name, "users", "READ");
        Assert.Matches(@"(?m)^users +READ$", await Server.DoAsync("secrets", "acls", "list", Name));
        await Server.DoAsync("secrets", "scopes", "delete", Name);

        var made = JsonSerializer.Deserialize<JsonElement>(await Server.DoAsync("tokens", "create", "--comment", Name, "-o", "json"));
        var id = made.GetProperty("token_info").GetProperty("token_id").GetString()!;
        Assert.Contains(Name, await Server.DoAsync("tokens", "list"), StringComparison.Ordinal);
        await Server.DoAsync("tokens", "delete", id);
        Assert.DoesNotContain(Name, await Server.DoAsync("tokens", "list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_imported_and_the_next_import_makes_the_next_version()
    {
        var model = $"main.tests.{Name}";
        var folder = Path.Combine(Built.Models, "main.default.iris", "1");

        Assert.Equal($"{model} version 1 is ready.", (await Server.DoAsync("models", "import", folder, "--name", model)).Trim());
        Assert.Equal($"{model} version 2 is ready.", (await Server.DoAsync("models", "import", folder, "--name", model)).Trim());
        Assert.Contains(model, await Server.DoAsync("models", "list", "--catalog", "main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_goes_on_where_another_one_was_cut_off()
    {
        var model = $"main.tests.{Name}";
        var file = Directory.EnumerateFiles(Path.Combine(Built.Models, "main.default.iris", "1"), "*.onnx").First();
        var content = await File.ReadAllBytesAsync(file);
        await Client.SendAsync(HttpMethod.Post, "/api/2.0/mlflow/unity-catalog/registered-models/create", new { name = model });
        await Client.SendAsync(HttpMethod.Post, "/api/2.0/mlflow/unity-catalog/model-versions/create", new { name = model });
        var upload = $"/api/2.0/andamento/models/{model}/versions/1/upload";
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        await Client.SendAsync(HttpMethod.Post, upload, new { file_name = Path.GetFileName(file), bytes = content.Length, sha256 });
        using (var begun = await Client.PutAsync($"{upload}?offset=0", new ByteArrayContent(content, 0, content.Length / 2)))
            Assert.True(begun.IsSuccessStatusCode);

        var (code, said, progress) = await Server.AndamentoAsync(null, "models", "import", file, "--name", model);

        Assert.Equal((0, $"{model} version 1 is ready."), (code, said.Trim()));
        Assert.Matches(@"(?m): (49|50) % of ", progress);
        Assert.DoesNotMatch(@"(?m): 0 % of ", progress);
    }

    [Fact]
    public async Task The_status_says_that_it_serves_and_for_whom()
    {
        var status = JsonSerializer.Deserialize<JsonElement>(await Server.DoAsync("status", "--output", "json"));

        Assert.Equal("ready", status.GetProperty("status").GetString());
        Assert.NotEmpty(status.GetProperty("user").GetString()!);
        Assert.True(status.GetProperty("endpoints").GetProperty("total").GetInt32() >= 0);
    }

    [Fact]
    public async Task A_shell_gets_completions_from_the_program_itself()
    {
        var offered = await Server.DoAsync("[suggest:20]", "andamento endpoints ");

        Assert.Contains("limits", offered, StringComparison.Ordinal);
    }
}
