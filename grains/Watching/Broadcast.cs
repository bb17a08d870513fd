using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Andamento.Watching;

/// <summary>Tells any number of watchers the newest value. A slow watcher skips values; it never holds up the others.</summary>
/// <remarks>Belongs to one activation and is used within its turns.</remarks>
internal sealed class Broadcast<T>(TimeProvider time)
    where T : notnull
{
    private readonly HashSet<Channel<T>> _watchers = [];

    /// <summary>How many watch.</summary>
    public int Watchers => _watchers.Count;

    /// <summary>Tells every watcher.</summary>
    public void Publish(T value)
    {
        foreach (var watcher in _watchers) watcher.Writer.TryWrite(value);
    }

    /// <summary>Ends every watch.</summary>
    public void End()
    {
        foreach (var watcher in _watchers) watcher.Writer.TryComplete();
    }

    /// <summary>Yields the value now, after each change, and again whenever <paramref name="heartbeat"/> passes without one.</summary>
    public async IAsyncEnumerable<T> WatchAsync(
        T now, TimeSpan heartbeat, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var news = Channel.CreateBounded<T>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        _watchers.Add(news);
        try
        {
            yield return now;
            while (await HasNewsAsync(news.Reader, heartbeat, cancellationToken) is { } hasNews)
            {
                if (hasNews && news.Reader.TryRead(out var next)) now = next;
                yield return now;
            }
        }
        finally
        {
            _watchers.Remove(news);
        }
    }

    /// <summary>True for news, false for a heartbeat, null for the end.</summary>
    private async Task<bool?> HasNewsAsync(ChannelReader<T> news, TimeSpan heartbeat, CancellationToken cancellationToken)
    {
        using var beat = new CancellationTokenSource(heartbeat, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(beat.Token, cancellationToken);
        try
        {
            return await news.WaitToReadAsync(either.Token) ? true : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
