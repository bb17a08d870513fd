using System.Runtime.CompilerServices;
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
    public async IAsyncEnumerable<AnswerFrame> StreamAsync(
        ServingRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = Call(request, stream: true);
        using var visit = await EnterAsync(cancellationToken);
        var target = await credentials.TargetAsync(request.AnswerModel, cancellationToken);
        await using var chunks = client.StreamAsync(_adapter, call, target, request.TimeLeft, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(chunks, visit))
        {
            var chunk = chunks.Current;
            yield return new() { Json = chunk.Json, Usage = Usage(chunk.Usage), Head = Head(chunk.Head) };
        }

        visit.Answered();
    }

    private static ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ProviderChunk> chunks, Visit visit)
    {
        var next = chunks.MoveNextAsync();
        return next.IsCompletedSuccessfully ? next : WaitAsync(next, visit);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> WaitAsync(ValueTask<bool> next, Visit visit)
    {
        try
        {
            return await next;
        }
        catch (ProviderException failed)
        {
            throw visit.Failed(failed);
        }
    }

    private ProviderCall Call(ServingRequest request, bool stream) => request.Task == definition.Entity.Task
        ? new(request.Task.ToProvider(), request.Body, stream) { Hops = request.Hops, JoinEvents = request.JoinEvents }
        : throw new ServingException(FailureKind.BadRequest, $"'{definition.Entity.Name}' does another task.");

    private static TokenUsage? Usage(ProviderUsage? usage) =>
        usage is { } used ? new(used.PromptTokens, used.CompletionTokens) : null;

    private static AnswerHead? Head(ProviderAnswerHead? head) => head is null ? null : new()
    {
        UpstreamRequestId = head.RequestId,
        DroppedParameters = head.DroppedParameters,
    };

    private async ValueTask<Visit> EnterAsync(CancellationToken cancellationToken)
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

    /// <summary>One request at the provider: its slot, and what its end tells the circuit.</summary>
    private sealed class Visit(CallSlots slots, Circuit circuit, bool trying) : IDisposable
    {
        private bool _ended;

        public void Answered()
        {
            _ended = true;
            circuit.Answered(trying);
        }

        public ServingException Failed(ProviderException failed)
        {
            _ended = true;
            var failure = ServingFailures.From(failed);
            if (ServingFailures.IsOfProvider(failed.Failure)) circuit.Failed(trying, failure);
            else circuit.Answered(trying);
            return failure;
        }

        public void Dispose()
        {
            if (!_ended) circuit.Left(trying);
            slots.GiveBack();
        }
    }
}
