namespace Andamento.ServedEntities;

/// <summary>
/// Which replica last had a request that began like this one. A table of fixed size: a newer beginning takes the row of an older one,
/// and what is forgotten costs a replica some work, nothing else. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Two beginnings are kept of each body: a shorter one, which requests with the same instructions share, and a longer one, which only
/// those of one conversation or document do. Shorter bodies have too little in common to be worth a choice.
/// </remarks>
internal sealed class PrefixMemory
{
    private const int ShortBytes = 512;
    private const int LongBytes = 2048;
    private const int Rows = 4096;

    private readonly long[] _rows = new long[Rows]; // a hash's upper half, then a replica's ordinal from 1

    /// <summary>The beginnings of a body.</summary>
    public static Beginning Of(ReadOnlySpan<byte> body) => new(Hash(body, ShortBytes), Hash(body, LongBytes));

    /// <summary>The replica's ordinal; null when no request began so.</summary>
    public int? Find(Beginning beginning) => Find(beginning.Long) ?? Find(beginning.Short);

    /// <summary>Notes which replica has the beginning now.</summary>
    public void Note(Beginning beginning, int ordinal)
    {
        Note(beginning.Short, ordinal);
        Note(beginning.Long, ordinal);
    }

    private int? Find(int? hash)
    {
        if (hash is not { } wanted) return null;
        var row = Volatile.Read(ref _rows[wanted & (Rows - 1)]);
        return row != 0 && (int)(row >> 32) == wanted ? (int)row - 1 : null;
    }

    private void Note(int? hash, int ordinal)
    {
        if (hash is { } noted) Volatile.Write(ref _rows[noted & (Rows - 1)], ((long)noted << 32) | (uint)(ordinal + 1));
    }

    private static int? Hash(ReadOnlySpan<byte> body, int bytes)
    {
        if (body.Length < bytes) return null;
        var hash = new HashCode();
        hash.AddBytes(body[..bytes]);
        return hash.ToHashCode();
    }

    /// <summary>Hashes of a body's beginnings; null for those it is too short for.</summary>
    internal readonly record struct Beginning(int? Short, int? Long);
}
