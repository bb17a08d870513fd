using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit;
using OpenAI.Embeddings;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

public sealed class ModelTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output)
{
    [Fact]
    public async Task Sentences_that_mean_the_same_are_near_each_other()
    {
        await ServeAsync("system.ai.all_minilm_l6_v2");
        var client = Server.OpenAI().GetEmbeddingClient(Name);

        OpenAIEmbeddingCollection vectors = await client.GenerateEmbeddingsAsync(
            ["I forgot my password", "I cannot log in", "The weather is nice today"]);

        Assert.All(vectors, vector => Assert.Equal(384, vector.ToFloats().Length));
        Assert.True(Nearness(vectors, 0, 1) > Nearness(vectors, 0, 2) + 0.2);
        Assert.True(vectors.Usage.InputTokenCount > 0);
    }

    [Fact]
    public async Task A_custom_model_predicts()
    {
        await ServeAsync("main.default.silero_vad");
        var silence = string.Join(',', Enumerable.Repeat("0", 512));
        var state = $"[[[{string.Join(',', Enumerable.Repeat("0", 128))}]],[[{string.Join(',', Enumerable.Repeat("0", 128))}]]]";

        using var answer = await Client.PostAsync($"/serving-endpoints/{Name}/invocations", new StringContent(
            $$$"""{"inputs":{"input":[[{{{silence}}}]],"state":{{{state}}},"sr":16000}}""", Encoding.UTF8, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();

        Assert.True(answer.StatusCode is HttpStatusCode.OK, text);
        var speech = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("predictions").GetProperty("output")[0][0].GetDouble();
        Assert.InRange(speech, 0, 0.2); // nobody speaks
    }

    [Fact]
    public async Task A_data_frame_is_answered_row_by_row()
    {
        await ServeAsync("main.default.iris");

        using var answer = await Client.PostAsync($"/serving-endpoints/{Name}/invocations", new StringContent(
            """
            {"dataframe_split": {
              "columns": ["petal_width", "petal_length", "sepal_width", "sepal_length"],
              "data": [[0.2, 1.4, 3.5, 5.1], [1.3, 4.0, 2.8, 6.1], [2.3, 5.2, 3.0, 6.7]]}}
            """, Encoding.UTF8, "application/json"));
        var rows = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()).GetProperty("predictions");

        Assert.Equal(["setosa", "versicolor", "virginica"], rows.EnumerateArray().Select(row => row.GetProperty("species").GetString()));
    }

    [Fact]
    public async Task The_metrics_tell_how_long_requests_waited_and_ran_and_how_busy_the_host_is()
    {
        await ServeAsync("main.default.iris");
        for (var request = 0; request < 3; request++)
        {
            using var answer = await Client.PostAsync($"/serving-endpoints/{Name}/invocations", new StringContent(
                """{"dataframe_records": [{"petal_width": 0.2, "petal_length": 1.4, "sepal_width": 3.5, "sepal_length": 5.1}]}""", Encoding.UTF8, "application/json"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        var series = await SeriesAsync(found => found.GetValueOrDefault("model_queue_time_ms_count") is 3 && found.ContainsKey("cpu_usage_percentage"));

        Assert.Equal(3, series["model_prediction_latency_ms_count"]);
        Assert.InRange(series["model_prediction_latency_ms_sum"], double.Epsilon, series["request_latency_ms_sum"]);
        Assert.InRange(series["model_queue_time_ms_sum"], 0, series["request_latency_ms_sum"]);
        Assert.InRange(series["cpu_usage_percentage"], 0, 100);
        Assert.InRange(series["mem_usage_percentage"], 0.01, 100);
        Assert.DoesNotContain("gpu_usage_percentage", series.Keys);
    }

    [Fact]
    public async Task Input_that_does_not_fit_the_model_is_the_callers_mistake()
    {
        await ServeAsync("main.default.silero_vad");

        using var answer = await Client.PostAsync(
            $"/serving-endpoints/{Name}/invocations", new StringContent("""{"inputs":{"sound":[1]}}""", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    /// <summary>Reads the metrics of the served entity until they are as wanted; replicas are asked a few times a second.</summary>
    private async Task<Dictionary<string, double>> SeriesAsync(Func<Dictionary<string, double>, bool> fits)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            var text = await Client.GetStringAsync($"/api/2.0/serving-endpoints/{Name}/metrics", patience.Token);
            var found = text.Split('\n')
                .Where(line => line.Contains("served_model_name=\"iris", StringComparison.Ordinal) && !line.Contains("le=", StringComparison.Ordinal))
                .ToDictionary(line => line[..line.IndexOf('{')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
            if (fits(found)) return found;
            await Task.Delay(50, patience.Token);
        }
    }

    private async Task ServeAsync(string model)
    {
        Assert.True(Directory.Exists(Path.Combine(Built.Models, model)), $"{model} is not in {Built.Models}: build/setup-models fetches it.");
        await Client.CreateAsync(Name, [new { entity_name = model, entity_version = "1", workload_size = "Small", scale_to_zero_enabled = false }]);
        await Client.UntilReadyAsync(Name);
    }

    private static double Nearness(OpenAIEmbeddingCollection vectors, int one, int other)
    {
        var (a, b) = (vectors[one].ToFloats().ToArray(), vectors[other].ToFloats().ToArray());
        return a.Zip(b, (x, y) => x * y).Sum(); // the vectors have length 1
    }
}
