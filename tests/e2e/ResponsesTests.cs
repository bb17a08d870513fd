#pragma warning disable OPENAI001 // the library still calls this part "for evaluation"

using System.ClientModel;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using OpenAI.Responses;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

public sealed class ResponsesTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output), IAsyncLifetime
{
    private WireDouble _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await WireDouble.StartAsync();
        await Client.CreateExternalAsync(Name, _upstream);
    }

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task The_official_client_gets_a_response()
    {
        _upstream.ReplyChat("Hello from far away.");

        ResponseResult answer = await Responses().CreateResponseAsync(Ask("hi"));

        Assert.Equal("Hello from far away.", answer.GetOutputText());
        Assert.Equal((ResponseStatus.Completed, Name), (answer.Status, answer.Model));
        Assert.True(answer.Usage.TotalTokenCount > 0);
        Assert.StartsWith("resp_", answer.Id, StringComparison.Ordinal);
        Assert.InRange(answer.OutputItems.Single().Id.Length, 4, 64);
        Assert.Equal(
            """[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"}]""",
            (await _upstream.NextRequestAsync()).Json.GetProperty("messages").GetRawText());
    }

    [Fact]
    public async Task The_official_client_follows_a_stream()
    {
        _upstream.ReplyChat("Hello from far away.");
        var text = new StringBuilder();
        var kinds = new List<StreamingResponseUpdateKind>();
        ResponseResult? last = null;

        await foreach (var update in await Responses().CreateResponseStreamingAsync(Ask("hi", stream: true)))
        {
            Assert.Equal(kinds.Count, update.SequenceNumber);
            kinds.Add(update.Kind);
            if (update is StreamingResponseOutputTextDeltaUpdate delta) text.Append(delta.Delta);
            if (update is StreamingResponseCompletedUpdate completed) last = completed.Response;
        }

        Assert.Equal("Hello from far away.", text.ToString());
        Assert.Equal("Hello from far away.", last!.GetOutputText());
        Assert.True(last.Usage.OutputTokenCount > 0);
        Assert.Equal(StreamingResponseUpdateKind.ResponseCreated, kinds[0]);
        Assert.Equal(StreamingResponseUpdateKind.ResponseCompleted, kinds[^1]);
    }

    [Fact]
    public async Task The_official_client_goes_once_around_a_loop_of_tools()
    {
        _upstream.ReplyOnce(ChatShapes.Calls("weather", """{"city":"Oslo"}"""));
        var ask = Ask("Weather in Oslo?");
        ask.Tools.Add(ResponseTool.CreateFunctionTool(
            "weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""), strictModeEnabled: false));
        ResponseResult first = await Responses().CreateResponseAsync(ask);
        var call = Assert.IsType<FunctionCallResponseItem>(Assert.Single(first.OutputItems));
        Assert.Equal(("weather", """{"city":"Oslo"}"""), (call.FunctionName, call.FunctionArguments.ToString()));

        ask.InputItems.Add(call);
        ask.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "12 degrees"));
        ResponseResult second = await Responses().CreateResponseAsync(ask);

        Assert.Equal("Hello from upstream.", second.GetOutputText());
        await _upstream.NextRequestAsync();
        var messages = (await _upstream.NextRequestAsync()).Json.GetProperty("messages");
        Assert.Equal("call_1", messages[2].GetProperty("tool_calls")[0].GetProperty("id").GetString());
        Assert.Equal("""{"role":"tool","tool_call_id":"call_1","content":"12 degrees"}""", messages[3].GetRawText());
    }

    [Fact]
    public async Task The_official_client_follows_a_streamed_call()
    {
        _upstream.ReplyOnce(ChatShapes.Calls("weather", """{"city":"Oslo"}"""));
        var fragments = new StringBuilder();
        FunctionCallResponseItem? call = null;

        await foreach (var update in await Responses().CreateResponseStreamingAsync(Ask("Weather in Oslo?", stream: true)))
        {
            if (update is StreamingResponseFunctionCallArgumentsDeltaUpdate delta) fragments.Append(delta.Delta.ToString());
            if (update is StreamingResponseOutputItemDoneUpdate done) call = done.Item as FunctionCallResponseItem;
        }

        Assert.Equal("""{"city":"Oslo"}""", fragments.ToString());
        Assert.Equal(("call_1", "weather", """{"city":"Oslo"}"""), (call!.CallId, call.FunctionName, call.FunctionArguments.ToString()));
    }

    [Theory]
    [InlineData("/serving-endpoints/responses")]
    [InlineData("/v1/responses")]
    [InlineData("/ai-gateway/mlflow/v1/responses")]
    [InlineData("/ai-gateway/openai/v1/responses")]
    public async Task Each_address_answers_in_data_lines_only(string path)
    {
        using var answer = await Client.PostAsJsonAsync(path, new { model = Name, input = "hi", stream = true });
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("gpt", answer.Headers.GetValues("Served-Model-Name").Single());
        Assert.All(text.Split('\n'), line => Assert.True(line.Length is 0 || line.StartsWith("data: ", StringComparison.Ordinal), line));
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_official_client_notices_a_cut_stream()
    {
        var script = new StreamScript();
        _upstream.ReplyOnce(script.Reply);
        var seen = new List<StreamingResponseUpdate>();
        var reading = Task.Run(async () =>
        {
            await foreach (var update in await Responses().CreateResponseStreamingAsync(Ask("hi", stream: true))) seen.Add(update);
        });

        await script.SendTextAsync("Half a ");
        await script.AbortAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => reading);
        Assert.Equal("Half a ", Assert.IsType<StreamingResponseFailedUpdate>(seen[^2]).Response.GetOutputText());
        Assert.IsType<StreamingResponseErrorUpdate>(seen[^1]);
    }

    [Fact]
    public async Task What_is_not_supported_is_refused_by_its_name()
    {
        var ask = Ask("hi");
        ask.StoredOutputEnabled = true;

        var refused = await Assert.ThrowsAsync<ClientResultException>(() => Responses().CreateResponseAsync(ask));

        Assert.Equal(400, refused.Status);
        Assert.Contains("store: is not supported", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task On_the_endpoints_own_route_a_response_is_sent_on_to_its_address()
    {
        using var answer = await Client.QueryAsync(Name, new { input = "hi" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("/serving-endpoints/responses", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private ResponsesClient Responses() => Server.OpenAI().GetResponsesClient();

    private CreateResponseOptions Ask(string text, bool stream = false) =>
        new(Name, [ResponseItem.CreateUserMessageItem(text)])
        {
            Instructions = "Be brief.",
            StoredOutputEnabled = false,
            StreamingEnabled = stream,
        };
}
