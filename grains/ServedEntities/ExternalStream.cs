using System.Runtime.CompilerServices;
using Andamento.Providers;
using Andamento.Providers.Http;
using Andamento.Serving;

namespace Andamento.ServedEntities;

/// <summary>
/// One streamed answer of a provider. Written by hand, as the one enumerator that every event of every stream passes: two
/// compiled ones inside each other would take turns for each event, also for those that are here already.
/// </summary>
internal sealed class ExternalStream(ExternalCalls entity, ServingRequest request, CancellationToken cancellationToken)
    : IAsyncEnumerable<AnswerFrame>, IAsyncEnumerator<AnswerFrame>
{
    private CancellationTokenSource? _both;
    private CancellationToken _stop = cancellationToken;
    private ProviderVisit? _visit;
    private ProviderStream? _answer;

    /// <inheritdoc/>
    public AnswerFrame Current { get; private set; } = null!;

    /// <summary>Starts; an answer is enumerated once.</summary>
    public IAsyncEnumerator<AnswerFrame> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (cancellationToken == _stop || !cancellationToken.CanBeCanceled) return this;

        _both = CancellationTokenSource.CreateLinkedTokenSource(_stop, cancellationToken);
        _stop = _both.Token;
        return this;
    }

    /// <inheritdoc/>
    public ValueTask<bool> MoveNextAsync() => TryTake() ? new(true) : MoveOnAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_answer is not null) await _answer.DisposeAsync();
        _visit?.Dispose();
        _both?.Dispose();
    }

    private bool TryTake()
    {
        if (_answer is null || !_answer.TryTake(out var chunk)) return false;

        Current = new()
        {
            Json = chunk.Json,
            Usage = ExternalCalls.Usage(chunk.Usage),
            Head = ExternalCalls.Head(chunk.Head),
        };
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> MoveOnAsync()
    {
        _visit ??= await entity.EnterAsync(_stop);
        try
        {
            _answer ??= await entity.OpenAsync(request, _stop);
            while (!TryTake())
            {
                if (await _answer.ReadAsync()) continue;

                _visit.Answered();
                return false;
            }

            return true;
        }
        catch (ProviderException failed)
        {
            throw _visit.Failed(failed);
        }
    }
}
