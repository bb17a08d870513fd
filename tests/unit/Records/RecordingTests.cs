using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Andamento.Api.Answers;
using Andamento.Api.Auth;
using Andamento.Api.Invocations;
using Andamento.Api.Records;
using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tables;
using Andamento.Tests.TestKit;
using Andamento.Tests.Unit.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Andamento.Tests.Unit.Records;

/// <summary>What queries leave in the tables: the pipeline with an endpoint and an entity that the test plays.</summary>
public sealed class RecordingTests : IAsyncDisposable
{
    private const string Hello = """{"messages":[{"role":"user","content":"hello"}]}""";
    private const string HelloStreamed = """{"messages":[{"role":"user","content":"hello"}],"stream":true}""";
    private const string Answer = """{"choices":[{"message":{"content":"Good day"}}]}""";

    private static readonly TableName Payloads = new("main", "logs", "chat_payload");
    private static readonly InferenceTableConfig Table = new() { Enabled = true, CatalogName = "main", SchemaName = "logs" };
    private static readonly AiGatewayConfig Both = new() { UsageTrackingEnabled = true, InferenceTable = Table };

    private readonly ManualTime _time = new();
    private readonly RowList _rows = new();
    private readonly EndpointDouble _endpoint = new();
    private readonly EntityDouble _entity = new();
    private readonly CancellationTokenSource _callerGone = new();
    private readonly DefaultHttpContext _context = new();
    private readonly ServiceProvider _services;

