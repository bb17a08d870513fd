using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.Unit.Providers.Custom;

/// <summary>Servers that do not know stream_options, and <c>usage_in_stream: auto</c>.</summary>
public sealed class UsageInStreamTests
{
    private const string FromFastApi = """{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}""";

    private static readonly IProviderAdapter Adapter = ProviderCatalog.Find("custom")!;

    [Theory]
    [InlineData(400, """{"error":{"message":"Unrecognized request argument supplied: stream_options","type":"invalid_request_error"}}""")]
    [InlineData(400, """{"error":{"message":"Unknown parameter.","param":"stream_options.include_usage"}}""")]
    [InlineData(422, FromFastApi)]
    public async Task A_server_that_refuses_the_question_is_asked_once_and_never_again(int status, string refusal)
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyOnce(Replies.Json(status, refusal));
        using var client = Calls.Client(configure: options => options.Retries = 0);
        var target = Target(upstream, "auto");

        await StreamAsync(client, target);
        await StreamAsync(client, target);

        Assert.Equal([true, false, false], upstream.Requests.Select(request => Asks(request)));
    }

    [Fact]
    public async Task A_server_that_answers_is_asked_each_time()
    {
        await using var upstream = await WireDouble.StartAsync();
        using var client = Calls.Client();
        var target = Target(upstream, "auto");

        await StreamAsync(client, target);
        await StreamAsync(client, target);

        Assert.Equal([true, true], upstream.Requests.Select(request => Asks(request)));
    }

    [Theory]
    [InlineData("on", 400, FromFastApi)]
    [InlineData("auto", 400, """{"error":{"message":"messages: too long"}}""")]
    [InlineData("auto", 500, """{"error":{"message":"stream_options"}}""")]
    public async Task Other_refusals_are_the_answer(string mode, int status, string refusal)
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyOnce(Replies.Json(status, refusal));
        using var client = Calls.Client(configure: options => options.Retries = 0);

        var failed = await Calls.FailsAsync(() => StreamAsync(client, Target(upstream, mode)));

        Assert.Equal(status, failed.Status);
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task Words_of_a_caller_that_a_refusal_repeats_teach_nothing()
    {
        await using var upstream = await WireDouble.StartAsync();
        var refusal = Replies.Json(400, """{"error":{"message":"cannot parse 'stream_options'"}}""");
        upstream.ReplyOnce(refusal, refusal);
        using var client = Calls.Client(configure: options => options.Retries = 0);
        var target = Target(upstream, "auto");

        await Calls.FailsAsync(() => StreamAsync(client, target));
        await StreamAsync(client, target);

        Assert.Equal([true, false, true], upstream.Requests.Select(request => Asks(request)));
    }

    [Fact]
    public async Task Options_of_one_caller_that_are_refused_cost_the_others_nothing()
    {
        await using var upstream = await WireDouble.StartAsync();
        upstream.ReplyOnce(Replies.Json(422, """{"detail":[{"loc":["body","stream_options","x_own"],"msg":"Extra inputs are not permitted"}]}"""));
        using var client = Calls.Client(configure: options => options.Retries = 0);
        var target = Target(upstream, "auto");

        await Calls.FailsAsync(() => StreamAsync(client, target, """{"include_usage":true,"x_own":1}"""));
        await StreamAsync(client, target);

        Assert.Equal([true, true], upstream.Requests.Select(request => Asks(request)));
    }

    private static Task<List<string>> StreamAsync(ProviderClient client, ProviderTarget target, string options = """{"include_usage":true}""") =>
        client.StreamAsync(
            Adapter,
            Calls.Chat($$"""{"messages":[{"role":"user","content":"Hi"}],"stream_options":{{options}}}""", stream: true),
            target).ReadAsync();

    private static ProviderTarget Target(WireDouble upstream, string mode) => Calls.Target(
        ("custom_provider_url", upstream.BaseAddress), ("bearer_token_auth.token", upstream.ApiKey), ("usage_in_stream", mode));

    private static bool Asks(WireRequest request) => request.Json.TryGetProperty("stream_options", out _);
}
