namespace Andamento.Inference.Generation.Sampling;

/// <summary>
/// Random numbers of one sequence: a function of its seed and of how many were drawn before, so the same seed gives the same
/// numbers whatever else runs.
/// </summary>
internal struct Draws(long seed)
{
    // The SplitMix64 generator: a counter in steps of the golden ratio, and a mixer.
    private ulong _state = (ulong)seed;

    /// <summary>The next number, from 0 to below 1.</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        return (mixed >> 11) * (1.0 / (1UL << 53));
    }
}
