using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Processes;

/// <summary>A server that waits for nobody longer than it must, with an endpoint for the slow and one for everybody else.</summary>
public sealed class ImpatientServer : IAsyncLifetime
{
    /// <summary>How long it waits for headers, for a next request, and for a body or a reader to become fast enough.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private WireDouble _prompt = null!;

    /// <summary>The server.</summary>
    public Server Server { get; private set; } = null!;

    /// <summary>The provider of the endpoint <c>slow</c>, which nobody asks but the test.</summary>
    public WireDouble Upstream { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        (_prompt, Upstream) = (await WireDouble.StartAsync(), await WireDouble.StartAsync());
        Server = await Server.StartAsync(settings:
        [
            ("Andamento:Connections:HeadersTimeout", Patience.ToString()),
            ("Andamento:Connections:KeepAliveTimeout", Patience.ToString()),
            ("Andamento:Connections:RateGrace", Patience.ToString()),
            ("Andamento:Connections:MinBodyRate", "100000"),
        ]);
        await Server.Client.CreateExternalAsync("prompt", _prompt);
        await Server.Client.CreateExternalAsync("slow", Upstream);
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await _prompt.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>Another caller, whose query is answered as ever: the clock of those who do something between any two of them.</summary>
    public async Task ServeAnotherAsync()
    {
        using var answer = await Server.Client.QueryAsync("prompt", Calls.Hello());
        Assert.Equal(200, (int)answer.StatusCode);
    }
}
