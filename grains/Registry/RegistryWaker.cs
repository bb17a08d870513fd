using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Andamento.Registry;

/// <summary>
/// Wakes models that have something to look after: files that a lost silo was checking, uploads that have gone silent. And
/// removes bytes of uploads that no model knows of any more.
/// </summary>
internal sealed class RegistryWaker(
    IGrainFactory grains, IModelIntake intake, IHostApplicationLifetime host, IOptions<RegistryOptions> options, TimeProvider time,
    ILogger<RegistryWaker> log) : BackgroundService
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
            var directory = grains.GetGrain<IModelDirectoryGrain>(IModelDirectoryGrain.Workspace);
            foreach (var model in await directory.ListUnfinishedAsync(cancellationToken))
                await WakeAsync(model, cancellationToken);

            // Twice the silence: the model of a silent upload gives it up first, and says so.
            await intake.SweepAsync(time.GetUtcNow() - (2 * options.Value.UploadSilence), cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            RegistryLog.WakingFailed(log, options.Value.WakePeriod, failed);
        }
    }

    private async Task WakeAsync(string model, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IRegisteredModelGrain>(model).TendAsync(cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            RegistryLog.TendingFailed(log, model, failed); // the others are looked after all the same
        }
    }
}
