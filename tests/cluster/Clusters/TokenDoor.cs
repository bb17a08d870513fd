using Andamento.Api.Auth;
using Andamento.Identity;
using Andamento.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Andamento.Tests.Cluster.Clusters;

/// <summary>The first room of a front door: its memory of tokens, and the watch that keeps it true.</summary>
internal sealed class TokenDoor : IAsyncDisposable
{
    private readonly TokenCache _cache;
    private readonly TokenWatch _watch;

    private TokenDoor(IGrainFactory grains)
    {
        _cache = new(grains, TimeProvider.System);
        _watch = new(grains, _cache, TimeProvider.System, NullLogger<TokenWatch>.Instance);
    }

    public static async Task<TokenDoor> OpenAsync(IGrainFactory grains)
    {
        var door = new TokenDoor(grains);
        await door._watch.StartAsync(CancellationToken.None);
        return door;
    }

    /// <summary>Who enters with a token; null for nobody.</summary>
    public async Task<Principal?> EnterAsync(string token) =>
        _cache.TryRecall(TokenKey.Of(token), out var known) ? known : await _cache.AskAsync(token, CancellationToken.None);

    /// <summary>Waits until the door sees somebody as expected. It hears of a change on its own time, well within a second.</summary>
    public async Task UntilAsync(string token, Func<Principal?, bool> fits, string what)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (!fits(await EnterAsync(token)))
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"Waited for {what}.");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.StopAsync(CancellationToken.None);
        _watch.Dispose();
    }
}
