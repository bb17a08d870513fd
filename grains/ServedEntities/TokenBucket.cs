namespace Andamento.ServedEntities;

/// <summary>
/// Tokens that may be used now: they come at a rate, one second of them is kept, and what was used beyond is a debt.
/// What a request costs is known at its end, so it may begin while there is no debt.
/// </summary>
internal sealed class TokenBucket
{
    private readonly double _perSecond;
    private readonly TimeProvider _time;
    private double _level;
    private long _at;

    /// <param name="perSecond">The rate; more than 0.</param>
    /// <param name="time">The clock.</param>
    public TokenBucket(double perSecond, TimeProvider time)
    {
        _perSecond = _level = perSecond;
        _time = time;
        _at = time.GetTimestamp();
    }

    /// <summary>What is there now; negative for a debt.</summary>
    public double Level
    {
        get
        {
            var now = _time.GetTimestamp();
            _level = Math.Min(_perSecond, _level + _perSecond * _time.GetElapsedTime(_at, now).TotalSeconds);
            _at = now;
            return _level;
        }
    }

    /// <summary>How long until the debt is paid; zero when there is none.</summary>
    public TimeSpan Debt => Level > 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_level / _perSecond + 0.001);

    /// <summary>Takes what was used.</summary>
    public void Take(double tokens) => _level = Level - tokens;

    /// <summary>Corrects it by what somebody knows who sees more.</summary>
    public void Set(double level)
    {
        _at = _time.GetTimestamp();
        _level = Math.Min(_perSecond, level);
    }
}
