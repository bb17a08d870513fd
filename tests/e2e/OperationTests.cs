using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

/// <summary>What operators do with an endpoint, as they do it.</summary>
public sealed class OperationTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output)
{
    private string Path => $"/api/2.0/serving-endpoints/{Name}";

    [Fact]
    public async Task A_bad_update_is_rolled_back_in_one_call_and_the_key_is_still_there()
    {
        await using var upstream = await WireDouble.StartAsync();
        await Client.CreateExternalAsync(Name, upstream);
        await Client.SendAsync(HttpMethod.Put, $"{Path}/config", new
        {
            served_entities = new[]
            {
                new
                {
                    name = "gpt",
                    external_model = new
                    {
                        name = "gpt-4o-mini", provider = "openai", task = "llm/v1/chat",
                        openai_config = new { openai_api_base = upstream.BaseAddress, openai_api_key_plaintext = "sk-wrong" },
                    },
                },
            },
        });
        using var broken = await Client.QueryAsync(Name, Calls.Hello());
        Assert.False(broken.IsSuccessStatusCode);

        var back = await Client.SendAsync(HttpMethod.Post, $"{Path}/config:rollback", new { version = 1 });
        using var answered = await Client.QueryAsync(Name, Calls.Hello());
        var history = await Client.SendAsync(HttpMethod.Get, $"{Path}/config-history");
        var events = await Client.SendAsync(HttpMethod.Get, $"{Path}/events");

        Assert.Equal(3, back.GetProperty("config").GetProperty("config_version").GetInt32());
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal([3, 2, 1], history.GetProperty("config_history").EnumerateArray().Select(one => one.GetProperty("config_version").GetInt32()));
        Assert.Equal("CONFIG_SERVED", events.GetProperty("events")[0].GetProperty("event_type").GetString());
        Assert.DoesNotContain("sk-wrong", history.GetRawText() + events.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(upstream.ApiKey, history.GetRawText() + events.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_custom_endpoint_is_stopped_and_started()
    {
        await Client.SendAsync(HttpMethod.Post, "/api/2.0/serving-endpoints", new
        {
            name = Name,
            config = new { served_entities = new[] { new { name = "iris", entity_name = "main.default.iris", entity_version = 1 } } },
        });
        await Client.UntilReadyAsync(Name);

        var stopped = await Client.SendAsync(HttpMethod.Post, $"{Path}/config:stop");
        using var refused = await AskIrisAsync();
        var refusal = await refused.Content.ReadFromJsonAsync<JsonElement>();
        await Client.SendAsync(HttpMethod.Post, $"{Path}/config:start");
        await Client.UntilReadyAsync(Name);
        using var answered = await AskIrisAsync();
        var logs = await Client.SendAsync(HttpMethod.Get, $"{Path}/served-models/iris/build-logs");

        Assert.Equal(("NOT_READY", "NOT_UPDATING"), StateOf(stopped));
        Assert.Equal((HttpStatusCode.BadRequest, "BAD_REQUEST"), (refused.StatusCode, refusal.GetProperty("error_code").GetString()));
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Contains("Config 2 serves.", logs.GetProperty("logs").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Config 1 serves.", logs.GetProperty("logs").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queries_are_counted_by_entity()
    {
        await using var upstream = await WireDouble.StartAsync();
        await Client.CreateExternalAsync(Name, upstream);
        using (await Client.QueryAsync(Name, Calls.Hello()))
        using (await Client.QueryAsync(Name, Calls.Hello()))
        {
            var metrics = await Client.GetStringAsync($"{Path}/metrics");

            Assert.Matches($"request_count_total\\{{endpoint_name=\"{Name}\",[^}}]*served_model_name=\"gpt\",[^}}]*\\}} 2\n", metrics);
            Assert.Matches($"request_latency_ms_count\\{{endpoint_name=\"{Name}\",[^}}]*served_model_name=\"gpt\",[^}}]*\\}} 2\n", metrics);
        }
    }

    [Theory]
    [InlineData("system.ai.all_minilm_l6_v2", "1", HttpStatusCode.OK)]
    [InlineData("system.ai.all_minilm_l6_v2", "999", HttpStatusCode.NotFound)]
    [InlineData("ml.llm-catalog.foundation-model", "3", HttpStatusCode.NotFound)]
    public async Task A_model_says_whether_its_throughput_can_be_provisioned(string model, string version, HttpStatusCode status)
    {
        using var answer = await Client.GetAsync($"/api/2.0/serving-endpoints/get-model-optimization-info/{model}/{version}");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(status, answer.StatusCode);
        if (status is HttpStatusCode.OK) Assert.Equal("""{"optimizable":false}""", body.GetRawText());
        else Assert.Equal("RESOURCE_DOES_NOT_EXIST", body.GetProperty("error_code").GetString());
    }

    [Theory]
    [InlineData("pt")]
    [InlineData("get-model-optimization-info")]
    public async Task A_segment_that_stands_beside_names_is_no_name(string name)
    {
        using var answer = await Client.PostAsJsonAsync("/api/2.0/serving-endpoints", new { name });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static (string?, string?) StateOf(JsonElement endpoint) =>
        (endpoint.GetProperty("state").GetProperty("ready").GetString(), endpoint.GetProperty("state").GetProperty("config_update").GetString());

    private Task<HttpResponseMessage> AskIrisAsync() => Client.QueryAsync(Name, new
    {
        dataframe_split = new
        {
            columns = new[] { "sepal_length", "sepal_width", "petal_length", "petal_width" },
            data = new[] { new[] { 5.1, 3.5, 1.4, 0.2 } },
        },
    });
}
