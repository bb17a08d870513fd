using System.Runtime.ExceptionServices;

namespace Orleans.Standin;

/// <summary>The consuming half: what a proxy returns for a method that returns a stream.</summary>
internal interface IRemoteStream
{
    int BatchSize { get; set; }
}

#pragma warning disable CA1001 // A call owns nothing: Dispose belongs to the genuine interface.
internal sealed class RemoteStream<TArgs, T> : IAsyncEnumerable<T>, IRemoteStream
    where TArgs : struct
{
    private readonly GrainReference _grain;
    private readonly Call<TArgs> _call;

    public RemoteStream(GrainReference grain, Method<TArgs, T> method, ref TArgs args)
    {
        _grain = grain;
        _call = new Call<TArgs>(method) { Args = args };
    }

    public int BatchSize { get; set; } = 100;

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new Enumerator(
        _grain.AsReference<IStreamExtension>(), _call, BatchSize, _call.GetCancellationToken(), cancellationToken);

    private sealed class Enumerator : IAsyncEnumerator<T>
    {
        private readonly IStreamExtension _producer;
        private readonly Call _call;
        private readonly int _batchSize;
        private readonly Guid _id = Guid.NewGuid();
        private readonly CancellationTokenSource? _linked;
        private readonly CancellationToken _token;
        private T[] _items = [];
        private int _index;
        private bool _isOpen;
        private bool _isOver;

        public Enumerator(IStreamExtension producer, Call call, int batchSize, CancellationToken argument, CancellationToken enumeration)
        {
            _producer = producer;
            _call = call;
            _batchSize = batchSize;
            if (argument.CanBeCanceled && enumeration.CanBeCanceled && argument != enumeration)
            {
                _linked = CancellationTokenSource.CreateLinkedTokenSource(argument, enumeration);
                _token = _linked.Token;
            }
            else
            {
                _token = enumeration.CanBeCanceled ? enumeration : argument;
            }
        }

        public T Current => _items[_index];

        public ValueTask<bool> MoveNextAsync() => ++_index < _items.Length ? new(true) : Fetch();

        public async ValueTask DisposeAsync()
        {
            await Close();
            _linked?.Dispose();
        }

        private async ValueTask<bool> Fetch()
        {
            _items = [];
            if (_isOver)
            {
                return false;
            }

            StreamChunk chunk;
            do
            {
                chunk = await Ask();
            }
            while (chunk.Status == StreamStatus.Waiting);
            switch (chunk.Status)
            {
                case StreamStatus.Items:
                    _items = (T[])chunk.Items!;
                    _index = 0;
                    _isOver = chunk.IsLast;
                    _isOpen = !_isOver;
                    return true;
                case StreamStatus.Failed:
                    End();
                    ExceptionDispatchInfo.Throw(chunk.Failure!);
                    return false;
                case StreamStatus.Cancelled:
                    End();
                    throw new OperationCanceledException(_token);
                case StreamStatus.Unknown:
                    End();
                    throw new EnumerationAbortedException("Enumeration aborted: the grain does not know this enumerator. It was deactivated since, or the enumerator was idle for too long.");
                default:
                    End();
                    return false;
            }
        }

        private async Task<StreamChunk> Ask()
        {
            var wasOpen = _isOpen;
            try
            {
                _token.ThrowIfCancellationRequested();
                if (wasOpen)
                {
                    return await _producer.Next(_id, _token);
                }

                _isOpen = true;
                return await _producer.Open(_id, _call, _batchSize, _token);
            }
            catch (OrleansMessageRejectionException lost) when (wasOpen)
            {
                End();
                throw new EnumerationAbortedException("Enumeration aborted: the silo that produced it is gone.", lost);
            }
            catch
            {
                await Close();
                throw;
            }
        }

        private void End()
        {
            _isOver = true;
            _isOpen = false;
        }

        private async Task Close()
        {
            _isOver = true;
            if (!_isOpen)
            {
                return;
            }

            _isOpen = false;
            try
            {
                await _producer.Close(_id);
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException)
            {
                // The producer is gone, and with it what there was to close.
            }
        }
    }
}
