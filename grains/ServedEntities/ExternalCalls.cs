using Andamento.Endpoints;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>Runs the requests of one served entity at its provider. One for the whole process.</summary>
internal sealed class ExternalCalls : IServedEntity
{
    private readonly ServedEntityDefinition _definition;
    private readonly EntityCredentials _credentials;
    private readonly ProviderClient _client;
    private readonly IProviderAdapter _adapter;
    private readonly Circuit _circuit;
    private readonly CallSlots _slots;
    private readonly Hedge? _hedge;

    /// <summary>Begins with a closed circuit.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.Unavailable"/>: the provider is not known here.</exception>
    public ExternalCalls(
        string endpoint, ServedEntityDefinition definition, EntityCredentials credentials, ProviderClient client,
        ServedEntityOptions options, TimeProvider time)
    {
        (_definition, _credentials, _client) = (definition, credentials, client);
        var provider = definition.Entity.External!.Provider;
        _adapter = ProviderCatalog.Find(provider) ?? throw new ServingException(
            FailureKind.Unavailable, $"This version of the cluster has no provider '{provider}'.");
        _circuit = new(options, time);
        _slots = new(definition.Entity.Name, options, time);
        _hedge = Hedge.Of(endpoint, options, _slots, _circuit);
    }

    /// <inheritdoc/>
    public async Task<ServingAnswer> InvokeAsync(ServingRequest request, CancellationToken cancellationToken)
    {
        var call = Call(request, stream: false);
        using var visit = await EnterAsync(cancellationToken);
        try
        {
            var target = await _credentials.TargetAsync(request.AnswerModel, cancellationToken);
            var answer = await _client.SendAsync(_adapter, call, target, request.TimeLeft, cancellationToken);
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
        var target = await _credentials.TargetAsync(request.AnswerModel, cancellationToken);
        return await _client.OpenStreamAsync(_adapter, Call(request, stream: true), target, request.TimeLeft, cancellationToken);
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

    private ProviderCall Call(ServingRequest request, bool stream) => request.Task == _definition.Entity.Task
        ? new(request.Task.ToProvider(), request.Body, stream)
        {
            Hops = request.Hops,
            JoinEvents = request.JoinEvents,
            Hedge = _hedge?.Called(),
        }
        : throw new ServingException(FailureKind.BadRequest, $"'{_definition.Entity.Name}' does another task.");

    internal static TokenUsage? Usage(ProviderUsage? usage) =>
        usage is { } used ? new(used.PromptTokens, used.CompletionTokens) : null;

    internal static AnswerHead? Head(ProviderAnswerHead? head) => head is null ? null : new()
    {
        UpstreamRequestId = head.RequestId,
        DroppedParameters = head.DroppedParameters,
    };
}
