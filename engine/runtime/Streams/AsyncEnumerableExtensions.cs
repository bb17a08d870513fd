namespace Orleans.Runtime;

public static class AsyncEnumerableExtensions
{
    /// <summary>Limits how many items may travel in one message; slow items never wait for a full batch.</summary>
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize)
    {
        if (self is IRemoteStream stream)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(maxBatchSize, 1);
            stream.BatchSize = maxBatchSize;
        }

        return self;
    }
}
