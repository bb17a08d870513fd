namespace Andamento.Tests.Engine.Grains;

public interface IBirthGrain : ILocated
{
    /// <summary>Tells which activation answers.</summary>
    Task<Guid> GetActivationAsync();
}

internal sealed class BirthGrain : LocatedGrain, IBirthGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Signal.Send($"birth {this.GetPrimaryKeyString()}");
        return Task.CompletedTask;
    }

    public Task<Guid> GetActivationAsync() => Task.FromResult(_activation);
}
