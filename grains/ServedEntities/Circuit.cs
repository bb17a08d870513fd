using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>
/// Stops sending to a provider that fails, and lets one request try whether it is back (providers contract, 6.3).
/// Closed while all is well; open after failures that are many and at least half of the calls; half open when its pause
/// is over: one request passes, and its end decides. Safe for concurrent use.
/// </summary>
/// <remarks>Counting only failures would cut off a provider that answers a thousand calls a second and fails one.</remarks>
internal sealed class Circuit(ServedEntityOptions options, TimeProvider time)
{
    private readonly Lock _changing = new();
    private readonly Queue<long> _failures = new(); // times, as long as they count
    private long _calls; // since the first of them
    private ServingException? _last; // why it is open; null while it is closed
    private long _openedAt;
    private TimeSpan _pause;
    private bool _trying;

    /// <summary>True while requests pass freely.</summary>
    public bool IsClosed => Volatile.Read(ref _last) is null;

    /// <summary>Called before a request goes to the provider.</summary>
    /// <returns>True when this request is the one that tries whether the provider is back.</returns>
    /// <exception cref="ServingException">The circuit is open: the kind of its last failure, and when to try again.</exception>
    public bool Enter()
    {
        if (IsClosed) return false;

        lock (_changing)
        {
            if (_last is null) return false;

            var left = _pause - time.GetElapsedTime(_openedAt);
            if (left > TimeSpan.Zero || _trying) throw Refusal(_last, left);

            return _trying = true;
        }
    }

    /// <summary>The provider answered, be it with a refusal of the request.</summary>
    public void Answered(bool trying)
    {
        if (Volatile.Read(ref _calls) > 0) Interlocked.Increment(ref _calls); // counted from the first failure on
        if (!trying) return;

        lock (_changing)
        {
            Volatile.Write(ref _last, null);
            _trying = false;
            _failures.Clear();
            Volatile.Write(ref _calls, 0);
        }
    }

    /// <summary>The request ended without a word of the provider: its caller left.</summary>
    public void Left(bool trying)
    {
        if (!trying) return;

        lock (_changing) _trying = false; // the next one tries
    }

    /// <summary>The provider failed.</summary>
    public void Failed(bool trying, ServingException failure)
    {
        if (options.CircuitFailures == 0) return;

        lock (_changing)
        {
            if (trying) _trying = false;
            else if (!IsManyWith(time.GetTimestamp())) return;

            _pause = failure.RetryAfter is { } asked && asked > options.CircuitPause ? asked : options.CircuitPause;
            _openedAt = time.GetTimestamp();
            Volatile.Write(ref _last, failure);
        }
    }

    private bool IsManyWith(long now)
    {
        while (_failures.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) > options.CircuitWindow) _failures.Dequeue();
        if (_failures.Count == 0) Volatile.Write(ref _calls, 0);

        _failures.Enqueue(now);
        var calls = Interlocked.Increment(ref _calls);
        return _failures.Count >= options.CircuitFailures && _failures.Count * 2 >= calls;
    }

    private static ServingException Refusal(ServingException last, TimeSpan left) => new(
        last.Kind is FailureKind.UpstreamLimited ? FailureKind.UpstreamLimited : FailureKind.UpstreamUnavailable,
        $"The provider keeps failing, so nothing is sent to it for a moment. The last failure: {last.Message}")
    {
        RetryAfter = left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1),
        Code = "circuit_open",
        UpstreamStatus = last.UpstreamStatus,
    };
}
