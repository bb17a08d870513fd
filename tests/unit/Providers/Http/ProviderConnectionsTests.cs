using System.Diagnostics;
using System.Net.Sockets;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.Unit.Providers.Http;

/// <summary>How providers are reached, and that some are not.</summary>
public sealed class ProviderConnectionsTests
{
    [Fact]
    public async Task Connections_are_used_again_by_whole_and_streamed_calls()
    {
        await using var upstream = await WireDouble.StartAsync();
        var connections = 0;
        using var handler = ProviderConnections.Open(Calls.LocalOptions);
        var connect = handler.ConnectCallback!;
        handler.ConnectCallback = (context, token) =>
        {
            connections++;
            return connect(context, token);
        };
        using var client = new ProviderClient(handler, Calls.LocalOptions, TimeProvider.System);

        for (var i = 0; i < 5; i++)
        {
            await client.SendAsync(upstream);
            await client.StreamAsync(upstream).ReadAsync();
            await upstream.Requests[^1].AnsweredAsync();
            // The end of a stream is read behind its last event; a refusal has its body read as well.
            upstream.ReplyOnce(Replies.Error(400, "no"));
            await Calls.FailsAsync(() => client.SendAsync(upstream));
        }

        Assert.InRange(connections, 1, 2);
    }

    [Fact]
    public async Task A_call_leaves_when_it_is_written()
    {
        await using var upstream = await WireDouble.StartAsync();
        var sockets = new List<Socket>();
        using var handler = ProviderConnections.Open(Calls.LocalOptions);
        var connect = handler.ConnectCallback!;
        handler.ConnectCallback = async (context, token) =>
        {
            var stream = (NetworkStream)await connect(context, token);
            sockets.Add(stream.Socket);
            return stream;
        };
        using var client = new ProviderClient(handler, Calls.LocalOptions, TimeProvider.System);

        await client.SendAsync(upstream);

        Assert.True(Assert.Single(sockets).NoDelay);
    }

    [Fact]
    public async Task An_address_that_the_operator_does_not_allow_is_not_called()
    {
        await using var upstream = await WireDouble.StartAsync();
        using var client = Calls.Client(configure: options => options.AllowLoopback = false);

        var refused = await Calls.FailsAsync(() => client.SendAsync(upstream));

        Assert.Equal((ProviderFailure.Refused, "address_not_allowed"), (refused.Failure, refused.Code));
        Assert.Equal(
            "openai_api_base leads to 127.0.0.1, a loopback address; the operator can set Providers:AllowLoopback.",
            refused.Message);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task A_name_is_judged_by_where_it_leads()
    {
        await using var upstream = await WireDouble.StartAsync();
        using var client = Calls.Client(configure: options => options.AllowLoopback = false);
        var target = Calls.Target(
            ("openai_api_base", upstream.BaseAddress.Replace("127.0.0.1", "localhost")), ("openai_api_key", upstream.ApiKey));

        var refused = await Calls.FailsAsync(
            () => client.SendAsync(Calls.OpenAI, Calls.Chat(), target, Calls.Minute, default));

        Assert.Equal("address_not_allowed", refused.Code);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_tried_again_and_then_told()
    {
        using var client = Calls.Client(configure: options => options.RetryDelay = TimeSpan.FromMilliseconds(10));
        var target = Calls.Target(("openai_api_base", $"http://127.0.0.1:{ClosedPort()}"), ("openai_api_key", "sk-x"));

        var failed = await Calls.FailsAsync(
            () => client.SendAsync(Calls.OpenAI, Calls.Chat(), target, Calls.Minute, default));

        Assert.Equal((ProviderFailure.Unreachable, "upstream_unreachable"), (failed.Failure, failed.Code));
    }

    [Fact]
    public async Task A_connection_that_does_not_come_about_in_time_is_nobody_at_the_address()
    {
        var options = new ProviderOptions { ConnectTimeout = TimeSpan.FromMilliseconds(100), Retries = 0 };
        var handler = ProviderConnections.Open(options);
        handler.ConnectCallback = async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new UnreachableException();
        };
        using var client = new ProviderClient(handler, options, TimeProvider.System);

        var failed = await Calls.FailsAsync(
            () => client.SendAsync(Calls.OpenAI, Calls.Chat(), Calls.Target(), Calls.Minute, default));

        Assert.Equal((ProviderFailure.Unreachable, "upstream_unreachable"), (failed.Failure, failed.Code));
        Assert.Equal("Provider openai could not be reached: no connection in time.", failed.Message);
    }

    [Fact]
    public async Task A_host_that_nobody_knows_is_nobody_at_the_address()
    {
        using var client = Calls.Client(configure: options => options.Retries = 0);
        var target = Calls.Target(("openai_api_base", "http://no-such-host.invalid"));

        var failed = await Calls.FailsAsync(
            () => client.SendAsync(Calls.OpenAI, Calls.Chat(), target, Calls.Minute, default));

        Assert.Equal(ProviderFailure.Unreachable, failed.Failure);
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
