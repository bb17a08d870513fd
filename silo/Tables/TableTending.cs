using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Andamento.Silo.Tables;

/// <summary>Looks after the files of tables: cuts torn lines once, removes what is past its retention again and again.</summary>
internal sealed class TableTending(
    TableFolder folder, IOptions<TableOptions> options, TimeProvider time, ILogger<TableTending> log) : BackgroundService
{
    /// <summary>Cuts what killed processes left unfinished, before anything is written or read.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var file in folder.All()) TornLine.Cut(file.Path);

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RetentionPeriod, time);
        do
        {
            Tend();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Tend()
    {
        try
        {
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            foreach (var file in Retention.Expired(folder.All(), today, options.Value))
            {
                if (TryRemove(file.Path)) TableLog.Removed(log, file.Path);
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            TableLog.TendingFailed(log, options.Value.RetentionPeriod, failed);
        }
    }

    private static bool TryRemove(string path)
    {
        try
        {
            using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            File.Delete(path);
            return true;
        }
        catch (IOException)
        {
            return false; // somebody writes or reads it; the next look may find it free
        }
    }
}
