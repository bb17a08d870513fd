namespace Orleans.Standin;

/// <summary>Hashes that every silo and every run computes alike: ownership of grains depends on them.</summary>
internal static class Hashing
{
    public static uint Stable(ReadOnlySpan<byte> bytes)
    {
        var hash = 2166136261u;
        foreach (var value in bytes)
        {
            hash = (hash ^ value) * 16777619u;
        }

        return Mix(hash);
    }

    /// <summary>Spreads a hash over all bits (the finaliser of MurmurHash3, which is public domain).</summary>
    public static uint Mix(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >> 13;
        hash *= 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }

    public static uint Combine(uint left, uint right) => Mix((left * 31) ^ right);
}
