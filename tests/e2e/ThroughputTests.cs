using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

/// <summary>Tokens per second, provisioned as the guide does it: ask the model, multiply, create.</summary>
public sealed class ThroughputTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output)
{
    private const string Model = "main.default.stories15m";

    [Fact]
    public async Task Throughput_is_provisioned_in_chunks_of_the_model()
    {
        var chunk = await ChunkAsync();
        using var odd = await Client.PostAsJsonAsync("/api/2.0/serving-endpoints", Wish(0, 2 * chunk + 1));
        var refusal = await odd.Content.ReadFromJsonAsync<JsonElement>();

        var made = await Client.SendAsync(HttpMethod.Post, "/api/2.0/serving-endpoints", Wish(0, 2 * chunk));
        await Client.UntilReadyAsync(Name);
        var (measured, again) = (await ChunkAsync(), await ChunkAsync());
        using var answered = await Client.QueryAsync(Name, new { prompt = "Once upon a time", max_tokens = 4 });

        Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
        Assert.Contains($"must be a multiple of {chunk}", refusal.GetProperty("message").GetString(), StringComparison.Ordinal);
        var entity = made.GetProperty("pending_config").GetProperty("served_entities")[0];
        Assert.Equal("stories15m-1", entity.GetProperty("name").GetString());
        Assert.Equal((0, 2 * chunk), (Number(entity, "min_provisioned_throughput"), Number(entity, "max_provisioned_throughput")));
        Assert.False(entity.TryGetProperty("workload_size", out _));
        Assert.Equal(measured, again);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public async Task Throughput_is_provisioned_and_changed_by_model_units()
    {
        var made = await Client.SendAsync(HttpMethod.Post, "/api/2.0/serving-endpoints/pt", new { name = Name, config = Units(1) });
        await Client.UntilReadyAsync(Name);
        var updated = await Client.SendAsync(HttpMethod.Put, $"/api/2.0/serving-endpoints/pt/{Name}/config", new { config = Units(2) });
        await Client.UntilReadyAsync(Name);
        using var answered = await Client.QueryAsync(Name, new { prompt = "Once upon a time", max_tokens = 4 });

        Assert.Equal(1, Number(made.GetProperty("pending_config").GetProperty("served_entities")[0], "provisioned_model_units"));
        var entity = updated.GetProperty("pending_config").GetProperty("served_entities")[0];
        Assert.Equal((2, false), (Number(entity, "provisioned_model_units"), entity.GetProperty("burst_scaling_enabled").GetBoolean()));
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);

        static object Units(int units) => new
        {
            served_entities = new[] { new { entity_name = Model, entity_version = "1", provisioned_model_units = units, burst_scaling_enabled = false } },
        };
    }

    private object Wish(int min, int max) => new
    {
        name = Name,
        config = new
        {
            served_entities = new[] { new { entity_name = Model, entity_version = 1, min_provisioned_throughput = min, max_provisioned_throughput = max } },
        },
    };

    /// <summary>The keys and types that the guide prints, exactly.</summary>
    private async Task<int> ChunkAsync()
    {
        var info = await Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/get-model-optimization-info/{Model}/1");

        Assert.Equal(["optimizable", "model_type", "throughput_chunk_size"], info.EnumerateObject().Select(member => member.Name));
        Assert.True(info.GetProperty("optimizable").GetBoolean());
        Assert.Equal("llama", info.GetProperty("model_type").GetString());
        return Number(info, "throughput_chunk_size");
    }

    private static int Number(JsonElement of, string name) => of.GetProperty(name).GetInt32();
}
