using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

/// <summary>What queries leave in the tables that an AI Gateway switches on.</summary>
public sealed class UsageTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output), IAsyncLifetime
{
    private WireDouble _upstream = null!;

    public async Task InitializeAsync() => _upstream = await WireDouble.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_whole_or_streamed_leaves_its_usage_and_its_text(bool stream)
    {
        await CreateAsync("llm/v1/chat");
        _upstream.Reply(Replies.Chat("Good day to you"));

        using var answer = await Client.QueryAsync(Name, new
        {
            messages = new[] { new { role = "user", content = "hello" } },
            stream,
            client_request_id = "mine",
            usage_context = new { team = "search" },
        });
        await answer.Content.ReadAsStringAsync();

        var usage = await UsageAsync(1);
        Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), usage[0].GetProperty("databricks_request_id").GetString());
        Assert.Equal(
            (200, stream, "mine", "search"),
            (Number(usage[0], "status_code"), usage[0].GetProperty("request_streaming").GetBoolean(),
                usage[0].GetProperty("client_request_id").GetString(), usage[0].GetProperty("usage_context").GetProperty("team").GetString()));
        Assert.Equal((5, 15, 4), (Number(usage[0], "input_character_count"), Number(usage[0], "output_character_count"), Number(usage[0], "output_token_count")));
        var payload = Assert.Single(await PayloadsAsync("client_request_id=mine"));
        Assert.Equal(usage[0].GetProperty("served_entity_id").GetString(), payload.GetProperty("served_entity_id").GetString());
        Assert.Contains("\"mine\"", payload.GetProperty("request").GetString(), StringComparison.Ordinal);
        var response = JsonSerializer.Deserialize<JsonElement>(payload.GetProperty("response").GetString()!);
        Assert.Equal("Good day to you", response.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.False(_upstream.Requests.Single().Json.TryGetProperty("client_request_id", out _));
        Assert.False(_upstream.Requests.Single().Json.TryGetProperty("usage_context", out _));
    }

    [Fact]
    public async Task A_row_of_usage_leads_to_the_entity_that_answered()
    {
        await CreateAsync("llm/v1/chat");
        (await Client.QueryAsync(Name, Calls.Hello())).Dispose();

        var id = Assert.Single(await UsageAsync(1)).GetProperty("served_entity_id").GetString();
        var entity = Assert.Single(await TableRows.UntilAsync(
            Client, $"/api/2.0/serving-endpoints-usage/served-entities?endpoint={Name}&served_entity_id={id}", 1));

        Assert.Equal(
            (Name, "EXTERNAL_MODEL", "llm/v1/chat", 1),
            (entity.GetProperty("endpoint_name").GetString(), entity.GetProperty("entity_type").GetString(),
                entity.GetProperty("task").GetString(), Number(entity, "endpoint_config_version")));
    }

    [Fact]
    public async Task Embeddings_leave_their_usage()
    {
        await CreateAsync("llm/v1/embeddings");

        using var answer = await Client.QueryAsync(Name, new { input = new[] { "hello", "you" } });

        var usage = Assert.Single(await UsageAsync(1));
        Assert.Equal((200, 2, 0, 8, 0), (Number(usage, "status_code"), Number(usage, "input_token_count"), Number(usage, "output_token_count"), Number(usage, "input_character_count"), Number(usage, "output_character_count")));
        Assert.Contains("embedding", Assert.Single(await PayloadsAsync("")).GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_and_limited_queries_are_told_apart_by_their_status()
    {
        await CreateAsync("llm/v1/chat", calls: 1);
        _upstream.Reply(Replies.Error(400, "Too long.", "context_length_exceeded"));

        using var failed = await Client.QueryAsync(Name, Calls.Hello());
        using var limited = await Client.QueryAsync(Name, Calls.Hello());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests), (failed.StatusCode, limited.StatusCode));

        Assert.Equal([429, 400], (await UsageAsync(2)).Select(row => Number(row, "status_code")));
        var payload = Assert.Single(await PayloadsAsync("status_code=400"));
        Assert.Contains("Too long.", payload.GetProperty("response").GetString(), StringComparison.Ordinal);
        var totals = await Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints-usage?endpoint={Name}&aggregate=day");
        Assert.Equal((2, 2), (totals.GetProperty("rows").EnumerateArray().Sum(row => Number(row, "request_count")), totals.GetProperty("rows").EnumerateArray().Sum(row => Number(row, "failed_request_count"))));
    }

    [Fact]
    public async Task A_caller_who_leaves_a_stream_is_a_499_with_the_text_that_was_sent()
    {
        await CreateAsync("llm/v1/chat");
        var script = new StreamScript();
        _upstream.ReplyOnce(script.Reply);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/serving-endpoints/{Name}/invocations")
        {
            Content = JsonContent.Create(Calls.Hello(stream: true)),
        };
        var answering = Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await script.SendTextAsync("Half a ");
        (await answering.ForAsync("the first event")).Dispose();

        var usage = Assert.Single(await UsageAsync(1));
        Assert.Equal((499, 7), (Number(usage, "status_code"), Number(usage, "output_character_count")));
        Assert.Contains("Half a ", Assert.Single(await PayloadsAsync("status_code=499")).GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_switched_off_writes_no_more_and_what_was_written_stays()
    {
        await CreateAsync("llm/v1/chat");
        (await Client.QueryAsync(Name, Calls.Hello())).Dispose();
        await UsageAsync(1);

        await Client.SendAsync(HttpMethod.Put, $"/api/2.0/serving-endpoints/{Name}/ai-gateway", new { });
        (await Client.QueryAsync(Name, Calls.Hello())).Dispose();
        await Client.SendAsync(HttpMethod.Delete, $"/api/2.0/serving-endpoints/{Name}");

        Assert.Single(await UsageAsync(1)); // an administrator reads it, though the endpoint is gone
    }

    private static int Number(JsonElement row, string column) => row.GetProperty(column).GetInt32();

    private async Task CreateAsync(string task, int? calls = null)
    {
        await Client.CreateExternalAsync(Name, _upstream, task);
        await Client.SendAsync(HttpMethod.Put, $"/api/2.0/serving-endpoints/{Name}/ai-gateway", new
        {
            usage_tracking_config = new { enabled = true },
            inference_table_config = new { enabled = true, catalog_name = "main", schema_name = "logs" },
            rate_limits = calls is null ? [] : new[] { new { key = "endpoint", renewal_period = "minute", calls } },
        });
    }

    private Task<JsonElement[]> UsageAsync(int count) => TableRows.UntilAsync(Client, $"/api/2.0/serving-endpoints-usage?endpoint={Name}", count);

    private Task<JsonElement[]> PayloadsAsync(string filter) =>
        TableRows.UntilAsync(Client, $"/api/2.0/serving-endpoints/{Name}/inference-table?{filter}", 1);
}