    public RecordingTests()
    {
        _services = Rooms.Build(
            Grains.Of((type, _) => type == typeof(IEndpointGrain) ? _endpoint : _entity), _time, _rows,
            [new($"{RecordOptions.Section}:{nameof(RecordOptions.MaxPayloadBytes)}", "200")]);
        _context.RequestAborted = _callerGone.Token;
        _context.Response.Body = new MemoryStream();
        _context.TraceIdentifier = "the-request";
        _context.SetCaller(Snapshots.Owner);
        _context.Request.Headers.Authorization = "Bearer dapi-secret";
        _entity.Invoke = (_, _) =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(40));
            return Task.FromResult(new ServingAnswer { Body = Encoding.UTF8.GetBytes(Answer), Usage = new(11, 5) });
        };
    }

    [Fact]
    public async Task An_endpoint_that_wants_no_rows_gets_none()
    {
        Serve(AiGatewayConfig.None);
        await QueryAsync(Hello);

        Serve(new() { InferenceTable = Table with { Enabled = false } });
        await QueryAsync(Hello);

        Assert.Empty(_rows.Offered);
        Assert.Null(_context.Features.Get<QueryRecord>());
    }

    [Fact]
    public async Task A_query_leaves_a_row_of_usage_with_the_columns_of_the_contract()
    {
        Serve(new() { UsageTrackingEnabled = true });

        await QueryAsync("""{"messages":[{"role":"user","content":"hello"}],"client_request_id":"mine","usage_context":{"team":"search"}}""");

        var row = Assert.Single(_rows.Offered);
        Assert.Equal(TableName.EndpointUsage, row.Table);
        Assert.Equal(
            $$$"""{"account_id":null,"workspace_id":"7","client_request_id":"mine","databricks_request_id":"the-request","requester":"owner@example.com","status_code":200,"request_time":"2030-01-01T00:00:00Z","input_token_count":11,"output_token_count":5,"input_character_count":5,"output_character_count":8,"usage_context":{"team":"search"},"request_streaming":false,"served_entity_id":"{{{EntityId}}}","endpoint_id":"0123","endpoint_name":"chat"}""",
            RowList.Columns(row).GetRawText());
    }

    [Fact]
    public async Task A_query_leaves_a_row_of_the_whole_request_and_answer()
    {
        Serve(new() { InferenceTable = Table with { TableNamePrefix = "talk" } });
        const string body = """{"messages":[{"role":"user","content":"hello"}],"client_request_id":"mine"}""";

        await QueryAsync(body);

        var row = RowList.Columns(Assert.Single(_rows.Offered, row => row.Table == new TableName("main", "logs", "talk_payload")));
        Assert.Equal(
            [
                "request_date", "databricks_request_id", "client_request_id", "request_time", "status_code", "sampling_fraction",
                "execution_duration_ms", "request", "response", "served_entity_id", "logging_error_codes", "requester", "endpoint_id",
                "endpoint_name",
            ],
            row.EnumerateObject().Select(column => column.Name));
        Assert.Equal(("2030-01-01", 200, 40), (row.GetProperty("request_date").GetString(), Number(row, "status_code"), Number(row, "execution_duration_ms")));
        Assert.Equal((body, Answer), (row.GetProperty("request").GetString(), row.GetProperty("response").GetString()));
        Assert.Equal(("[]", 1), (row.GetProperty("logging_error_codes").GetRawText(), row.GetProperty("sampling_fraction").GetDouble()));
        Assert.DoesNotContain("secret", row.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_older_way_has_its_own_columns()
    {
        Serve(AiGatewayConfig.None, snapshot => snapshot with
        {
            AutoCapture = Table,
            Entities = [new("gpt", "chat/0123/1/gpt") { ModelName = "main.ai.gpt", ModelVersion = "3" }],
        });

        await QueryAsync(Hello);

        var row = _rows.Single(Payloads);
        Assert.Equal(
            [
                "databricks_request_id", "client_request_id", "date", "timestamp_ms", "status_code", "sampling_fraction",
                "execution_time_ms", "request", "response", "request_metadata", "endpoint_id", "endpoint_name",
            ],
            row.EnumerateObject().Select(column => column.Name));
        Assert.Equal(
            """{"endpoint_name":"chat","model_name":"main.ai.gpt","model_version":"3"}""", row.GetProperty("request_metadata").GetRawText());
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hello"}],"client_request_id":"x","usage_context":{"a":"b"}}""")]
    public async Task What_a_caller_notes_for_the_records_does_not_reach_the_model_whether_it_is_recorded_or_not(string body)
    {
        var seen = new List<string>();
        _entity.Invoke = (request, _) =>
        {
            seen.Add(Encoding.UTF8.GetString(request.Body.Span));
            return Task.FromResult(new ServingAnswer { Body = "{}"u8.ToArray() });
        };

        Serve(AiGatewayConfig.None);
        await QueryAsync(body);
        Serve(Both);
        await QueryAsync(body);

        Assert.Equal([Hello, Hello], seen);
    }

    [Fact]
    public async Task Where_a_model_counts_no_tokens_they_are_estimated()
    {
        Serve(new() { UsageTrackingEnabled = true });
        _entity.Invoke = (_, _) => Task.FromResult(new ServingAnswer { Body = Encoding.UTF8.GetBytes(Answer) });

        await QueryAsync(Hello);

        var row = _rows.Single(TableName.EndpointUsage);
        Assert.Equal((1, 2), (Number(row, "input_token_count"), Number(row, "output_token_count"))); // (5 + 1) / 4, (8 + 1) / 4
    }

    [Fact]
    public async Task A_stream_is_recorded_as_the_answer_it_amounts_to()
    {
        Serve(Both);
        _entity.Stream = (_, _) => FramesAsync(null, """{"choices":[{"delta":{"content":"Good "}}]}""", """{"choices":[{"delta":{"content":"day"}}]}""");

        await QueryAsync(HelloStreamed);

        var usage = _rows.Single(TableName.EndpointUsage);
        Assert.Equal((true, 200, 5, 8), (usage.GetProperty("request_streaming").GetBoolean(), Number(usage, "status_code"), Number(usage, "input_character_count"), Number(usage, "output_character_count")));
        Assert.Equal((3, 2), (Number(usage, "input_token_count"), Number(usage, "output_token_count"))); // as the frames said
        var response = JsonSerializer.Deserialize<JsonElement>(_rows.Single(Payloads).GetProperty("response").GetString()!);
        Assert.Equal("Good day", response.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task Events_that_came_together_in_one_frame_are_each_taken()
    {
        Serve(Both);
        _entity.Stream = (_, _) => FramesAsync(
            null, "{\"choices\":[{\"delta\":{\"content\":\"Good \"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"day\"}}]}");

        await QueryAsync(HelloStreamed);

        Assert.Equal(8, Number(_rows.Single(TableName.EndpointUsage), "output_character_count"));
        Assert.Contains("Good day", _rows.Single(Payloads).GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_broke_off_is_recorded_as_far_as_it_came_with_the_status_it_would_have_had()
    {
        Serve(Both);
        _entity.Stream = (_, _) => FramesAsync(new ServingException(FailureKind.UpstreamFailed, "cut"), """{"choices":[{"delta":{"content":"Good "}}]}""");

        await Assert.ThrowsAsync<BrokenStreamException>(() => QueryAsync(HelloStreamed));

        Assert.Equal((502, 5), (Number(_rows.Single(TableName.EndpointUsage), "status_code"), Number(_rows.Single(TableName.EndpointUsage), "output_character_count")));
        Assert.Contains("Good ", _rows.Single(Payloads).GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_left_a_stream_is_a_499_with_what_was_sent()
    {
        Serve(Both);
        var more = new TaskCompletionSource();
        _entity.Stream = (_, token) => LeftAsync(more, token);
        var query = QueryAsync(HelloStreamed);
        await more.Task.ForAsync("the first frame to be taken");

        await _callerGone.CancelAsync();
        await query.ForAsync("the end of the query");

        var usage = _rows.Single(TableName.EndpointUsage);
        Assert.Equal((499, 5), (Number(usage, "status_code"), Number(usage, "output_character_count")));
        Assert.Equal(499, Number(_rows.Single(Payloads), "status_code"));
    }

    [Theory]
    [InlineData(FailureKind.UpstreamLimited, 429)]
    [InlineData(FailureKind.UpstreamFailed, 502)]
    public async Task A_failed_query_is_recorded_with_the_entity_that_failed_and_what_its_caller_was_told(FailureKind kind, int status)
    {
        Serve(Both);
        _entity.Invoke = (_, _) => throw new ServingException(kind, "The provider says no.");

        await QueryAsync(Hello);

        var (usage, payload) = (_rows.Single(TableName.EndpointUsage), _rows.Single(Payloads));
        Assert.Equal((status, status), (Number(usage, "status_code"), Number(payload, "status_code")));
        Assert.Equal((0, 0, 5), (Number(usage, "input_token_count"), Number(usage, "output_token_count"), Number(usage, "input_character_count")));
        Assert.Equal(EntityId, payload.GetProperty("served_entity_id").GetString());
        Assert.Contains("The provider says no.", payload.GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"input":"text"}""", 400)]
    [InlineData("""{"messages":""", 400)]
    public async Task A_query_that_its_endpoint_refuses_is_recorded_without_an_entity(string body, int status)
    {
        Serve(Both);

        await QueryAsync(body);

        var payload = _rows.Single(Payloads);
        Assert.Equal((status, body), (Number(payload, "status_code"), payload.GetProperty("request").GetString()));
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("served_entity_id").ValueKind);
        Assert.Equal(status, Number(_rows.Single(TableName.EndpointUsage), "status_code"));
    }

    [Fact]
    public async Task A_query_over_a_limit_is_recorded()
    {
        Serve(Both, snapshot => snapshot with { RateLimits = [new(RateLimits.RateLimitKey.Endpoint, 0)] });

        await QueryAsync(Hello);

        Assert.Equal(403, Number(_rows.Single(TableName.EndpointUsage), "status_code"));
    }

    [Fact]
    public async Task A_stranger_leaves_no_row()
    {
        Serve(Both);
        _context.SetCaller(new() { Id = "2", Name = "stranger@example.com" });

        await QueryAsync(Hello);

        Assert.Empty(_rows.Offered);
    }

    [Fact]
    public async Task A_defect_is_a_500()
    {
        Serve(Both);
        _entity.Invoke = (_, _) => throw new InvalidOperationException("defect");

        await Assert.ThrowsAsync<InvalidOperationException>(() => QueryAsync(Hello));

        Assert.Equal(500, Number(_rows.Single(TableName.EndpointUsage), "status_code"));
    }

    [Fact]
    public async Task Bodies_over_the_size_are_left_out_and_the_row_says_so()
    {
        Serve(Both);
        var words = new string('w', 300);
        _entity.Invoke = (_, _) => Task.FromResult(new ServingAnswer { Body = Encoding.UTF8.GetBytes($$"""{"choices":[{"text":"{{words}}"}]}""") });

        await QueryAsync($$"""{"messages":[{"role":"user","content":"{{words}}"}]}""");

        var (usage, payload) = (_rows.Single(TableName.EndpointUsage), _rows.Single(Payloads));
        Assert.Equal((300, 300), (Number(usage, "input_character_count"), Number(usage, "output_character_count")));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (payload.GetProperty("request").ValueKind, payload.GetProperty("response").ValueKind));
        Assert.Equal("""["MAX_REQUEST_SIZE_EXCEEDED","MAX_RESPONSE_SIZE_EXCEEDED"]""", payload.GetProperty("logging_error_codes").GetRawText());
    }

    [Fact]
    public async Task A_stream_over_the_size_is_left_out_and_still_counted()
    {
        Serve(Both);
        _entity.Stream = (_, _) => FramesAsync(null, [.. Enumerable.Repeat("""{"choices":[{"delta":{"content":"word "}}]}""", 100)]);

        await QueryAsync(HelloStreamed);

        var payload = _rows.Single(Payloads);
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("response").ValueKind);
        Assert.Equal("""["MAX_RESPONSE_SIZE_EXCEEDED"]""", payload.GetProperty("logging_error_codes").GetRawText());
        Assert.Equal(500, Number(_rows.Single(TableName.EndpointUsage), "output_character_count"));
    }

    [Fact]
    public async Task A_custom_model_has_neither_tokens_nor_characters()
    {
        Serve(Both, snapshot => snapshot with { Task = ServingTask.Predict });
        _entity.Invoke = (_, _) => Task.FromResult(new ServingAnswer { Body = """{"predictions":[1]}"""u8.ToArray() });

        await QueryAsync("""{"inputs":[1]}""");

        var usage = _rows.Single(TableName.EndpointUsage);
        foreach (var column in new[] { "input_token_count", "output_token_count", "input_character_count", "output_character_count" })
            Assert.Equal(JsonValueKind.Null, usage.GetProperty(column).ValueKind);
        Assert.Equal("""{"predictions":[1]}""", _rows.Single(Payloads).GetProperty("response").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<EndpointSnapshots>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _callerGone.Dispose();
    }

    private static string EntityId => ServedEntityKey.IdOf("chat/0123/1/gpt");

    private static int Number(JsonElement row, string column) => row.GetProperty(column).GetInt32();

    private void Serve(AiGatewayConfig gateway, Func<EndpointSnapshot, EndpointSnapshot>? change = null)
    {
        var snapshot = Snapshots.Chat() with { Gateway = gateway };
        _endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(change is null ? snapshot : change(snapshot));
    }

    private async Task QueryAsync(string body)
    {
        _services.GetRequiredService<EndpointSnapshots>().Doubt("chat");
        _context.Request.ContentType = "application/json";
        _context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        _context.Request.RouteValues["name"] = "chat";
        await _services.GetRequiredService<InvocationPipeline>().ByNameAsync(_context);
    }

    private static async IAsyncEnumerable<AnswerFrame> FramesAsync(Exception? end, params string[] frames)
    {
        foreach (var frame in frames)
        {
            await Task.CompletedTask;
            yield return new() { Json = Encoding.UTF8.GetBytes(frame), Usage = new(3, 2) };
        }

        if (end is not null) throw end;
    }

    private static async IAsyncEnumerable<AnswerFrame> LeftAsync(TaskCompletionSource more, [EnumeratorCancellation] CancellationToken token)
    {
        yield return new() { Json = """{"choices":[{"delta":{"content":"Good "}}]}"""u8.ToArray() };
        more.SetResult();
        await Task.Delay(Timeout.Infinite, token);
    }
}
