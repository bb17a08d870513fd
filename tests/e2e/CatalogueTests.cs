using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;

namespace Andamento.Tests.EndToEnd;

/// <summary>Endpoints that come with the installation: the operator's settings map their names to models.</summary>
public sealed class CatalogueTests
{
    private const string Chat = "databricks-dbrx-instruct";
    private const string Embeddings = "databricks-gte-large-en";

    [Fact]
    public async Task What_the_operator_maps_is_served_to_everybody_and_changed_by_nobody()
    {
        await using var server = await Server.StartAsync(settings:
        [
            ("Andamento:Catalogue:Endpoints:0", $"{Chat}=system.ai.minimind2_small/1;calls=1"),
            ("Andamento:Catalogue:Endpoints:1", $"{Embeddings}=system.ai.gte_small/1"),
            ("Andamento:Catalogue:Endpoints:2", "databricks-bge-large-en=system.ai.not_there/1"),
        ]);
        await UntilThereAsync(server, Chat, Embeddings);
        using var user = server.ClientOf(await server.NewTokenAsync("anna@example.com"));
        await server.Client.CreateAsync("iris", [new { entity_name = "main.default.iris", entity_version = "1" }]);

        var rows = (await server.Client.SendAsync(HttpMethod.Get, "/api/2.0/serving-endpoints")).GetProperty("endpoints").EnumerateArray().ToList();
        Assert.Equal(["iris"], rows.Skip(2).Select(Name)); // theirs stand first, and the one without a model is absent
        Assert.All(rows.Take(2), row => Assert.StartsWith("databricks-", Name(row), StringComparison.Ordinal));

        var chat = await user.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/{Chat}");
        Assert.Equal(("llm/v1/chat", "FOUNDATION_MODEL_API", "CAN_QUERY"), (Text(chat, "task"), Text(chat, "endpoint_type"), Text(chat, "permission_level")));
        Assert.Equal(JsonValueKind.Object, chat.GetProperty("config").GetProperty("served_entities")[0].GetProperty("foundation_model").ValueKind);
        Assert.Equal(HttpStatusCode.OK, await QueryAsync(user, Embeddings, new { input = "hello" }));
        Assert.Equal(HttpStatusCode.BadRequest, await QueryAsync(user, Embeddings, Calls.Hello()));
        var hello = new { messages = new[] { new { role = "user", content = "hello" } }, max_tokens = 2 };
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [await QueryAsync(user, Chat, hello), await QueryAsync(server.Client, Chat, hello)]);

        foreach (var retired in new[] { "databricks-llama-2-70b-chat", "databricks-mpt-7b-instruct", "databricks-meta-llama-3-70b-instruct" })
            Assert.Equal(HttpStatusCode.NotFound, await QueryAsync(user, retired, hello));
        await RefusedAsync("INVALID_PARAMETER_VALUE", () => server.Client.CreateAsync("databricks-mine", []));
        await RefusedAsync("PERMISSION_DENIED", () => server.Client.SendAsync(HttpMethod.Delete, $"/api/2.0/serving-endpoints/{Chat}"));
        await RefusedAsync("PERMISSION_DENIED", () => server.Client.SendAsync(
            HttpMethod.Put, $"/api/2.0/serving-endpoints/{Chat}/rate-limits", new { rate_limits = Array.Empty<object>() }));
    }

    [Fact]
    public async Task An_entry_that_says_nothing_ends_the_start_with_its_words()
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Server.StartAsync(settings: ("Andamento:Catalogue:Endpoints:0", "llama=system.ai.llama")));

        Assert.Contains("llama=system.ai.llama", failed.Message, StringComparison.Ordinal);
    }

    private static string Name(JsonElement row) => Text(row, "name");

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static async Task UntilThereAsync(Server server, params string[] names)
    {
        foreach (var name in names)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (true)
            {
                using var answer = await server.Client.GetAsync($"/api/2.0/serving-endpoints/{name}", limit.Token);
                if (answer.IsSuccessStatusCode) break;
                await Task.Delay(100, limit.Token); // there is no signal over HTTP
            }

            await server.Client.UntilReadyAsync(name);
        }
    }

    private static async Task<HttpStatusCode> QueryAsync(HttpClient client, string name, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/serving-endpoints/{name}/invocations", body);
        return answer.StatusCode;
    }

    private static async Task RefusedAsync(string code, Func<Task<JsonElement>> call) =>
        Assert.Contains(code, (await Assert.ThrowsAsync<HttpRequestException>(call)).Message, StringComparison.Ordinal);
}
