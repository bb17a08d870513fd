using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd;

public class TimeLimitTests
{
    [Fact]
    public async Task A_query_that_takes_too_long_ends_with_its_call_to_the_provider()
    {
        await using var server = await Server.StartAsync(settings: ("Andamento:Invocations:ExecutionTimeout", "00:00:02"));
        await using var upstream = await WireDouble.StartAsync();
        await server.Client.CreateExternalAsync("slow", upstream);
        upstream.Reply(Replies.Never);

        using var answer = await server.Client.QueryAsync("slow", Calls.Hello());
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Equal("DEADLINE_EXCEEDED", body.GetProperty("error_code").GetString());
        await (await upstream.NextRequestAsync()).DisconnectedAsync();
    }

    [Fact]
    public async Task Settings_out_of_range_end_the_start_with_their_name()
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Server.StartAsync(settings: ("Andamento:Invocations:ExecutionTimeout", "02:00:00")));

        Assert.Contains("ExecutionTimeout", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_in_several_sections_are_told_in_one_start()
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => Server.StartAsync(settings:
        [
            ("Andamento:Invocations:KeepAlive", "02:00:00"),
            ("Andamento:Connections:RateGrace", "00:00:01"),
            ("Andamento:Connections:MaxHeaders", "1"),
            ("Providers:Retries", "99"),
        ]));

        Assert.All(
            ["KeepAlive", "RateGrace", "MaxHeaders", "'Retries'"],
            name => Assert.Contains(name, failed.Message, StringComparison.Ordinal));
    }
}
