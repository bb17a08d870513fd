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
    ServedEntityDefinition definition, string endpointId, ProviderClient client, SecretReader secrets, ISecretProtector protector)
{
    private readonly ExternalModel _model = definition.Entity.External!;
    private readonly IProviderAdapter _adapter = ProviderCatalog.Find(definition.Entity.External!.Provider)
        ?? throw new ServingException(
            FailureKind.Unavailable, $"This version of the cluster has no provider '{definition.Entity.External.Provider}'.");

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

    private async ValueTask<ProviderTarget> TargetAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>(client.Defaults(_adapter.Descriptor), StringComparer.Ordinal);
        var secret = _adapter.Descriptor.Settings.Where(setting => setting.Secret).Select(setting => setting.Name).ToHashSet();
        foreach (var (name, value) in _model.Settings)
        {
            settings[name] = secret.Contains(name) ? await RevealAsync(name, value, cancellationToken) : value;
        }

        foreach (var setting in definition.SealedSettings)
        {
            settings[setting.Name] = Open(setting);
        }

        return new(_model.Name, request.AnswerModel, settings);
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
        SecretReference.TryParse(reference, out var secret) && await secrets.ReadAsync(secret, cancellationToken) is { } value
            ? value
            : throw new ServingException(
                FailureKind.InvalidParameter, $"{_model.ConfigName}.{name}: the secret {reference} does not exist any more.");
}
