using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd.Samples;

/// <summary>The requests that the guides to external models print, sent as they stand but for names and addresses.</summary>
public sealed class ExternalSampleTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output), IAsyncLifetime
{
    private WireDouble _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await WireDouble.StartAsync();
        await Client.SendAsync(HttpMethod.Post, "/api/2.0/secrets/scopes/create", new { scope = Name });
        await Client.SendAsync(HttpMethod.Post, "/api/2.0/secrets/put", new { scope = Name, key = "openai", string_value = _upstream.ApiKey });
    }

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task The_created_endpoint_is_told_as_the_guide_prints_it()
    {
        var made = await CreateSampleAsync();

        Assert.Equal(Name, Text(made, "name"));
        Assert.Equal("admin@localhost", Text(made, "creator"));
        Assert.Equal(13, made.GetProperty("creation_timestamp").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
        Assert.Equal(made.GetProperty("creation_timestamp").GetInt64(), made.GetProperty("last_updated_timestamp").GetInt64());
        Assert.Equal(("READY", "NOT_UPDATING"), (Text(made.GetProperty("state"), "ready"), Text(made.GetProperty("state"), "config_update")));
        Assert.Matches("^[0-9a-f]{32}$", Text(made, "id"));
        Assert.Equal(("CAN_MANAGE", false), (Text(made, "permission_level"), made.GetProperty("route_optimized").GetBoolean()));
        Assert.Equal("""[{"key":"team","value":"gen-ai"}]""", made.GetProperty("tags").GetRawText());
        Assert.Equal(1, made.GetProperty("config").GetProperty("config_version").GetInt32());

        var entity = Entity(made);
        Assert.Equal("openai_embeddings", Text(entity, "name"));
        Assert.Equal(("DEPLOYMENT_READY", ""), (Text(entity.GetProperty("state"), "deployment"), Text(entity.GetProperty("state"), "deployment_state_message")));
        Assert.Equal("admin@localhost", Text(entity, "creator"));
        Assert.True(entity.GetProperty("creation_timestamp").GetInt64() > 0);
        var model = entity.GetProperty("external_model");
        Assert.Equal(("openai", "text-embedding-ada-002", "llm/v1/embeddings"), (Text(model, "provider"), Text(model, "name"), Text(model, "task")));
        Assert.Equal($"{{{{secrets/{Name}/openai}}}}", Text(model.GetProperty("openai_config"), "openai_api_key"));
        var route = Assert.Single(made.GetProperty("config").GetProperty("traffic_config").GetProperty("routes").EnumerateArray());
        Assert.Equal(("openai_embeddings", 100), (Text(route, "served_model_name"), route.GetProperty("traffic_percentage").GetInt32()));
    }

    [Fact]
    public async Task The_update_that_the_guide_prints_changes_model_and_task()
    {
        var made = await CreateSampleAsync();

        var updated = await PutConfigAsync(Name, new { name = Name, served_entities = new[] { Chat("openai_chat", "gpt-4") } });

        Assert.Equal((Text(made, "id"), 2), (Text(updated, "id"), updated.GetProperty("config").GetProperty("config_version").GetInt32()));
        Assert.Equal("llm/v1/chat", Text(updated, "task"));
        using var chat = await Client.QueryAsync(Name, Calls.Hello());
        using var embedding = await Client.QueryAsync(Name, new { input = "hello" });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (chat.StatusCode, embedding.StatusCode));
    }

    /// <summary>What the client that <c>get_deploy_client("databricks")</c> gives sends: slashes at the end of addresses, PUT for each change.</summary>
    [Fact]
    public async Task The_deployments_client_of_MLflow_finds_what_it_sends_and_reads()
    {
        var made = await Client.SendAsync(HttpMethod.Post, "/api/2.0/serving-endpoints/", new
        {
            name = Name,
            config = new { served_entities = new[] { Chat("completions", "gpt-4") } },
        });
        foreach (var member in new[] { "name", "creator", "creation_timestamp", "last_updated_timestamp", "state", "config", "tags", "id" })
            Assert.True(made.TryGetProperty(member, out _), member);
        Assert.Equal("[]", made.GetProperty("tags").GetRawText());

        var updated = await PutConfigAsync(Name, new { served_entities = new[] { Chat("completions", "gpt-4o") } });
        Assert.Equal(Text(made, "id"), Text(updated, "id"));

        var limits = new[] { new { key = "user", renewal_period = "minute", calls = 10 } };
        var limited = await Client.SendAsync(HttpMethod.Put, $"/api/2.0/serving-endpoints/{Name}/rate-limits", new { rate_limits = limits });
        Assert.Equal("""{"rate_limits":[{"key":"user","renewal_period":"minute","calls":10}]}""", limited.GetRawText().Replace(" ", "", StringComparison.Ordinal));

        var gateway = await Client.SendAsync(HttpMethod.Put, $"/api/2.0/serving-endpoints/{Name}/ai-gateway", new
        {
            rate_limits = limits,
            inference_table_config = new { enabled = true, catalog_name = "my_catalog", schema_name = "my_schema" },
        });
        Assert.Equal(Name, Text(gateway.GetProperty("inference_table_config"), "table_name_prefix"));

        for (var call = 1; call <= 11; call++)
        {
            using var answer = await Client.QueryAsync(Name, Calls.Hello());
            Assert.Equal(call <= 10 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, answer.StatusCode);
        }

        Assert.Contains(
            (await Client.SendAsync(HttpMethod.Get, "/api/2.0/serving-endpoints/")).GetProperty("endpoints").EnumerateArray(), row => Text(row, "name") == Name);
        await Client.SendAsync(HttpMethod.Delete, $"/api/2.0/serving-endpoints/{Name}");
    }

    /// <summary>
    /// What the client of MLflow, and the SDKs of Databricks under it, show of a refusal: a member <c>error</c>, where there is one, else the
    /// <c>message</c>. They expect a text, and answer "unable to parse response", with a status of 500, for an object.
    /// </summary>
    [Theory]
    [InlineData("GET", "/api/2.0/serving-endpoints/no-such-endpoint", null, 404, "The serving endpoint 'no-such-endpoint' does not exist.")]
    [InlineData("GET", "/api/2.0/serving-endpoints/", "dapi-wrong", 401, "The token is not valid")]
    [InlineData("POST", "/api/2.0/serving-endpoints/", null, 400, "name: is missing.")]
    [InlineData("POST", "/serving-endpoints/no-such-endpoint/invocations", null, 404, "The endpoint 'no-such-endpoint' does not exist.")]
    [InlineData("POST", "/serving-endpoints/no-such-endpoint/invocations", "dapi-wrong", 401, "The token is not valid")]
    [InlineData("GET", "/api/2.0/no-such-route", null, 404, "There is no GET /api/2.0/no-such-route.")]
    public async Task A_refusal_says_its_sentence_in_the_clients_of_Databricks(string method, string path, string? token, int status, string sentence)
    {
        using var other = token is null ? null : Server.ClientOf(token);
        using var request = new HttpRequestMessage(new(method), path);
        request.Headers.Add("User-Agent", "mlflow/3.1.3 databricks-sdk-py/0.133.0 python/3.11.2 os/linux");
        if (method is "POST") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await (other ?? Client).SendAsync(request);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.StartsWith(sentence, (body.TryGetProperty("error", out var error) ? error : body.GetProperty("message")).GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(Text(body, "error_code"));
    }

    [Fact]
    public async Task A_limit_for_each_user_leaves_others_theirs()
    {
        await Client.CreateExternalAsync(Name, _upstream, rateLimits: new[] { new { calls = 100, key = "user", renewal_period = "minute" } });
        var id = Text(await Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/{Name}"), "id");
        var other = $"{Name}@example.com";
        using var second = Server.ClientOf(await Server.NewTokenAsync(other));
        await Client.SendAsync(HttpMethod.Patch, $"/api/2.0/permissions/serving-endpoints/{id}", new
        {
            access_control_list = new[] { new { user_name = other, permission_level = "CAN_QUERY" } },
        });

        var answers = new List<HttpStatusCode>();
        for (var call = 0; call < 101; call++) answers.Add(await StatusAsync(Client));

        Assert.Equal(100, answers.Count(status => status is HttpStatusCode.OK));
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (answers[^1], await StatusAsync(second)));
    }

    [Fact]
    public async Task An_endpoint_stays_external_or_stays_our_own()
    {
        object iris = new { entity_name = "main.default.iris", entity_version = "1" };
        var made = await CreateSampleAsync();
        await Client.CreateAsync($"{Name}-own", [iris]);
        await Client.UntilReadyAsync($"{Name}-own");

        Assert.Equal("INVALID_PARAMETER_VALUE", await RefusalAsync(HttpMethod.Put, $"/{Name}/config", new { served_entities = new[] { iris } }));
        Assert.Equal("INVALID_PARAMETER_VALUE", await RefusalAsync(HttpMethod.Put, $"/{Name}-own/config", new { served_entities = new[] { Chat("c", "gpt-4") } }));
        Assert.Equal("INVALID_PARAMETER_VALUE", await RefusalAsync(HttpMethod.Post, "", new
        {
            name = $"{Name}-mixed",
            config = new { served_entities = new[] { iris, Chat("c", "gpt-4") } },
        }));

        var after = await Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/{Name}");
        Assert.Equal(made.GetProperty("config").GetProperty("config_version").GetInt32(), after.GetProperty("config").GetProperty("config_version").GetInt32());
    }

    [Fact]
    public async Task What_is_missing_or_given_twice_is_refused_by_its_name()
    {
        Assert.Contains("name", await MessageAsync(new { config = new { served_entities = new[] { Chat("c", "gpt-4") } } }), StringComparison.Ordinal);
        Assert.Contains("openai_config", await MessageAsync(External(new { name = "gpt-4", provider = "openai", task = "llm/v1/chat" })), StringComparison.Ordinal);
        Assert.Contains("task", await MessageAsync(External(new { name = "gpt-4", provider = "openai", task = "llm/v1/foo", openai_config = new { openai_api_key = "{{secrets/a/b}}" } })), StringComparison.Ordinal);
        Assert.Contains("provider", await MessageAsync(External(new { name = "gpt-4", provider = "nobody", task = "llm/v1/chat" })), StringComparison.Ordinal);
        Assert.Contains("openai_api_key", await MessageAsync(External(new { name = "gpt-4", provider = "openai", task = "llm/v1/chat", openai_config = new { } })), StringComparison.Ordinal);
        Assert.Contains("openai_api_key", await MessageAsync(External(new
        {
            name = "gpt-4", provider = "openai", task = "llm/v1/chat", openai_config = new { openai_api_key = "{{secrets/a/b}}", openai_api_key_plaintext = "sk" },
        })), StringComparison.Ordinal);
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static JsonElement Entity(JsonElement endpoint) => endpoint.GetProperty("config").GetProperty("served_entities")[0];

    private object External(object model) => new { name = $"{Name}-bad", config = new { served_entities = new[] { new { name = "c", external_model = model } } } };

    private object Chat(string name, string model) => new
    {
        name,
        external_model = new
        {
            name = model, provider = "openai", task = "llm/v1/chat",
            openai_config = new { openai_api_key = $"{{{{secrets/{Name}/openai}}}}", openai_api_base = _upstream.BaseAddress },
        },
    };

    private Task<JsonElement> CreateSampleAsync() => Client.SendAsync(HttpMethod.Post, "/api/2.0/serving-endpoints", new
    {
        name = Name,
        config = new
        {
            served_entities = new[]
            {
                new
                {
                    name = "openai_embeddings",
                    external_model = new
                    {
                        name = "text-embedding-ada-002", provider = "openai", task = "llm/v1/embeddings",
                        openai_config = new { openai_api_key = $"{{{{secrets/{Name}/openai}}}}" },
                    },
                },
            },
        },
        rate_limits = new[] { new { calls = 100, key = "user", renewal_period = "minute" } },
        tags = new[] { new { key = "team", value = "gen-ai" } },
    });

    private Task<JsonElement> PutConfigAsync(string name, object body) =>
        Client.SendAsync(HttpMethod.Put, $"/api/2.0/serving-endpoints/{name}/config", body);

    private async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.QueryAsync(Name, Calls.Hello());
        return answer.StatusCode;
    }

    private async Task<string> RefusalAsync(HttpMethod method, string path, object body) => Text(await RefusedAsync(method, path, body), "error_code");

    private async Task<string> MessageAsync(object body)
    {
        var refused = await RefusedAsync(HttpMethod.Post, "", body);
        Assert.Equal("INVALID_PARAMETER_VALUE", Text(refused, "error_code"));
        return Text(refused, "message");
    }

    private async Task<JsonElement> RefusedAsync(HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, $"/api/2.0/serving-endpoints{path}")
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        using var answer = await Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
