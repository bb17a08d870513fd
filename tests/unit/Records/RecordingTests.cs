using System.Text;
using System.Text.Json;
using Andamento.Api.Records;
using Andamento.Gateway;
using Andamento.Serving;
using Andamento.Tables;
using static Andamento.Tests.Unit.Records.RecordedQueries;

namespace Andamento.Tests.Unit.Records;

/// <summary>What queries leave in the tables.</summary>
public sealed class RecordingTests : IAsyncDisposable
{
    private readonly RecordedQueries _queries = new();

    public ValueTask DisposeAsync() => _queries.DisposeAsync();

    [Fact]
    public async Task An_endpoint_that_wants_no_rows_gets_none()
    {
        _queries.Serve(AiGatewayConfig.None);
        await _queries.QueryAsync(Hello);

        _queries.Serve(new() { InferenceTable = Table with { Enabled = false } });
        await _queries.QueryAsync(Hello);

        Assert.Empty(_queries.Rows.Offered);
        Assert.Null(_queries.Context.Features.Get<QueryRecord>());
    }

    [Fact]
    public async Task A_query_leaves_a_row_of_usage_with_the_columns_of_the_contract()
    {
        _queries.Serve(new() { UsageTrackingEnabled = true });

        await _queries.QueryAsync("""{"messages":[{"role":"user","content":"hello"}],"client_request_id":"mine","usage_context":{"team":"search"}}""");

        var row = Assert.Single(_queries.Rows.Offered);
        Assert.Equal(TableName.EndpointUsage, row.Table);
        Assert.Equal(
            $$$"""{"account_id":null,"workspace_id":"7","client_request_id":"mine","databricks_request_id":"the-request","requester":"owner@example.com","status_code":200,"request_time":"2030-01-01T00:00:00Z","input_token_count":11,"output_token_count":5,"input_character_count":5,"output_character_count":8,"usage_context":{"team":"search"},"request_streaming":false,"served_entity_id":"{{{EntityId}}}","endpoint_id":"0123","endpoint_name":"chat"}""",
            RowList.Columns(row).GetRawText());
    }

    [Fact]
    public async Task A_query_leaves_a_row_of_the_whole_request_and_answer()
    {
        _queries.Serve(new() { InferenceTable = Table with { TableNamePrefix = "talk" } });
        const string body = """{"messages":[{"role":"user","content":"hello"}],"client_request_id":"mine"}""";

        await _queries.QueryAsync(body);

        var row = RowList.Columns(Assert.Single(_queries.Rows.Offered, row => row.Table == new TableName("main", "logs", "talk_payload")));
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
        _queries.Serve(AiGatewayConfig.None, snapshot => snapshot with
        {
            AutoCapture = Table,
            Entities = [new("gpt", "chat/0123/1/gpt") { ModelName = "main.ai.gpt", ModelVersion = "3" }],
        });

        await _queries.QueryAsync(Hello);

        var row = _queries.Rows.Single(Payloads);
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
        _queries.Entity.Invoke = (request, _) =>
        {
            seen.Add(Encoding.UTF8.GetString(request.Body.Span));
            return Task.FromResult(new ServingAnswer { Body = "{}"u8.ToArray() });
        };

        _queries.Serve(AiGatewayConfig.None);
        await _queries.QueryAsync(body);
        _queries.Serve(Both);
        await _queries.QueryAsync(body);

        Assert.Equal([Hello, Hello], seen);
    }

    [Fact]
    public async Task Where_a_model_counts_no_tokens_they_are_estimated()
    {
        _queries.Serve(new() { UsageTrackingEnabled = true });
        _queries.Entity.Invoke = (_, _) => Task.FromResult(new ServingAnswer { Body = Encoding.UTF8.GetBytes(Answer) });

        await _queries.QueryAsync(Hello);

        var row = _queries.Rows.Single(TableName.EndpointUsage);
        Assert.Equal((1, 2), (Number(row, "input_token_count"), Number(row, "output_token_count"))); // (5 + 1) / 4, (8 + 1) / 4
    }

    [Fact]
    public async Task Bodies_over_the_size_are_left_out_and_the_row_says_so()
    {
        _queries.Serve(Both);
        var words = new string('w', 300);
        _queries.Entity.Invoke = (_, _) => Task.FromResult(new ServingAnswer { Body = Encoding.UTF8.GetBytes($$"""{"choices":[{"text":"{{words}}"}]}""") });

        await _queries.QueryAsync($$"""{"messages":[{"role":"user","content":"{{words}}"}]}""");

        var (usage, payload) = (_queries.Rows.Single(TableName.EndpointUsage), _queries.Rows.Single(Payloads));
        Assert.Equal((300, 300), (Number(usage, "input_character_count"), Number(usage, "output_character_count")));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (payload.GetProperty("request").ValueKind, payload.GetProperty("response").ValueKind));
        Assert.Equal("""["MAX_REQUEST_SIZE_EXCEEDED","MAX_RESPONSE_SIZE_EXCEEDED"]""", payload.GetProperty("logging_error_codes").GetRawText());
    }

    [Fact]
    public async Task A_custom_model_has_neither_tokens_nor_characters()
    {
        _queries.Serve(Both, snapshot => snapshot with { Task = ServingTask.Predict });
        _queries.Entity.Invoke = (_, _) => Task.FromResult(new ServingAnswer { Body = """{"predictions":[1]}"""u8.ToArray() });

        await _queries.QueryAsync("""{"inputs":[1]}""");

        var usage = _queries.Rows.Single(TableName.EndpointUsage);
        foreach (var column in new[] { "input_token_count", "output_token_count", "input_character_count", "output_character_count" })
            Assert.Equal(JsonValueKind.Null, usage.GetProperty(column).ValueKind);
        Assert.Equal("""{"predictions":[1]}""", _queries.Rows.Single(Payloads).GetProperty("response").GetString());
    }
}
