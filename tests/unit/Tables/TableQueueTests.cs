using Andamento.Silo.Tables;
using Andamento.Tests.TestKit;
using Microsoft.Extensions.Logging;

namespace Andamento.Tests.Unit.Tables;

public sealed class TableQueueTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_row_more_than_fits_is_refused_and_a_written_one_makes_room()
    {
        var queue = new TableQueue(maxRows: 2, maxBytes: 1000);
        var first = new NumberedRow(1, Noon);

        Assert.Equal((true, true, false), (queue.TryAdd(first), queue.TryAdd(new NumberedRow(2, Noon)), queue.TryAdd(new NumberedRow(3, Noon))));

        queue.Release(first);
        Assert.True(queue.TryAdd(new NumberedRow(4, Noon)));
    }

    [Fact]
    public void Rows_that_hold_too_much_memory_are_refused_and_smaller_ones_still_fit()
    {
        var queue = new TableQueue(maxRows: 100, maxBytes: 1000);

        Assert.True(queue.TryAdd(new NumberedRow(1, Noon) { Held = 600 }));
        Assert.False(queue.TryAdd(new NumberedRow(2, Noon) { Held = 600 }));
        Assert.True(queue.TryAdd(new NumberedRow(3, Noon) { Held = 400 }));
    }

    [Fact]
    public async Task A_full_queue_drops_at_once_counts_every_row_and_says_so_at_most_each_10_seconds()
    {
        var log = new Lines();
        await using var store = new Store(new() { MaxWaitingRows = 1 }, log);
        using var counted = new CountedRows(store.Meters);
        store.Sink.Offer(new NumberedRow(0, Noon)); // nobody writes, so it stays

        for (var number = 0; number < 1000; number++) store.Sink.Offer(new NumberedRow(number, Noon));
        Assert.Equal((1000, 1), (counted.Lost, log.Said.Count));

        store.Time.Advance(TimeSpan.FromSeconds(9));
        store.Sink.Offer(new NumberedRow(0, Noon));
        Assert.Single(log.Said);

        store.Time.Advance(TimeSpan.FromSeconds(1));
        store.Sink.Offer(new NumberedRow(0, Noon));
        Assert.Equal(2, log.Said.Count);
        Assert.StartsWith("1001 rows", log.Said[1], StringComparison.Ordinal); // all since the first line
    }

    [Fact]
    public async Task Many_who_offer_at_once_never_get_more_in_than_fits()
    {
        var queue = new TableQueue(maxRows: 100, maxBytes: long.MaxValue);
        var taken = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var number = 0; number < 1000; number++)
            {
                if (queue.TryAdd(new NumberedRow(number, Noon))) Interlocked.Increment(ref taken);
            }
        }))).ForAsync("eight who offer");

        Assert.Equal(100, taken);
    }

    private sealed class Lines : ILogger<FileTableSink>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Add(formatter(state, exception));
    }
}
