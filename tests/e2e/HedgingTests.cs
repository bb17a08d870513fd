using System.Net;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd;

public class HedgingTests
{
    [Fact]
    public async Task Where_the_operator_hedges_a_slow_response_is_overtaken_and_counts_once()
    {
        await using var server = await Server.StartAsync(settings: ("Andamento:ServedEntities:HedgeAfter:hedged", "00:00:00.050"));
        await using var upstream = await WireDouble.StartAsync();
        await server.Client.CreateExternalAsync("hedged", upstream);
        await server.Client.SendAsync(
            HttpMethod.Put, "/api/2.0/serving-endpoints/hedged/rate-limits",
            new { rate_limits = new[] { new { calls = 2, key = "endpoint", renewal_period = "minute" } } });

        foreach (var (stream, left) in new[] { (false, "1"), (true, "0") })
        {
            upstream.ReplyOnce(Replies.Never);
            using var answer = await server.Client.QueryAsync("hedged", Calls.Hello(stream));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(left, answer.Headers.GetValues("x-ratelimit-remaining-requests").Single());
            Assert.Contains("upstream", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            await (await upstream.NextRequestAsync()).DisconnectedAsync();
            await upstream.NextRequestAsync();
        }

        Assert.Equal(4, upstream.Requests.Count);
    }
}
