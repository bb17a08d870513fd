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

    [Fact]
    public async Task Beyond_its_throughput_an_endpoint_refuses_for_as_long_as_it_says_and_others_serve_on()
    {
        await using var server = await Server.StartAsync(settings: ("Andamento:ServedEntities:MaxQueueTime", "00:00:00.010"));
        server.Client.DefaultRequestHeaders.TryAddWithoutValidation("Context-Type", "text/json"); // as the guide's sample has it
        var info = await server.Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/get-model-optimization-info/{Model}/1");
        var chunk = Number(info, "throughput_chunk_size");
        await server.Client.SendAsync(HttpMethod.Post, "/api/2.0/serving-endpoints", Wish(chunk, chunk));
        await server.Client.CreateAsync("other", [new { entity_name = Model, entity_version = "1", workload_size = "Small", scale_to_zero_enabled = false }]);
        await server.Client.UntilReadyAsync(Name);
        await server.Client.UntilReadyAsync("other");
        var shown = await server.Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/{Name}");

        // What a request costs is known at its end, so a first one may use more than there is; the next ones wait for that.
        var long200 = string.Join(' ', Enumerable.Repeat("time", 200));
        var prompts = Enumerable.Repeat(long200, 32).ToArray();
        var refused = await UntilRefusedAsync();
        using var answered = await server.Client.QueryAsync("other", new { prompt = "Once upon a time", max_tokens = 2 });
        var again = await UntilServedAsync();

        var entity = shown.GetProperty("config").GetProperty("served_entities")[0];
        Assert.Equal((chunk, chunk), (Number(entity, "min_provisioned_throughput"), Number(entity, "max_provisioned_throughput")));
        Assert.Equal("RESOURCE_EXHAUSTED", refused.Code);
        Assert.Contains($"has used its provisioned throughput of {chunk} tokens per second", refused.Message, StringComparison.Ordinal);
        Assert.InRange(refused.RetryAfter, 1, 60);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again);

        Task<HttpResponseMessage> AskAsync(object prompt) => server.Client.QueryAsync(Name, new { prompt, max_tokens = 1 });

        async Task<(string? Code, string Message, int RetryAfter)> UntilRefusedAsync()
        {
            for (var asked = 0; asked < 20; asked++)
            {
                using var answer = await AskAsync(prompts);
                if (answer.StatusCode is HttpStatusCode.OK) continue;

                Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
                var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
                var seconds = int.Parse(answer.Headers.GetValues("Retry-After").Single(), System.Globalization.CultureInfo.InvariantCulture);
                return (body.GetProperty("error_code").GetString(), body.GetProperty("message").GetString()!, seconds);
            }

            throw new InvalidOperationException("Nothing was refused.");
        }

        // As its clients do: they wait as long as they are told, and ask again.
        async Task<HttpStatusCode> UntilServedAsync()
        {
            for (var asked = 0; ; asked++)
            {
                using var answer = await AskAsync("Once upon a time");
                if (answer.StatusCode is not HttpStatusCode.TooManyRequests || asked == 10) return answer.StatusCode;

                await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value);
            }
        }
    }

    [Theory]
    [InlineData("2.10.2", false)]
    [InlineData("2.11.0", true)]
    public async Task Throughput_needs_a_model_that_a_newer_MLflow_has_logged(string mlflow, bool optimizable)
    {
        var folder = Directory.CreateTempSubdirectory("andamento-import-").FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Built.Models, "system.ai.minimind2_small", "1")).Where(file => Path.GetFileName(file) != "model.json"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "MLmodel"), $"flavors:\n  onnx: {{data: model.onnx}}\nmetadata: {{task: llm/v1/chat}}\nmlflow_version: {mlflow}\n");
        await Server.DoAsync("models", "import", folder, "--name", $"main.tests.{Name}");

        var info = await Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/get-model-optimization-info/main.tests.{Name}/1");
        var chunk = optimizable ? Number(info, "throughput_chunk_size") : 1000;
        using var made = await Client.PostAsJsonAsync("/api/2.0/serving-endpoints", Wish(0, chunk, $"main.tests.{Name}"));
        var answer = await made.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(optimizable, info.GetProperty("optimizable").GetBoolean());
        Assert.Equal(optimizable ? HttpStatusCode.OK : HttpStatusCode.BadRequest, made.StatusCode);
        if (optimizable) return;
        Assert.Equal("INVALID_PARAMETER_VALUE", answer.GetProperty("error_code").GetString());
        Assert.Contains("it was logged with MLflow 2.10.2, and throughput is provisioned for models of 2.11 and later", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private object Wish(int min, int max, string model = Model) => new
    {
        name = Name,
        config = new
        {
            served_entities = new[] { new { entity_name = model, entity_version = 1, min_provisioned_throughput = min, max_provisioned_throughput = max } },
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
