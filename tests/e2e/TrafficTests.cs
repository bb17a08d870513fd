using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

public sealed class TrafficTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output)
{
    [Fact]
    public async Task Traffic_follows_its_percentages_and_a_direct_route_does_not()
    {
        await using var a = await WireDouble.StartAsync();
        await using var b = await WireDouble.StartAsync();
        await using var spare = await WireDouble.StartAsync();
        await Client.CreateAsync(
            Name,
            [Api.External("a", a), Api.External("b", b), Api.External("spare", spare)],
            [Api.Route("a", 90), Api.Route("b", 10), Api.Route("spare", 0)]);

        var served = new List<string>();
        foreach (var batch in Enumerable.Range(0, 1000).Chunk(50))
        {
            served.AddRange(await Task.WhenAll(batch.Select(_ => ServedByAsync("invocations"))));
        }

        Say(string.Join(", ", served.CountBy(name => name)));
        Assert.InRange(served.Count(name => name == "a"), 850, 950);
        Assert.InRange(served.Count(name => name == "b"), 50, 150);
        Assert.DoesNotContain("spare", served);
        Assert.Equal((served.Count(name => name == "a"), 0), (a.Requests.Count, spare.Requests.Count));

        Assert.Equal("b", await ServedByAsync("served-models/b/invocations"));
        Assert.Equal("spare", await ServedByAsync("served-models/spare/invocations"));
    }

    [Fact]
    public async Task New_percentages_hold_from_the_next_query_on_and_no_query_is_lost()
    {
        await using var a = await WireDouble.StartAsync();
        await using var b = await WireDouble.StartAsync();
        object[] entities = [Api.External("a", a), Api.External("b", b)];
        await Client.CreateAsync(Name, entities, [Api.Route("a", 100), Api.Route("b", 0)]);
        using var enough = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            var names = new List<string>();
            while (!enough.IsCancellationRequested) names.Add(await ServedByAsync("invocations"));
            return names;
        });

        for (var round = 0; round < 5; round++)
        {
            await UpdateAsync(round % 2 is 0 ? 0 : 100);
        }

        await enough.CancelAsync();
        Assert.All(await load, name => Assert.Contains(name, new[] { "a", "b" })); // a refusal would have thrown
        Assert.Equal("b", await ServedByAsync("invocations"));

        async Task UpdateAsync(int share)
        {
            await Client.SendAsync(HttpMethod.Put, $"/api/2.0/serving-endpoints/{Name}/config", new
            {
                served_entities = entities,
                traffic_config = new { routes = new[] { Api.Route("a", share), Api.Route("b", 100 - share) } },
            });
            await Client.UntilReadyAsync(Name);
        }
    }

    private async Task<string> ServedByAsync(string route)
    {
        using var answer = await Client.PostAsync(
            $"/serving-endpoints/{Name}/{route}",
            new StringContent("""{"messages":[{"role":"user","content":"hi"}]}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return answer.Headers.GetValues("Served-Model-Name").Single();
    }
}
