using System.Diagnostics.Metrics;
using Andamento.Silo.Tables;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.Unit.Tables;

public sealed class TableWriterTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Rows_are_lines_of_json_in_a_file_of_their_day()
    {
        await using var store = new Store();

        await store.WriteAsync(new NumberedRow(1, Noon), new NumberedRow(2, Noon));

        var file = Assert.Single(store.Files());
        Assert.StartsWith("2030-01-01.", Path.GetFileName(file), StringComparison.Ordinal);
        Assert.Equal("main.default.numbers", Path.GetFileName(Path.GetDirectoryName(file)));
        Assert.Equal(
            """
            {"number":1,"request_time":"2030-01-01T12:00:00Z","parity":"odd"}
            {"number":2,"request_time":"2030-01-01T12:00:00Z","parity":"even"}

            """.ReplaceLineEndings("\n"),
            await File.ReadAllTextAsync(file));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Rows_that_come_within_the_delay_are_written_together_and_can_be_read_while_the_writer_runs()
    {
        await using var store = new Store();
        using var writer = await store.StartAsync();

        store.Sink.Offer(new NumberedRow(1, Noon));
        await store.Time.TimerWithinAsync(store.Options.WriteDelay).ForAsync("the writer to gather");
        store.Sink.Offer(new NumberedRow(2, Noon));
        Assert.Empty(await store.NumbersAsync());
        store.Time.Advance(store.Options.WriteDelay);
        await store.Time.TimerWithinAsync(store.Options.SyncPeriod).ForAsync("the writer to wait for more");

        Assert.Equal([2, 1], await store.NumbersAsync());
        await store.StopAsync(writer);
    }

    [Fact]
    public async Task A_row_that_must_not_be_lost_does_not_wait_for_others()
    {
        await using var store = new Store();
        using var writer = await store.StartAsync();

        await store.Sink.WriteAsync([new NumberedRow(1, Noon), new NumberedRow(2, Noon)], CancellationToken.None)
            .ForAsync("the rows to be on the disk, though the clock stands still");

        Assert.Equal([2, 1], await store.NumbersAsync());
        await store.StopAsync(writer);
    }

    [Fact]
    public async Task A_new_day_has_a_new_file_and_a_late_row_of_yesterday_makes_no_third()
    {
        await using var store = new Store();

        await store.WriteAsync(
            new NumberedRow(1, Noon), new NumberedRow(2, Noon.AddDays(1)), new NumberedRow(3, Noon), new NumberedRow(4, Noon.AddDays(1)));

        Assert.Equal(["2030-01-01", "2030-01-02"], store.Files().Select(file => Path.GetFileName(file)[..10]));
        Assert.Equal([4, 3, 2, 1], await store.NumbersAsync());
    }

    [Fact]
    public async Task A_full_file_is_followed_by_the_next()
    {
        await using var store = new Store(new() { MaxFileBytes = 1000 });

        await store.WriteAsync([.. Enumerable.Range(0, 5).Select(n => new NumberedRow(n, Noon) { Padding = new('x', 600) })]);

        Assert.Equal([2, 2, 1], store.Files().Select(file => File.ReadLines(file).Count()));
        Assert.Equal([4, 3, 2, 1, 0], await store.NumbersAsync());
    }

    [Fact]
    public async Task Two_processes_never_write_to_one_file()
    {
        await using var store = new Store();

        await store.WriteAsync(new NumberedRow(1, Noon));
        await store.WriteAsync(new NumberedRow(2, Noon));

        Assert.Equal(2, store.Files().Length);
    }

    [Fact]
    public async Task Tables_that_nobody_writes_to_any_more_hold_no_file_open()
    {
        await using var store = new Store();
        using var writer = await store.StartAsync();
        store.Sink.Offer(new NumberedRow(1, Noon));
        await store.Time.TimerWithinAsync(store.Options.WriteDelay).ForAsync("the writer to gather");
        store.Time.Advance(store.Options.WriteDelay);

        await store.Time.TimerWithinAsync(store.Options.SyncPeriod).ForAsync("the writer to wait for more");
        Assert.True(IsOpen(store.Files()[0]));

        // The first sync after a row still finds it used; the second does not. Each of these writes ends with a sync.
        for (var sync = 0; sync < 2; sync++)
        {
            await store.Sink.WriteAsync([new NumberedRow(2, Noon) { In = new("a", "b", "c") }], CancellationToken.None)
                .ForAsync("a sync");
        }

        Assert.False(IsOpen(store.Files()[0]));
        await store.StopAsync(writer);
    }

    [Fact]
    public async Task A_row_that_cannot_be_composed_costs_no_other()
    {
        await using var store = new Store();

        await store.WriteAsync(
            new NumberedRow(1, Noon), new NumberedRow(2, Noon) { Defect = new InvalidOperationException() }, new NumberedRow(3, Noon));

        Assert.Equal([3, 1], await store.NumbersAsync());
    }

    [Fact]
    public async Task A_table_that_cannot_be_written_costs_no_other_and_goes_on_when_it_can()
    {
        await using var store = new Store();
        using var counted = new CountedRows(store.Meters);
        var blocked = Path.Combine(store.Path, "main.default.numbers");
        await File.WriteAllTextAsync(blocked, "a file where the folder should be");
        using var writer = await store.StartAsync();
        var other = new NumberedRow(1, Noon) { In = new("main", "default", "other") };

        await Assert.ThrowsAsync<IOException>(() => store.Sink
            .WriteAsync([new NumberedRow(1, Noon), other], CancellationToken.None).ForAsync("the refusal"));
        File.Delete(blocked);
        await store.Sink.WriteAsync([new NumberedRow(2, Noon)], CancellationToken.None).ForAsync("the next row");

        Assert.Equal([2], await store.NumbersAsync());
        Assert.Equal([1], await store.NumbersAsync(Store.Query() with { Table = other.Table }));
        await store.StopAsync(writer);
    }

    [Fact]
    public async Task What_waits_is_written_when_the_server_stops_and_then_nothing_is_taken()
    {
        await using var store = new Store();
        using var counted = new CountedRows(store.Meters);
        using var writer = await store.StartAsync();
        var closed = store.Sink;
        for (var number = 0; number < 10_000; number++) store.Sink.Offer(new NumberedRow(number, Noon));

        await store.StopAsync(writer);
        closed.Offer(new NumberedRow(-1, Noon));

        Assert.Equal(10_000, File.ReadLines(Assert.Single(store.Files())).Count());
        Assert.Equal((10_000, 1), (counted.Written, counted.Lost));
        await Assert.ThrowsAsync<IOException>(() => closed.WriteAsync([new NumberedRow(-1, Noon)], CancellationToken.None));
    }

    private static bool IsOpen(string file)
    {
        try
        {
            using var alone = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}

/// <summary>Listens to what became of rows.</summary>
internal sealed class CountedRows : IDisposable
{
    private readonly MeterListener _listener;
    private long _written;
    private long _lost;

    public CountedRows(object meters)
    {
        _listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == TableMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == "andamento.tables.rows.written") Interlocked.Add(ref _written, value);
            else Interlocked.Add(ref _lost, value);
        });
        _listener.Start();
    }

    public long Written => Interlocked.Read(ref _written);

    public long Lost => Interlocked.Read(ref _lost);

    public void Dispose() => _listener.Dispose();
}
