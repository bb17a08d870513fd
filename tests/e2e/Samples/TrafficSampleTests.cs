using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd.Samples;

/// <summary>The requests that the guide to several models behind one endpoint prints, sent as they stand but for names.</summary>
public sealed class TrafficSampleTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output)
{
    private static readonly object Row = new
    {
        dataframe_records = new[] { new { sepal_length = 5.1, sepal_width = 3.5, petal_length = 1.4, petal_width = 0.2 } },
    };

    [Fact]
    public async Task Two_models_of_the_registry_share_traffic_and_each_can_be_asked_alone()
    {
        var (a, b) = ($"catalog.schema.{Name}-A", $"catalog.schema.{Name}-B");
        foreach (var model in new[] { a, b })
            await Server.DoAsync("models", "import", Path.Combine(Built.Models, "main.default.iris", "1"), "--name", model);

        var made = await SendTextAsync(HttpMethod.Post, "", Sample(a, b, "90", "10"));
        Assert.Equal("NOT_READY", made.GetProperty("state").GetProperty("ready").GetString());
        var pending = made.GetProperty("pending_config");
        var entity = pending.GetProperty("served_entities")[0];
        Assert.Equal((a, "1", "Small", true), (Text(entity, "entity_name"), Text(entity, "entity_version"), Text(entity, "workload_size"), entity.GetProperty("scale_to_zero_enabled").GetBoolean()));
        var routes = pending.GetProperty("traffic_config").GetProperty("routes");
        Assert.Equal((90, 10), (routes[0].GetProperty("traffic_percentage").GetInt32(), routes[1].GetProperty("traffic_percentage").GetInt32()));
        Assert.Equal("challenger", Text(routes[1], "served_entity_name"));
        await Client.UntilReadyAsync(Name);

        var served = await ServedAsync(600, "invocations");
        Assert.InRange(served.Count(name => name == "challenger"), 20, 110); // 60 expected, seven standard deviations around it
        Assert.Equal(40, (await ServedAsync(40, "served-models/challenger/invocations")).Count(name => name == "challenger"));

        await SendTextAsync(HttpMethod.Put, $"/{Name}/config", Sample(a, b, "50", "50"));
        await Client.UntilReadyAsync(Name);
        var after = await Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/{Name}");
        Assert.Equal(
            entity.GetProperty("creation_timestamp").GetInt64(),
            after.GetProperty("config").GetProperty("served_entities")[0].GetProperty("creation_timestamp").GetInt64());
        Assert.InRange((await ServedAsync(600, "invocations")).Count(name => name == "challenger"), 215, 385);
    }

    [Fact]
    public async Task A_direct_route_is_asked_and_answers_like_the_endpoint_and_ignores_its_traffic()
    {
        object[] entities = [Iris("current"), Iris("spare")];
        await Client.CreateAsync(Name, entities, [Calls.Route("current", 100), Calls.Route("spare", 0)]);
        await Client.UntilReadyAsync(Name);

        using var usual = await Client.PostAsJsonAsync($"/serving-endpoints/{Name}/invocations", Row);
        using var direct = await Client.PostAsJsonAsync($"/serving-endpoints/{Name}/served-models/spare/invocations", Row);

        Assert.Equal("spare", direct.Headers.GetValues("Served-Model-Name").Single());
        Assert.Equal(await usual.Content.ReadAsStringAsync(), await direct.Content.ReadAsStringAsync());
        using var stranger = Server.ClientOf(await Server.NewTokenAsync($"{Name}@example.com"));
        foreach (var route in new[] { "invocations", "served-models/spare/invocations" })
        {
            using var refused = await stranger.PostAsJsonAsync($"/serving-endpoints/{Name}/{route}", Row);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [Fact]
    public async Task The_sample_as_it_is_printed_lacks_a_comma_and_is_refused_as_malformed()
    {
        var printed = Sample("main.default.iris", "main.default.iris", "90", "10").Replace($"\"name\":\"{Name}\",", $"\"name\":\"{Name}\"", StringComparison.Ordinal);

        using var answer = await PostTextAsync(HttpMethod.Post, "", printed);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("MALFORMED_REQUEST", Text(await answer.Content.ReadFromJsonAsync<JsonElement>(), "error_code"));
    }

    [Fact]
    public async Task Two_external_models_share_an_endpoint_when_they_do_the_same_under_names_of_their_own()
    {
        await using var one = await WireDouble.StartAsync();
        await using var other = await WireDouble.StartAsync();
        await Client.CreateAsync(Name, [Calls.External("gpt-4", one), Calls.External("claude", other)], [Calls.Route("gpt-4", 50), Calls.Route("claude", 50)]);

        var shapes = new HashSet<string>();
        for (var call = 0; call < 400; call++)
        {
            using var answer = await Client.QueryAsync(Name, Calls.Hello());
            shapes.Add(string.Join(',', (await answer.Content.ReadFromJsonAsync<JsonElement>()).EnumerateObject().Select(member => member.Name)));
        }

        Assert.Single(shapes);
        Assert.InRange(one.Requests.Count, 130, 270);
        Assert.Equal(400, one.Requests.Count + other.Requests.Count);
        await AssertRefusedAsync([Calls.External("a", one), Calls.External("b", other, "llm/v1/embeddings")], "task");
        await AssertRefusedAsync([Calls.External("a", one), Calls.External("a", other)], "name");
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static object Iris(string name) => new { name, entity_name = "main.default.iris", entity_version = "1", workload_size = "Small" };

    private string Sample(string current, string challenger, string share, string rest)
    {
        var config = new
        {
            served_entities = new[]
            {
                new { name = "current", entity_name = current, entity_version = "1", workload_size = "Small", scale_to_zero_enabled = true },
                new { name = "challenger", entity_name = challenger, entity_version = "1", workload_size = "Small", scale_to_zero_enabled = true },
            },
            traffic_config = new
            {
                routes = new[]
                {
                    new { served_model_name = "current", traffic_percentage = share },
                    new { served_model_name = "challenger", traffic_percentage = rest },
                },
            },
        };
        return JsonSerializer.Serialize(new { name = Name, config, config.served_entities, config.traffic_config });
    }

    private async Task<List<string>> ServedAsync(int calls, string route)
    {
        var names = new List<string>();
        foreach (var batch in Enumerable.Range(0, calls).Chunk(4)) names.AddRange(await Task.WhenAll(batch.Select(_ => OneAsync())));
        return names;

        async Task<string> OneAsync()
        {
            using var answer = await Client.PostAsJsonAsync($"/serving-endpoints/{Name}/{route}", Row);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return answer.Headers.GetValues("Served-Model-Name").Single();
        }
    }

    private async Task AssertRefusedAsync(object[] entities, string word)
    {
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
            Client.CreateAsync($"{Name}-2", entities, [Calls.Route("a", 50), Calls.Route("b", 50)]));
        Assert.Contains("INVALID_PARAMETER_VALUE", refused.Message, StringComparison.Ordinal);
        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
    }

    private async Task<JsonElement> SendTextAsync(HttpMethod method, string path, string body)
    {
        using var answer = await PostTextAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private async Task<HttpResponseMessage> PostTextAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, $"/api/2.0/serving-endpoints{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await Client.SendAsync(request);
    }
}
