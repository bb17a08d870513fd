using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Andamento.Endpoints;

/// <summary>
/// Wakes endpoints that have work of their own: a running deployment, or replicas to keep. An endpoint whose silo died
/// lives on where it is called next; this calls it.
/// </summary>
internal sealed class EndpointWaker(
    IGrainFactory grains, IHostApplicationLifetime host, IOptions<EndpointOptions> options, TimeProvider time,
    ILogger<EndpointWaker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var period = new PeriodicTimer(options.Value.WakePeriod, time);
        try
        {
            await StartedAsync(stoppingToken);
            do await WakeAsync(stoppingToken);
            while (await period.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = host.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }

    private async Task WakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var directory = grains.GetGrain<IEndpointDirectoryGrain>(IEndpointDirectoryGrain.Workspace);
            foreach (var name in await directory.ListBusyAsync(cancellationToken))
                await grains.GetGrain<IEndpointGrain>(name).GetAsync(cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            EndpointLog.WakingFailed(log, options.Value.WakePeriod, failed);
        }
    }
}
