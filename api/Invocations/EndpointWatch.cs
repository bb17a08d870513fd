using Andamento.Endpoints;
using Andamento.ServedEntities;

namespace Andamento.Api.Invocations;

/// <summary>
/// The newest word about one endpoint, when it came, and when somebody last asked. Any thread may use it.
/// </summary>
internal sealed class EndpointWatch(IGrainFactory grains, ILocalEntities local, TimeProvider time)
{
    /// <summary>A word older than this is confirmed before it is used. The grain speaks every few seconds.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How exactly the last use is known; coarse, so that a busy endpoint does not write per request.
    /// </summary>
    private static readonly TimeSpan UseGrain = TimeSpan.FromSeconds(1);

    private readonly Lock _hearing = new();
    private volatile ServedEndpoint? _endpoint;
    private volatile bool _doubted;
    private bool _heard;
    private long _heardAt;
    private long _usedAt = time.GetTimestamp();

    /// <summary>Follows the endpoint; set once, when the watch is published.</summary>
    public Task Following { get; set; } = Task.CompletedTask;

    /// <summary>Time since somebody asked.</summary>
    public TimeSpan UnusedFor => time.GetElapsedTime(Volatile.Read(ref _usedAt));

    /// <summary>The endpoint, or null when the last word is too old to be used unconfirmed. Notes the use.</summary>
    public ServedEndpoint? TakeFresh()
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(Volatile.Read(ref _usedAt), now) > UseGrain) Volatile.Write(ref _usedAt, now);

        return !_doubted && time.GetElapsedTime(Volatile.Read(ref _heardAt), now) <= MaxAge ? _endpoint : null;
    }

    /// <summary>Takes in a word. One that is older than the known one only proves that the line is alive.</summary>
    /// <returns>The newest known.</returns>
    public ServedEndpoint Hear(EndpointSnapshot word)
    {
        lock (_hearing) // Two sources speak: the stream and a confirmation. Readers take no lock.
        {
            var known = _endpoint;
            if (known is null || IsNewer(word, known.Snapshot)) _endpoint = known = new(word, grains, local);

            Volatile.Write(ref _heardAt, time.GetTimestamp());
            _heard = true;
            return known;
        }
    }

    /// <summary>True when a word has come since this was last asked.</summary>
    public bool TakeHeard()
    {
        lock (_hearing)
        {
            var heard = _heard;
            _heard = false;
            return heard;
        }
    }

    /// <summary>Takes in the answer to a question that was asked after the last doubt.</summary>
    /// <returns>The newest known.</returns>
    public ServedEndpoint Confirm(EndpointSnapshot answer)
    {
        var known = Hear(answer);
        _doubted = false;
        return known;
    }

    /// <summary>
    /// Asks for a confirmation before the next use: what the stream says may be from before what we know to have
    /// changed.
    /// </summary>
    public void Doubt() => _doubted = true;

    private static bool IsNewer(EndpointSnapshot word, EndpointSnapshot known) => word.Id == known.Id
        ? word.Revision > known.Revision
        : word.CreatedAt >= known.CreatedAt; // a name that was deleted and made again
}
