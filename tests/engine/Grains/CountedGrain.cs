namespace Andamento.Tests.Engine.Grains;

public interface ICountedGrain : ILocated
{
    Task LeaveAsync();
}

internal sealed class CountedGrain : LocatedGrain, ICountedGrain
{
    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
