using Andamento.Secrets;

namespace Andamento.ServedEntities;

/// <summary>Reads secrets and keeps them for a few seconds: a new value needs no change of the endpoint.</summary>
internal sealed class SecretReader(IGrainFactory grains, TimeProvider time)
{
    /// <summary>How long a value may be out of date.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly Dictionary<SecretReference, (string Value, long ReadAt)> _read = [];

    /// <summary>The plaintext; null when the secret does not exist.</summary>
    public async ValueTask<string?> ReadAsync(SecretReference secret, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(secret, out var known) && time.GetElapsedTime(known.ReadAt) < Freshness) return known.Value;

        var readAt = time.GetTimestamp();
        var value = await grains.GetGrain<ISecretScopeGrain>(secret.Scope).RevealAsync(secret.Key, cancellationToken);
        if (value is null) _read.Remove(secret);
        else _read[secret] = (value, readAt);
        return value;
    }
}
