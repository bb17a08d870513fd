using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Andamento.Endpoints;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Secrets;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>Runs requests at a provider, with the credentials of one served entity.</summary>
internal sealed class ExternalCalls(
    ServedEntityDefinition definition, string endpointId, ProviderClient client, IGrainFactory grains, ISecretProtector protector,
    TimeProvider time)
{
    /// <summary>How long a secret of a scope may be out of date; a new value needs no change of the endpoint.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private readonly ExternalModel _model = definition.Entity.External!;
    private readonly IProviderAdapter _adapter = ProviderCatalog.Find(definition.Entity.External!.Provider)
        ?? throw new ServingException(
            FailureKind.Unavailable, $"This version of the cluster has no provider '{definition.Entity.External.Provider}'.");

    private readonly HashSet<string> _references = ReferencesOf(definition.Entity.External!); // settings that name a secret

    // Made once and used until a secret may have changed: opening credentials costs more than the rest of a call.
    private ProviderTarget? _target;
    private long _targetMadeAt;

    /// <summary>Asks for a whole answer.</summary>
    public async Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(request, cancellationToken);
        try
        {
            var answer = await client.SendAsync(_adapter, Call(request, stream: false), target, request.TimeLeft, cancellationToken);
            return new() { Body = answer.Json, Usage = Usage(answer.Usage), UpstreamRequestId = answer.RequestId };
        }
        catch (ProviderException failed)
        {
            throw ServingFailures.From(failed);
        }
    }

    /// <summary>Asks for a streamed answer.</summary>
    public async IAsyncEnumerable<AnswerFrame> StreamAsync(
        ServingRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var target = await TargetAsync(request, cancellationToken);
        await using var chunks = client
            .StreamAsync(_adapter, Call(request, stream: true), target, request.TimeLeft, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(chunks))
        {
            yield return new() { Json = chunks.Current.Json, Usage = Usage(chunks.Current.Usage) };
        }
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ProviderChunk> chunks)
    {
        try
        {
            return await chunks.MoveNextAsync();
        }
        catch (ProviderException failed)
        {
            throw ServingFailures.From(failed);
        }
    }

    private static ProviderCall Call(ServingRequest request, bool stream) => new(request.Task.ToProvider(), request.Body, stream);

    private static TokenUsage? Usage(ProviderUsage? usage) =>
        usage is { } used ? new(used.PromptTokens, used.CompletionTokens) : null;

    private static HashSet<string> ReferencesOf(ExternalModel model) =>
    [
        .. ProviderCatalog.Find(model.Provider)?.Descriptor.Settings.Where(setting => setting.Secret).Select(setting => setting.Name)
            .Intersect(model.Settings.Select(setting => setting.Name)) ?? [],
    ];

    private ValueTask<ProviderTarget> TargetAsync(ServingRequest request, CancellationToken cancellationToken) =>
        _target is { } target && target.AnswerModel == request.AnswerModel
            && (_references.Count == 0 || time.GetElapsedTime(_targetMadeAt) < Freshness)
            ? new(target)
            : MakeTargetAsync(request, cancellationToken);

    private async ValueTask<ProviderTarget> MakeTargetAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        var madeAt = time.GetTimestamp();
        var settings = new Dictionary<string, string>(client.Defaults(_adapter.Descriptor), StringComparer.Ordinal);
        foreach (var (name, value) in _model.Settings)
        {
            settings[name] = _references.Contains(name) ? await RevealAsync(name, value, cancellationToken) : value;
        }

        foreach (var setting in definition.SealedSettings)
        {
            settings[setting.Name] = Open(setting);
        }

        _targetMadeAt = madeAt;
        return _target = new(_model.Name, request.AnswerModel, settings);
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
}
