using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd.Processes;

/// <summary>One server for the tests that do it no harm. Each test makes its own endpoints.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    /// <summary>The server.</summary>
    public Server Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await Server.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>The tests that share <see cref="SharedServer"/>. They run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedServerTests : ICollectionFixture<SharedServer>
{
    public const string Name = "one server";
}

/// <summary>A test against the shared server. What the server printed meanwhile is shown when the test fails.</summary>
[Collection(SharedServerTests.Name)]
public abstract class ServerTest : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly int _printedBefore;

    protected ServerTest(SharedServer shared, ITestOutputHelper output)
    {
        Server = shared.Server;
        _output = output;
        _printedBefore = Server.Output.Length;
    }

    protected Server Server { get; }

    protected HttpClient Client => Server.Client;

    /// <summary>A name that no other test uses.</summary>
    protected string Name { get; } = $"e2e-{Guid.NewGuid():N}"[..20];

    protected void Say(string line) => _output.WriteLine(line);

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _output.WriteLine(Server.Output[_printedBefore..]);
    }
}
