using Andamento.Silo.Tables;
using Andamento.Tables;
using Andamento.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Andamento.Tests.Unit.Tables;

public sealed class RetentionTests
{
    private static readonly DateOnly Today = new(2030, 1, 31);

    [Fact]
    public void Files_older_than_the_days_kept_go() =>
        Assert.Equal(
            ["2030-01-01.a", "2030-01-29.a"],
            Expired(new() { RetainDays = 2 }, File("2030-01-30.a"), File("2030-01-01.a"), File("2030-01-29.a"), File("2030-01-31.a")));

    [Fact]
    public void When_the_rest_is_too_much_the_oldest_go_first_and_no_more_than_needed() =>
        Assert.Equal(
            ["2030-01-29.a", "2030-01-30.a"],
            Expired(new() { RetainBytes = 250 }, File("2030-01-31.a"), File("2030-01-30.a"), File("2030-01-30.b"), File("2030-01-29.a")));

    [Fact]
    public void What_other_tables_are_joined_with_stays_and_counts() =>
        Assert.Equal(
            ["2030-01-30.a"],
            Expired(
                new() { RetainDays = 2, RetainBytes = 150 }, File("2030-01-30.a"), File("2001-01-01.x") with { KeptForEver = true }));

    [Fact]
    public async Task Days_pass_and_old_files_go_while_the_server_runs()
    {
        await using var store = new Store(new() { RetainDays = 2, RetentionPeriod = TimeSpan.FromHours(1) });
        await store.WriteAsync(
            new NumberedRow(1, store.Time.GetUtcNow()),
            new NumberedRow(2, store.Time.GetUtcNow()) { In = TableName.ServedEntities });
        using var tending = new TableTending(
            store.Folder, Options.Create(store.Options), store.Time, NullLogger<TableTending>.Instance);
        await tending.StartAsync(CancellationToken.None);
        await store.Time.TimerWithinAsync(TimeSpan.FromHours(1)).ForAsync("the timer of the retention");

        store.Time.Advance(TimeSpan.FromDays(1));
        Assert.Single(store.Files());

        store.Time.Advance(TimeSpan.FromDays(1));
        while (store.Files().Length > 0)
        {
            store.Time.Advance(TimeSpan.FromHours(1)); // a tick that came while the last was worked on is made up for
            await Task.Yield();
        }

        Assert.Single(store.Folder.NewestFirst(TableName.ServedEntities));
        await tending.StopAsync(CancellationToken.None);
    }

    private static StoredFile File(string name) => new("/tables/t/" + name, DateOnly.Parse(name[..10]), 100, KeptForEver: false);

    private static string[] Expired(TableOptions options, params StoredFile[] files) =>
        [.. Retention.Expired(files, Today, options).Select(file => Path.GetFileName(file.Path))];
}
