using System.Security.Cryptography;
using System.Text;
using Andamento.Endpoints;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Secrets;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>
/// Where the calls of one served entity go, and with which credentials. Made once and used until a secret may have
/// changed: opening credentials costs more than the rest of a call. Safe for concurrent use.
/// </summary>
internal sealed class EntityCredentials(
    ServedEntityDefinition definition, string endpointId, ProviderClient client, IGrainFactory grains, ISecretProtector protector,
    TimeProvider time)
{
    /// <summary>How long a secret of a scope may be out of date; a new value needs no change of the endpoint.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly ExternalModel _model = definition.Entity.External!;
    private readonly HashSet<string> _references = ReferencesOf(definition.Entity.External!); // settings that name a secret

    private readonly ServerMemory _memory = new();

    private Made? _made; // Several requests may make it at once; the last one is kept.

    /// <summary>The target of a call whose answer names this model.</summary>
    /// <exception cref="ServingException">A secret is gone, or the key ring is not the cluster's.</exception>
    public ValueTask<ProviderTarget> TargetAsync(string answerModel, CancellationToken cancellationToken) =>
        Volatile.Read(ref _made) is { } made && made.Target.AnswerModel == answerModel
            && (_references.Count == 0 || time.GetElapsedTime(made.At) < Freshness)
            ? new(made.Target)
            : MakeAsync(answerModel, cancellationToken);

    private static HashSet<string> ReferencesOf(ExternalModel model) =>
    [
        .. ProviderCatalog.Find(model.Provider)?.Descriptor.Settings.Where(setting => setting.Secret).Select(setting => setting.Name)
            .Intersect(model.Settings.Select(setting => setting.Name)) ?? [],
    ];

    private async ValueTask<ProviderTarget> MakeAsync(string answerModel, CancellationToken cancellationToken)
    {
        var madeAt = time.GetTimestamp();
        var provider = ProviderCatalog.Find(_model.Provider)!.Descriptor; // who calls has found it
        var settings = new Dictionary<string, string>(client.Defaults(provider), StringComparer.Ordinal);
        foreach (var (name, value) in _model.Settings)
        {
            settings[name] = _references.Contains(name) ? await RevealAsync(name, value, cancellationToken) : value;
        }

        foreach (var setting in definition.SealedSettings)
        {
            settings[setting.Name] = Open(setting);
        }

        var target = new ProviderTarget(_model.Name, answerModel, settings) { Memory = _memory };
        Volatile.Write(ref _made, new(target, madeAt));
        return target;
    }

    private string Open(SealedSetting setting)
    {
        try
        {
            return Encoding.UTF8.GetString(
                protector.Open(EndpointReferences.Purpose(endpointId, setting.Name), setting.Sealed.ToArray()));
        }
        catch (CryptographicException lost)
        {
            throw new ServingException(
                FailureKind.Unavailable,
                $"The credentials of '{definition.Entity.Name}' cannot be decrypted on this machine; is its key ring the cluster's?",
                lost);
        }
    }

    // The secret was there when the endpoint was made. Whoever deleted it since reads this (V21).
    private async ValueTask<string> RevealAsync(string name, string reference, CancellationToken cancellationToken) =>
        SecretReference.TryParse(reference, out var secret) && await grains.GetGrain<ISecretScopeGrain>(secret.Scope).RevealAsync(secret.Key, cancellationToken) is { } value
            ? value
            : throw new ServingException(
                FailureKind.InvalidParameter, $"{_model.ConfigName}.{name}: the secret {reference} does not exist any more.");

    private sealed record Made(ProviderTarget Target, long At);
}
