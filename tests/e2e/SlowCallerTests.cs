using System.Diagnostics;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd;

/// <summary>Callers who hold a connection by being slow. Between any two of their bytes the server serves others.</summary>
public sealed class SlowCallerTests(ImpatientServer impatient) : IClassFixture<ImpatientServer>
{
    private const int OthersBetween = 20; // so that a fast machine too gets its bytes slowly: some hundred a second

    private const string Query = "/serving-endpoints/slow/invocations";

    private Server Server => impatient.Server;

    [Theory]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: cluster\r\nX-Slow: ")]
    [InlineData("POST /serving-endpoints/slow/invocations HTTP/1.1\r\nHost: cluster\r\nX-Slow: ")]
    [InlineData("GET /")]
    public async Task Headers_that_trickle_in_end_their_connection(string beginning)
    {
        var answer = await TrickleAsync(beginning, "x");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Empty(impatient.Upstream.Requests);
    }

    [Theory]
    [InlineData(Query, "Content-Length: 1000000", " ")]
    [InlineData(Query, "Transfer-Encoding: chunked", "1\r\n \r\n")]
    [InlineData("/v1/chat/completions", "Content-Length: 1000000", " ")]
    [InlineData("/api/2.0/serving-endpoints", "Content-Length: 1000000", " ")]
    public async Task A_body_that_trickles_in_is_refused_in_the_words_of_the_contract(string path, string framing, string piece)
    {
        var answer = await TrickleAsync(RawConnection.Post(Server, path, framing), piece);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        var body = JsonSerializer.Deserialize<JsonElement>(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        Assert.Equal("BAD_REQUEST", body.GetProperty("error_code").GetString());
        Assert.StartsWith("The request body came too slowly.", body.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("request_timeout", body.GetProperty("error").GetProperty("code").GetString());
        Assert.Empty(impatient.Upstream.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_that_asks_nothing_is_closed(bool before)
    {
        using var idle = await RawConnection.OpenAsync(Server);
        var started = Stopwatch.GetTimestamp();
        if (before) await idle.SendAsync(RawConnection.Head(Server, "GET /health/live") + "\r\n\r\n");

        var answer = await idle.ReadToEndAsync().ForAsync("the end of an idle connection");

        Assert.InRange(Stopwatch.GetElapsedTime(started), ImpatientServer.Patience, Patience.Limit);
        Assert.StartsWith(before ? "HTTP/1.1 200 " : "", answer, StringComparison.Ordinal);
        Assert.Equal(before ? 1 : 0, answer.Split("HTTP/1.1").Length - 1);
    }

    [Theory]
    [InlineData(100, 10, 200)]
    [InlineData(101, 10, 431)]
    [InlineData(50, 1_000, 431)]
    [InlineData(4, 40_000, 431)]
    public async Task Headers_have_a_number_and_a_size_that_none_exceeds(int count, int bytes, int status)
    {
        using var connection = await RawConnection.OpenAsync(Server);
        var more = Enumerable.Range(0, count - 3).Select(i => $"X-{i:000}: {new string('x', bytes - 6)}"); // Host, Authorization and Connection stand before
        await connection.SendAsync(RawConnection.Head(Server, "GET /health/live", ["Connection: close", .. more]) + "\r\n\r\n");

        var answer = await connection.ReadToEndAsync().ForAsync("the answer to many headers");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_who_pauses_and_goes_on_gets_all_of_a_stream()
    {
        await using var upstream = await WireDouble.StartAsync();
        var stream = new LargeStream();
        upstream.ReplyOnce(stream.Reply);
        await Server.Client.CreateExternalAsync("large", upstream);
        using var reader = await RawConnection.OpenAsync(Server);
        await reader.SendAsync(LargeStream.Ask(Server, "large"));
        var beginning = await reader.ReadAsync();

        for (var paused = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(paused) < 2.5 * ImpatientServer.Patience;) await impatient.ServeAnotherAsync();
        var held = stream.Sent;
        await impatient.ServeAnotherAsync();
        Assert.Equal(held, stream.Sent); // everybody waits for the reader, or this test proves nothing
        stream.End();
        var all = beginning + await reader.ReadToEndAsync().ForAsync("the rest of the stream");

        Assert.Equal(stream.Sent, all.Split("\"content\"").Length - 1);
        Assert.EndsWith("data: [DONE]\n\n\r\n0\r\n\r\n", all, StringComparison.Ordinal);
    }

    private async Task<string> TrickleAsync(string beginning, string piece)
    {
        using var slow = await RawConnection.OpenAsync(Server);
        var started = Stopwatch.GetTimestamp();
        var answer = slow.ReadToEndAsync();
        await slow.SendAsync(beginning);
        while (!answer.IsCompleted)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience.Limit, "The server still waits.");
            await slow.SendAsync(piece);
            for (var i = 0; i < OthersBetween && !answer.IsCompleted; i++) await impatient.ServeAnotherAsync();
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started), ImpatientServer.Patience, Patience.Limit);
        return await answer;
    }
}
