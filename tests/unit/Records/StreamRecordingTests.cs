using System.Runtime.CompilerServices;
using System.Text.Json;
using Andamento.Api.Answers;
using Andamento.Serving;
using Andamento.Tables;
using Andamento.Tests.TestKit;
using static Andamento.Tests.Unit.Records.RecordedQueries;

namespace Andamento.Tests.Unit.Records;

/// <summary>What streams leave in the tables, however they end.</summary>
public sealed class StreamRecordingTests : IAsyncDisposable
{
    private readonly RecordedQueries _queries = new();

    public ValueTask DisposeAsync() => _queries.DisposeAsync();

    [Fact]
    public async Task A_stream_is_recorded_as_the_answer_it_amounts_to()
    {
        _queries.Serve(Both);
        _queries.Entity.Stream = (_, _) => FramesAsync(null, """{"choices":[{"delta":{"content":"Good "}}]}""", """{"choices":[{"delta":{"content":"day"}}]}""");

        await _queries.QueryAsync(HelloStreamed);

        var usage = _queries.Rows.Single(TableName.EndpointUsage);
        Assert.Equal((true, 200, 5, 8), (usage.GetProperty("request_streaming").GetBoolean(), Number(usage, "status_code"), Number(usage, "input_character_count"), Number(usage, "output_character_count")));
        Assert.Equal((3, 2), (Number(usage, "input_token_count"), Number(usage, "output_token_count"))); // as the frames said
        var response = JsonSerializer.Deserialize<JsonElement>(_queries.Rows.Single(Payloads).GetProperty("response").GetString()!);
        Assert.Equal("Good day", response.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task Events_that_came_together_in_one_frame_are_each_taken()
    {
        _queries.Serve(Both);
        _queries.Entity.Stream = (_, _) => FramesAsync(
            null, "{\"choices\":[{\"delta\":{\"content\":\"Good \"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"day\"}}]}");

        await _queries.QueryAsync(HelloStreamed);

        Assert.Equal(8, Number(_queries.Rows.Single(TableName.EndpointUsage), "output_character_count"));
        Assert.Contains("Good day", _queries.Rows.Single(Payloads).GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_broke_off_is_recorded_as_far_as_it_came_with_the_status_it_would_have_had()
    {
        _queries.Serve(Both);
        _queries.Entity.Stream = (_, _) => FramesAsync(new ServingException(FailureKind.UpstreamFailed, "cut"), """{"choices":[{"delta":{"content":"Good "}}]}""");

        await Assert.ThrowsAsync<BrokenStreamException>(() => _queries.QueryAsync(HelloStreamed));

        Assert.Equal((502, 5), (Number(_queries.Rows.Single(TableName.EndpointUsage), "status_code"), Number(_queries.Rows.Single(TableName.EndpointUsage), "output_character_count")));
        Assert.Contains("Good ", _queries.Rows.Single(Payloads).GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_left_a_stream_is_a_499_with_what_was_sent()
    {
        _queries.Serve(Both);
        var more = new TaskCompletionSource();
        _queries.Entity.Stream = (_, token) => LeftAsync(more, token);
        var query = _queries.QueryAsync(HelloStreamed);
        await more.Task.ForAsync("the first frame to be taken");

        await _queries.CallerGone.CancelAsync();
        await query.ForAsync("the end of the query");

        var usage = _queries.Rows.Single(TableName.EndpointUsage);
        Assert.Equal((499, 5), (Number(usage, "status_code"), Number(usage, "output_character_count")));
        Assert.Equal(499, Number(_queries.Rows.Single(Payloads), "status_code"));
    }

    [Fact]
    public async Task A_stream_over_the_size_is_left_out_and_still_counted()
    {
        _queries.Serve(Both);
        _queries.Entity.Stream = (_, _) => FramesAsync(null, [.. Enumerable.Repeat("""{"choices":[{"delta":{"content":"word "}}]}""", 100)]);

        await _queries.QueryAsync(HelloStreamed);

        var payload = _queries.Rows.Single(Payloads);
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("response").ValueKind);
        Assert.Equal("""["MAX_RESPONSE_SIZE_EXCEEDED"]""", payload.GetProperty("logging_error_codes").GetRawText());
        Assert.Equal(500, Number(_queries.Rows.Single(TableName.EndpointUsage), "output_character_count"));
    }

    private static async IAsyncEnumerable<AnswerFrame> LeftAsync(TaskCompletionSource more, [EnumeratorCancellation] CancellationToken token)
    {
        yield return new() { Json = """{"choices":[{"delta":{"content":"Good "}}]}"""u8.ToArray() };
        more.SetResult();
        await Task.Delay(Timeout.Infinite, token);
    }
}
