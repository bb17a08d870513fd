using System.Diagnostics;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd;

public sealed class ConnectionTests
{
    [Fact]
    public async Task One_connection_too_many_is_closed_until_another_one_ends()
    {
        await using var server = await Server.StartAsync(settings: ("Andamento:Connections:MaxConnections", "2"));
        using var first = await RawConnection.OpenAsync(server);
        using (var second = await RawConnection.OpenAsync(server))
        {
            Assert.True(await IsServedAsync(server, first));
            Assert.True(await IsServedAsync(server, second));
            using var third = await RawConnection.OpenAsync(server);
            Assert.False(await IsServedAsync(server, third));
        }

        await UntilServedAsync(server);
        Assert.True(await IsServedAsync(server, first));
    }

    [Fact]
    public async Task A_reader_who_never_comes_back_loses_the_stream_and_the_provider_is_told()
    {
        await using var upstream = await WireDouble.StartAsync();
        await using var server = await Server.StartAsync(settings:
        [
            ("Andamento:Connections:MinAnswerRate", $"{1024 * 1024 * 1024}"), // what the sockets hold, which may be megabytes, buys no time
            ("Andamento:Connections:RateGrace", "00:00:02"),
        ]);
        await server.Client.CreateExternalAsync("slow", upstream);
        upstream.ReplyOnce(new LargeStream().Reply);
        using var reader = await RawConnection.OpenAsync(server);
        await reader.SendAsync(LargeStream.Ask(server, "slow"));
        Assert.StartsWith("HTTP/1.1 200 ", await reader.ReadAsync(), StringComparison.Ordinal);

        await (await upstream.NextRequestAsync()).DisconnectedAsync();

        Assert.DoesNotContain("[DONE]", await reader.ReadToEndAsync().ForAsync("the end of the stream"), StringComparison.Ordinal);
    }

    private static async Task<bool> IsServedAsync(Server server, RawConnection connection)
    {
        await connection.SendAsync(RawConnection.Head(server, "GET /health/live") + "\r\n\r\n");
        try
        {
            return (await connection.ReadAsync().ForAsync("an answer, or the end")).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    // That a connection has ended is seen by the server a moment later.
    private static async Task UntilServedAsync(Server server)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var next = await RawConnection.OpenAsync(server);
            if (await IsServedAsync(server, next)) return;

            Assert.True(Stopwatch.GetElapsedTime(started) < Patience.Limit, "The place of the connection that ended stays taken.");
        }
    }
}
