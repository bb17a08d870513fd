using Andamento.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Andamento.Silo.Tables;

/// <summary>Writes waiting rows to files, in batches: one loop per process.</summary>
/// <remarks>
/// Rows are handed to the system after <see cref="TableOptions.WriteDelay"/> and forced to the disk every
/// <see cref="TableOptions.SyncPeriod"/>. When the host stops, what waits is written first.
/// </remarks>
internal sealed class TableWriter(
    TableQueue queue, TableFolder folder, TableMetrics metrics, IOptions<TableOptions> options, TimeProvider time,
    ILogger<TableWriter> log) : IHostedService, IDisposable // a BackgroundService stopped at once would never begin
{
    private const int MaxBatch = 4096;

    private readonly List<TableRow> _rows = [];
    private readonly List<DurableRows> _durable = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Writes what waits, as long as the host has time for it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using var files = new TableFiles(folder, WriterName(time.GetUtcNow()), options.Value.MaxFileBytes, log);
        var syncedAt = time.GetTimestamp();
        while (await WaitAsync(files, stoppingToken))
        {
            if (Take()) await GatherAsync(stoppingToken);
            Write(files);
            if (time.GetElapsedTime(syncedAt) < options.Value.SyncPeriod && _durable.Count is 0) continue;

            Sync(files);
            syncedAt = time.GetTimestamp();
        }

        Sync(files);
    }

    /// <summary>A name that no other process has, and that sorts by its start.</summary>
    private static string WriterName(DateTimeOffset now) =>
        $"{now.UtcDateTime:yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Waits for a row, or until open files are to be synced. False when there will be no more.</summary>
    private async Task<bool> WaitAsync(TableFiles files, CancellationToken stoppingToken)
    {
        var next = queue.Waiting.WaitToReadAsync(CancellationToken.None);
        if (next.IsCompleted || !files.HasOpen) return await next;

        var row = next.AsTask();
        try
        {
            return await row.WaitAsync(options.Value.SyncPeriod, time, stoppingToken);
        }
        catch (TimeoutException)
        {
            return true; // nothing to write, something to sync
        }
        catch (OperationCanceledException)
        {
            return await row; // closed by now: what waits, and then the end
        }
    }

    /// <summary>Lets more rows come, so that many are written at once. Not when the host stops.</summary>
    private async Task GatherAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(options.Value.WriteDelay, time, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // No more will come.
        }

        Take();
    }

    /// <summary>Takes what waits. True when more could be waited for.</summary>
    private bool Take()
    {
        while (_rows.Count < MaxBatch && queue.Waiting.TryRead(out var waiting))
        {
            if (waiting.Row is { } row) _rows.Add(row);
            else _durable.Add(waiting.Durable!);
        }

        return _durable.Count is 0 && _rows.Count is > 0 and < MaxBatch;
    }

    private void Write(TableFiles files)
    {
        if (_rows.Count is 0) return;

        var written = files.Append(_rows);
        metrics.Written(written);
        if (written < _rows.Count) metrics.Failed(_rows.Count - written);

        foreach (var row in _rows) queue.Release(row);
        _rows.Clear();
    }

    private void Sync(TableFiles files)
    {
        var whole = true;
        foreach (var rows in _durable) whole &= files.Append(rows.Rows) == rows.Rows.Count;
        try
        {
            files.Sync();
        }
        catch (Exception failed)
        {
            TableLog.NotSynced(log, failed);
            whole = false;
        }

        foreach (var rows in _durable)
        {
            if (whole) rows.Written.TrySetResult();
            else rows.Written.TrySetException(new IOException("The rows could not be written; the log says why."));
        }

        _durable.Clear();
    }
}
