using Andamento.Identity;

namespace Andamento.Api.Auth;

/// <summary>Listens for changes of users and tokens, and tells the cache of them and of its own deafness.</summary>
internal sealed class TokenWatch(IGrainFactory grains, TokenCache cache, TimeProvider time, ILogger<TokenWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = FirstDelay;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                long? known = null; // on the first word of a new line, what happened before it is unknown
                var identity = grains.GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);
                await foreach (var revision in identity.WatchAsync(stoppingToken).WithCancellation(stoppingToken))
                {
                    if (revision != known) cache.Changed();

                    known = revision;
                    delay = FirstDelay;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception broken)
            {
                AuthLog.WatchBroken(log, delay, broken);
            }

            cache.Unwatched();
            await Task.Delay(delay, time, stoppingToken);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }
}
