using Andamento.Endpoints;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>Runs the requests of one served entity at its provider. One for the whole process.</summary>
internal sealed class ExternalCalls(
    ServedEntityDefinition definition, EntityCredentials credentials, ProviderClient client, ServedEntityOptions options,
    TimeProvider time) : IServedEntity
{
    private readonly IProviderAdapter _adapter = ProviderCatalog.Find(definition.Entity.External!.Provider)
        ?? throw new ServingException(
            FailureKind.Unavailable, $"This version of the cluster has no provider '{definition.Entity.External.Provider}'.");

    private readonly Circuit _circuit = new(options, time);
    private readonly CallSlots _slots = new(definition.Entity.Name, options, time);

    /// <inheritdoc/>
    public async Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        var call = Call(request, stream: false);
        using var visit = await EnterAsync(cancellationToken);
        try
        {
            var target = await credentials.TargetAsync(request.AnswerModel, cancellationToken);
            var answer = await client.SendAsync(_adapter, call, target, request.TimeLeft, cancellationToken);
            visit.Answered();
            return new()
            {
                Body = answer.Json,
                Usage = Usage(answer.Usage),
                Head = Head(answer.Head),
            };
        }
        catch (ProviderException failed)
        {
            throw visit.Failed(failed);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<AnswerFrame> StreamAsync(ServingRequest request, CancellationToken cancellationToken) =>
        new ExternalStream(this, request, cancellationToken);

    /// <summary>Asks for a streamed answer, on a visit that has begun.</summary>
    /// <exception cref="ProviderException">It failed before its first chunk.</exception>
    internal async Task<ProviderStream> OpenAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        var target = await credentials.TargetAsync(request.AnswerModel, cancellationToken);
        return await client.OpenStreamAsync(_adapter, Call(request, stream: true), target, request.TimeLeft, cancellationToken);
    }

    /// <summary>Takes a slot, once the circuit lets a request through.</summary>
    /// <exception cref="ServingException">It does not, or there is no slot.</exception>
    internal async ValueTask<ProviderVisit> EnterAsync(CancellationToken cancellationToken)
    {
        await _slots.TakeAsync(cancellationToken);
        try
        {
            return new(_slots, _circuit, _circuit.Enter());
        }
        catch
        {
            _slots.GiveBack();
            throw;
        }
    }

    private ProviderCall Call(ServingRequest request, bool stream) => request.Task == definition.Entity.Task
        ? new(request.Task.ToProvider(), request.Body, stream) { Hops = request.Hops, JoinEvents = request.JoinEvents }
        : throw new ServingException(FailureKind.BadRequest, $"'{definition.Entity.Name}' does another task.");

    internal static TokenUsage? Usage(ProviderUsage? usage) =>
        usage is { } used ? new(used.PromptTokens, used.CompletionTokens) : null;

    internal static AnswerHead? Head(ProviderAnswerHead? head) => head is null ? null : new()
    {
        UpstreamRequestId = head.RequestId,
        DroppedParameters = head.DroppedParameters,
    };
}
