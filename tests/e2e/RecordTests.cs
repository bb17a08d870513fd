using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

/// <summary>What queries leave in a table of whole requests and answers.</summary>
public sealed class RecordTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output), IAsyncLifetime
{
    private WireDouble _upstream = null!;

    public async Task InitializeAsync() => _upstream = await WireDouble.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chat_whole_or_streamed_leaves_its_request_and_its_whole_text(bool stream)
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

        var row = Assert.Single(await RowsAsync("client_request_id=mine"));
        Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), row.GetProperty("databricks_request_id").GetString());
        Assert.Equal(200, row.GetProperty("status_code").GetInt32());
        Assert.Contains("\"mine\"", row.GetProperty("request").GetString(), StringComparison.Ordinal);
        var response = JsonSerializer.Deserialize<JsonElement>(row.GetProperty("response").GetString()!);
        Assert.Equal("Good day to you", response.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.False(_upstream.Requests.Single().Json.TryGetProperty("client_request_id", out _));
        Assert.False(_upstream.Requests.Single().Json.TryGetProperty("usage_context", out _));
        Assert.DoesNotContain(Server.Token, row.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embeddings_leave_their_vectors()
    {
        await CreateAsync("llm/v1/embeddings");

        (await Client.QueryAsync(Name, new { input = new[] { "hello", "you" } })).Dispose();

        Assert.Contains("\"embedding\"", Assert.Single(await RowsAsync("")).GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_and_limited_queries_are_told_apart_by_their_status()
    {
        await CreateAsync("llm/v1/chat", calls: 1);
        _upstream.Reply(Replies.Error(400, "Too long.", "context_length_exceeded"));

        using var failed = await Client.QueryAsync(Name, Calls.Hello());
        using var limited = await Client.QueryAsync(Name, Calls.Hello());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests), (failed.StatusCode, limited.StatusCode));

        Assert.Equal([429, 400], (await RowsAsync("", 2)).Select(row => row.GetProperty("status_code").GetInt32()));
        Assert.Contains("Too long.", Assert.Single(await RowsAsync("status_code=400")).GetProperty("response").GetString(), StringComparison.Ordinal);
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

        Assert.Contains("Half a ", Assert.Single(await RowsAsync("status_code=499")).GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_go_back_in_time()
    {
        await CreateAsync("llm/v1/chat");
        for (var call = 0; call < 3; call++) (await Client.QueryAsync(Name, new { messages = Array.Empty<object>(), client_request_id = $"{call}" })).Dispose();
        await RowsAsync("", 3);

        var first = await Client.SendAsync(HttpMethod.Get, $"{Table}?max_results=2");
        var second = await Client.SendAsync(HttpMethod.Get, $"{Table}?max_results=2&page_token={first.GetProperty("next_page_token").GetString()}");

        Assert.Equal(["2", "1"], Ids(first));
        Assert.Equal(["0"], Ids(second));

        static IEnumerable<string?> Ids(JsonElement page) =>
            page.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("client_request_id").GetString());
    }

    [Fact]
    public async Task Rows_are_for_those_who_manage_the_endpoint()
    {
        await CreateAsync("llm/v1/chat");
        using var stranger = Server.ClientOf(await Server.NewTokenAsync($"{Name}@example.com"));

        using var payloads = await stranger.GetAsync(Table);
        var usage = await stranger.SendAsync(HttpMethod.Get, "/api/2.0/serving-endpoints-usage");

        Assert.Equal(HttpStatusCode.Forbidden, payloads.StatusCode);
        Assert.Equal(0, usage.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task The_table_is_repeated_with_its_state_and_cannot_change_while_it_is_enabled()
    {
        await CreateAsync("llm/v1/chat");

        var endpoint = await Client.SendAsync(HttpMethod.Get, $"/api/2.0/serving-endpoints/{Name}");
        var table = endpoint.GetProperty("config").GetProperty("auto_capture_config").GetProperty("state").GetProperty("payload_table");
        using var refused = await Client.PutAsJsonAsync($"/api/2.0/serving-endpoints/{Name}/config", new
        {
            served_entities = new[] { Calls.External("gpt", _upstream) },
            auto_capture_config = new { catalog_name = "other", schema_name = "logs" },
        });

        Assert.Equal(($"main.logs.{Name}_payload", "READY"), (table.GetProperty("name").GetString(), table.GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("auto_capture_config.catalog_name", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private string Table => $"/api/2.0/serving-endpoints/{Name}/inference-table";

    private Task<JsonElement> CreateAsync(string task, int? calls = null) =>
        Client.SendAsync(HttpMethod.Post, "/api/2.0/serving-endpoints", new
        {
            name = Name,
            config = new
            {
                served_entities = new[] { Calls.External("gpt", _upstream, task) },
                auto_capture_config = new { catalog_name = "main", schema_name = "logs" },
            },
            rate_limits = calls is null ? [] : new[] { new { key = "endpoint", renewal_period = "minute", calls } },
        });

    private Task<JsonElement[]> RowsAsync(string filter, int count = 1) => TableRows.UntilAsync(Client, $"{Table}?{filter}", count);
}
