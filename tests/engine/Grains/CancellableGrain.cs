namespace Andamento.Tests.Engine.Grains;

public interface ICancellableGrain : ILocated
{
    /// <summary>Signals its key with "begun", then "cancelled" or "ended".</summary>
    Task WaitAsync(CancellationToken cancellationToken);

    /// <summary>Passes its token on to another grain.</summary>
    Task PassOnAsync(string otherKey, CancellationToken cancellationToken);

    Task<bool> CanBeCancelledAsync(int number, string text, CancellationToken cancellationToken);
}

internal sealed class CancellableGrain : LocatedGrain, ICancellableGrain
{
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        Signal.Send(key, "begun");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Signal.Send(key, "cancelled");
            throw;
        }
    }

    public Task PassOnAsync(string otherKey, CancellationToken cancellationToken) =>
        GrainFactory.GetGrain<ICancellableGrain>(otherKey).WaitAsync(cancellationToken);

    public Task<bool> CanBeCancelledAsync(int number, string text, CancellationToken cancellationToken) =>
        Task.FromResult(cancellationToken.CanBeCanceled && !cancellationToken.IsCancellationRequested);
}
