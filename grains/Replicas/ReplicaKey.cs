using System.Globalization;

namespace Andamento.Replicas;

/// <summary>The grain key of a replica. The accelerator is part of it, so that placement can read it before any activation exists.</summary>
/// <param name="Set">The key of its replica set.</param>
/// <param name="Accelerator">What its silo must have.</param>
/// <param name="Ordinal">Which replica of the set, from 0.</param>
internal readonly record struct ReplicaKey(string Set, Accelerator Accelerator, int Ordinal)
{
    /// <summary>The grain key.</summary>
    public override string ToString() => $"{Set}/{Name(Accelerator)}/{Ordinal}";

    /// <summary>What a silo says in its metadata, and a replica in its key.</summary>
    public static string Name(Accelerator accelerator) => accelerator is Accelerator.Cuda ? "cuda" : "none";

    /// <summary>Reads a grain key.</summary>
    /// <exception cref="FormatException">The text is no such key.</exception>
    public static ReplicaKey Parse(string key)
    {
        var ordinal = key.LastIndexOf('/');
        var accelerator = ordinal > 0 ? key.LastIndexOf('/', ordinal - 1) : -1;
        if (accelerator < 0 || !int.TryParse(key.AsSpan(ordinal + 1), NumberStyles.None, null, out var number))
            throw new FormatException($"'{key}' is not set/accelerator/ordinal.");

        return new(key[..accelerator], key[(accelerator + 1)..ordinal] is "cuda" ? Accelerator.Cuda : Accelerator.None, number);
    }
}
