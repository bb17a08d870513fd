using System.Diagnostics.Metrics;
using System.Text.Json;
using Andamento.Silo.Tables;
using Andamento.Tables;
using Andamento.Tests.TestKit;
using Andamento.Tests.Unit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Andamento.Tests.Unit.Tables;

/// <summary>The tables of one process, on a folder and a clock of the test.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public Store(TableOptions? options = null, ILogger<FileTableSink>? log = null)
    {
        Options = options ?? new();
        Folder = new(_folder.Path);
        Queue = new(Options.MaxWaitingRows, Options.MaxWaitingBytes);
        Metrics = new(_services.GetRequiredService<IMeterFactory>());
        Sink = new("7", Queue, Metrics, Time, log ?? NullLogger<FileTableSink>.Instance);
        Reader = new(Folder);
    }

    public ManualTime Time { get; } = new();

    public TableOptions Options { get; }

    public TableFolder Folder { get; }

    public TableQueue Queue { get; private set; }

    public TableMetrics Metrics { get; }

    public FileTableSink Sink { get; private set; }

    public FileTableReader Reader { get; }

    public string Path => _folder.Path;

    public object Meters => _services.GetRequiredService<IMeterFactory>();

    /// <summary>Writes these rows as a process would from its start to its end.</summary>
    public async Task WriteAsync(params TableRow[] rows)
    {
        using var writer = await StartAsync();
        foreach (var row in rows) Sink.Offer(row);
        await StopAsync(writer);
    }

    public async Task<TableWriter> StartAsync()
    {
        var writer = new TableWriter(
            Queue, Folder, Metrics, Microsoft.Extensions.Options.Options.Create(Options), Time, NullLogger<TableWriter>.Instance);
        await writer.StartAsync(CancellationToken.None);
        return writer;
    }

    /// <summary>Stops a writer in good order; another may start then.</summary>
    public async Task StopAsync(TableWriter writer)
    {
        await writer.StopAsync(CancellationToken.None).ForAsync("the writer to stop");
        Queue = new(Options.MaxWaitingRows, Options.MaxWaitingBytes);
        Sink = new("7", Queue, Metrics, Time, NullLogger<FileTableSink>.Instance);
    }

    /// <summary>The files of the table of numbers, the oldest first.</summary>
    public string[] Files() => [.. Folder.NewestFirst(NumberedRow.Numbers).Reverse()];

    /// <summary>The numbers of all rows, those written last first.</summary>
    public async Task<IEnumerable<int>> NumbersAsync(TableQuery? query = null) =>
        Numbers(await Reader.ReadAsync(query ?? Query(), CancellationToken.None));

    public static TableQuery Query(int maxRows = 1000) => new() { Table = NumberedRow.Numbers, MaxRows = maxRows };

    public static IEnumerable<int> Numbers(TablePage page) =>
        [.. page.Rows.Select(row => JsonDocument.Parse(row).RootElement.GetProperty("number").GetInt32())];

    public async ValueTask DisposeAsync()
    {
        Metrics.Dispose();
        await _services.DisposeAsync();
        _folder.Dispose();
    }
}
