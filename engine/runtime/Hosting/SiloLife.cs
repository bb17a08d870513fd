using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Orleans.Standin;

/// <summary>A silo's start, its work in the background and its end.</summary>
internal sealed class SiloLife(
    SiloRuntime silo,
    ITransport transport,
    Membership membership,
    ILocalSiloDetails details,
    StagedLifecycle lifecycle,
    IServiceProvider services) : IHostedService, IDisposable
{
    private static readonly TimeSpan StreamScan = TimeSpan.FromSeconds(1);

    private ITimer? _collector;
    private ITimer? _streams;
    private bool _isStopped;

    public bool IsActive => !_isStopped && membership.Current.GetSiloStatus(details.SiloAddress) == SiloStatus.Active;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var participant in services.GetServices<ILifecycleParticipant<ISiloLifecycle>>())
        {
            participant.Participate(lifecycle);
        }

        lifecycle.Subscribe("Join", ServiceLifecycleStage.RuntimeInitialize, Join);
        // What the application started last is stopped before its grains are.
        lifecycle.Subscribe("Active", ServiceLifecycleStage.BecomeActive, BecomeActive, Drain);
        try
        {
            await lifecycle.OnStart(cancellationToken);
        }
        catch
        {
            // The others must not wait for a silo that never came up.
            await StopAsync(CancellationToken.None);
            throw;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        try
        {
            await lifecycle.OnStop(cancellationToken);
        }
        catch (Exception exception)
        {
            silo.Log.StopFailed(exception, details.Name);
        }

        await membership.Announce(details.SiloAddress, SiloStatus.Dead, details.Name, CancellationToken.None);
        await transport.Stop();
        End();
        silo.Log.SiloStopped(details.Name, details.SiloAddress);
    }

    /// <summary>Ends at once, as a process that dies: the others must find out.</summary>
    public async Task Kill()
    {
        _isStopped = true;
        silo.IsKilled = true;
        await transport.Stop();
        foreach (var activation in silo.Catalog.AllWithWorkers)
        {
            activation.Abandon();
        }

        End();
    }

    public void Dispose() => End();

    private async Task Join(CancellationToken cancellationToken)
    {
        await transport.Start(details.SiloAddress, silo.Receive, cancellationToken);
        await membership.Refresh(cancellationToken);
        await membership.Announce(details.SiloAddress, SiloStatus.Joining, details.Name, cancellationToken);
        await silo.Manifest.Refresh();
    }

    private async Task BecomeActive(CancellationToken cancellationToken)
    {
        await membership.Announce(details.SiloAddress, SiloStatus.Active, details.Name, cancellationToken);
        var period = silo.Collection.CollectionQuantum;
        _collector = silo.Time.CreateTimer(static state => ((SiloLife)state!).Collect(), this, period, period);
        _streams = silo.Time.CreateTimer(static state => ((SiloLife)state!).CloseAbandonedStreams(), this, StreamScan, StreamScan);
        silo.Log.SiloActive(details.Name, details.SiloAddress);
    }

    private void Collect()
    {
        foreach (var activation in silo.Catalog.AllWithWorkers)
        {
            activation.DeactivateIfIdle(age: null);
        }
    }

    private void CloseAbandonedStreams()
    {
        foreach (var activation in silo.Catalog.AllWithWorkers)
        {
            if (activation.GetComponent(typeof(IStreamExtension)) is StreamExtension streams)
            {
                activation.Turns.QueueAction(() => streams.CloseAbandoned(silo.ResponseTimeout));
            }
        }
    }

    /// <summary>New activations go elsewhere; those here finish what they do, write what they must and end.</summary>
    private async Task Drain(CancellationToken cancellationToken)
    {
        silo.IsStopping = true;
        await membership.Announce(details.SiloAddress, SiloStatus.ShuttingDown, details.Name, cancellationToken);
        while (silo.Catalog.AllWithWorkers.ToList() is { Count: > 0 } remaining && !cancellationToken.IsCancellationRequested)
        {
            foreach (var activation in remaining)
            {
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "This silo is shutting down"), cancellationToken);
            }

            await Task.WhenAll(remaining.Select(activation => activation.Deactivated)).WaitAsync(cancellationToken);
        }
    }

    private void End()
    {
        _collector?.Dispose();
        _streams?.Dispose();
        silo.Dispose();
        membership.Dispose();
    }
}
