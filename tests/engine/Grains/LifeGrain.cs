using System.Collections.Concurrent;

namespace Andamento.Tests.Engine.Grains;

public interface ILifeGrain : ILocated
{
    Task<Life> GetLifeAsync();

    /// <summary>Leaves as soon as nothing runs.</summary>
    Task LeaveAsync();

    Task WaitAsync(string gate);

    Task TickForeverAsync(bool keepAlive);
}

[GenerateSerializer]
public sealed record Life(Guid Activation, bool ActivatedBeforeFirstCall, string InjectedSilo);

/// <summary>Tells its key how it comes and goes.</summary>
internal sealed class LifeGrain(ILocalSiloDetails silo) : LocatedGrain, ILifeGrain
{
    /// <summary>Grains that must not activate, by key; with the exception they fail with.</summary>
    public static readonly ConcurrentDictionary<string, Exception> Unable = new(StringComparer.Ordinal);

    private readonly Guid _activation = Guid.NewGuid();
    private bool _activated;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        if (Unable.TryGetValue(key, out var failure)) throw failure;
        if (key.StartsWith("slow", StringComparison.Ordinal)) await Gate.Of(key).PassAsync(cancellationToken);
        _activated = true;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Signal.Send(this.GetPrimaryKeyString(), reason.ReasonCode.ToString());
        return Task.CompletedTask;
    }

    public Task<Life> GetLifeAsync() => Task.FromResult(new Life(_activation, _activated, silo.Name));

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task WaitAsync(string gate) => Gate.Of(gate).PassAsync();

    public Task TickForeverAsync(bool keepAlive)
    {
        var key = this.GetPrimaryKeyString();
        this.RegisterGrainTimer(
            static (name, _) =>
            {
                Signal.Send($"tick {name}");
                return Task.CompletedTask;
            },
            key,
            new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50)) { KeepAlive = keepAlive });
        return Task.CompletedTask;
    }
}
