using System.Text;
using System.Text.Json;
using Andamento.Api.Answers;
using Andamento.Api.Auth;
using Andamento.Api.Dialects;
using Andamento.Api.Dialects.Messages;
using Andamento.Api.Dialects.Responses;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Serving;
using Andamento.Tests.Unit.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Andamento.Tests.Unit.Dialects;

/// <summary>A query in another language, through all rooms.</summary>
public sealed class PipelineTests : IAsyncDisposable
{
    private const string Ask = """{"model":"chat","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}""";
    private const string AskStreamed = """{"model":"chat","max_tokens":9,"messages":[{"role":"user","content":"hi"}],"stream":true}""";

    private readonly EntityDouble _entity = new();
    private readonly ServiceProvider _services;
    private readonly DefaultHttpContext _context = new();
    private EndpointSnapshot _snapshot = Snapshots.Chat();

    public PipelineTests()
    {
        var endpoint = new EndpointDouble { Answer = () => Task.FromResult<EndpointSnapshot?>(_snapshot) };
        _services = Rooms.Build(Grains.Of((type, _) => type == typeof(IEndpointGrain) ? endpoint : _entity));
        _context.Response.Body = new MemoryStream();
        _context.TraceIdentifier = "the-request";
        _context.SetCaller(Snapshots.Owner);
    }

    [Fact]
    public async Task The_entity_is_asked_for_a_unified_chat_and_the_caller_gets_its_own_language()
    {
        ServingRequest? seen = null;
        _entity.Invoke = (request, _) =>
        {
            seen = request;
            return Task.FromResult(new ServingAnswer { Body = Dialogue.Bytes(Dialogue.Message("""{"content":"Hello."}""")) });
        };

        var answer = JsonSerializer.Deserialize<JsonElement>(await QueryAsync(MessagesDialect.Instance, Ask));

        Assert.Equal(Ask, Encoding.UTF8.GetString(seen!.Body.Span)); // a plain chat is the same in both languages
        Assert.Equal("Hello.", answer.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(_context.Response.Body.Length, _context.Response.ContentLength);
        Assert.Equal("gpt", _context.Response.Headers["Served-Model-Name"]);
    }

    [Fact]
    public async Task A_stream_is_said_in_the_callers_language_to_its_end()
    {
        ServingRequest? seen = null;
        _entity.Stream = (request, _) =>
        {
            seen = request;
            return FramesAsync(null, Dialogue.Delta("""{"content":"Hello."}"""), Dialogue.Delta("{}", "stop"));
        };

        var sent = await QueryAsync(MessagesDialect.Instance, AskStreamed);

        Assert.False(seen!.JoinEvents); // a dialect looks at each
        Assert.StartsWith("event: message_start\ndata: {", sent, StringComparison.Ordinal);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_fails_later_tells_it_in_the_callers_language()
    {
        _entity.Stream = (_, _) => FramesAsync(
            new ServingException(FailureKind.UpstreamFailed, "cut"), Dialogue.Delta("""{"content":"Half"}"""));

        await Assert.ThrowsAsync<BrokenStreamException>(() => QueryAsync(MessagesDialect.Instance, AskStreamed));

        Assert.EndsWith(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"cut\"}}\n\n",
            Sent(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunk_that_is_no_text_ends_the_stream_after_the_last_whole_event()
    {
        _entity.Stream = (_, _) => FramesAsync(null, Dialogue.Delta("""{"content":"Half"}"""), Dialogue.Delta("""{"content":"\ud800"}"""));

        await Assert.ThrowsAsync<BrokenStreamException>(() => QueryAsync(MessagesDialect.Instance, AskStreamed));

        var events = Sent().Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("Half", events[^2], StringComparison.Ordinal);
        Assert.StartsWith("event: error\n", events[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_chat_completion_is_the_models_failure()
    {
        _entity.Invoke = (_, _) => Task.FromResult(new ServingAnswer { Body = "{}"u8.ToArray() });

        var answer = JsonSerializer.Deserialize<JsonElement>(await QueryAsync(ResponsesDialect.Instance, """{"model":"chat","input":"hi"}"""));

        Assert.Equal(502, _context.Response.StatusCode);
        Assert.Equal("INTERNAL_ERROR", answer.GetProperty("error_code").GetString());
    }

    [Theory]
    [InlineData("""{"model":"chat","input":"hi","store":true}""", "store")]
    [InlineData("""{"input":"hi"}""", "model")]
    [InlineData("""{"model":"chat","input":"\ud800"}""", null)]
    public async Task What_is_wrong_reaches_no_entity(string body, string? param)
    {
        var answer = JsonSerializer.Deserialize<JsonElement>(await QueryAsync(ResponsesDialect.Instance, body));

        Assert.Equal((400, "BAD_REQUEST"), (_context.Response.StatusCode, answer.GetProperty("error_code").GetString()));
        Assert.Equal(param, answer.GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task An_endpoint_for_another_task_is_a_mismatch_in_the_callers_language()
    {
        _snapshot = _snapshot with { Task = ServingTask.Embeddings };

        var answer = JsonSerializer.Deserialize<JsonElement>(await QueryAsync(MessagesDialect.Instance, Ask));

        Assert.Equal("invalid_request_error", answer.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal("The endpoint serves embeddings, and this is a request for chat.", answer.GetProperty("message").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<EndpointSnapshots>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private async Task<string> QueryAsync(ICallerDialect dialect, string body)
    {
        _context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(dialect), "in another language"));
        _context.Request.ContentType = "application/json";
        _context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        await _services.GetRequiredService<InvocationPipeline>().ByModelAsync(_context, ServingTask.Chat, dialect);
        return Sent();
    }

    private string Sent() => Encoding.UTF8.GetString(((MemoryStream)_context.Response.Body).ToArray());

    private static async IAsyncEnumerable<AnswerFrame> FramesAsync(Exception? end, params string[] frames)
    {
        foreach (var frame in frames)
        {
            await Task.CompletedTask;
            yield return new() { Json = Encoding.UTF8.GetBytes(frame) };
        }

        if (end is not null) throw end;
    }
}
