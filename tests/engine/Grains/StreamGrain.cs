using System.Runtime.CompilerServices;

namespace Andamento.Tests.Engine.Grains;

public interface IStreamGrain : ILocated
{
    /// <summary>Numbers from 0, as fast as they are taken. Signals "produced" after the last one it made.</summary>
    IAsyncEnumerable<int> CountAsync(int count);

    /// <summary>One item, then the gate, then another item.</summary>
    IAsyncEnumerable<string> PauseAsync(string gate, CancellationToken cancellationToken = default);

    /// <summary>Items until the token or the caller ends it; signals its key with how it ended.</summary>
    IAsyncEnumerable<long> ForeverAsync(CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> FailAfterAsync(int items);

    IAsyncEnumerable<Shape?> ShapesAsync(IReadOnlyList<Shape?> shapes);

    Task<long> GetProducedAsync();

    Task LeaveAsync();
}

internal sealed class StreamGrain : LocatedGrain, IStreamGrain
{
    private long _produced;

    public async IAsyncEnumerable<int> CountAsync(int count)
    {
        await Task.Yield();
        for (var item = 0; item < count; item++) yield return item;
    }

    public async IAsyncEnumerable<string> PauseAsync(
        string gate, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return "before";
        await Gate.Of(gate).PassAsync(cancellationToken);
        yield return "after";
    }

    public async IAsyncEnumerable<long> ForeverAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var end = "disposed";
        try
        {
            for (var item = 0L; ; item++)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    end = "cancelled";
                    cancellationToken.ThrowIfCancellationRequested();
                }

                _produced++;
                yield return item;
                await Task.Yield();
            }
        }
        finally
        {
            Signal.Send(this.GetPrimaryKeyString(), end);
        }
    }

    public async IAsyncEnumerable<int> FailAfterAsync(int items)
    {
        for (var item = 0; item < items; item++) yield return item;
        await Task.Yield();
        throw new RefusedException("broke off", items);
    }

    public async IAsyncEnumerable<Shape?> ShapesAsync(IReadOnlyList<Shape?> shapes)
    {
        await Task.Yield();
        foreach (var shape in shapes) yield return shape;
    }

    public Task<long> GetProducedAsync() => Task.FromResult(_produced);

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
