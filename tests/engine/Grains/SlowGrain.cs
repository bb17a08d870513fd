namespace Andamento.Tests.Engine.Grains;

public interface ISlowGrain : ILocated
{
    [ResponseTimeout("00:00:00.3")]
    Task WaitAsync(string gate);

    /// <summary>As long as the caller's configuration allows.</summary>
    Task WaitLongAsync(string gate);

    Task<bool> CallAsync(string otherKey, string gate);

    IAsyncEnumerable<int> StreamAsync(string gate);
}

internal sealed class SlowGrain : LocatedGrain, ISlowGrain
{
    public Task WaitAsync(string gate) => Gate.Of(gate).PassAsync();

    public Task WaitLongAsync(string gate) => Gate.Of(gate).PassAsync();

    public async Task<bool> CallAsync(string otherKey, string gate)
    {
        try
        {
            await GrainFactory.GetGrain<ISlowGrain>(otherKey).WaitAsync(gate);
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    public async IAsyncEnumerable<int> StreamAsync(string gate)
    {
        await Gate.Of(gate).PassAsync();
        yield return 1;
    }
}
