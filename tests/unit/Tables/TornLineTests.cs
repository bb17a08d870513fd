using Andamento.Silo.Tables;
using Andamento.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Andamento.Tests.Unit.Tables;

public sealed class TornLineTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_start_cuts_the_line_that_a_killed_process_did_not_finish()
    {
        await using var store = new Store();
        await store.WriteAsync(new NumberedRow(1, Noon));
        var file = store.Files()[0];
        var whole = await File.ReadAllTextAsync(file);
        await File.AppendAllTextAsync(file, "{\"number\":2,\"reque");
        Assert.Equal([1], await store.NumbersAsync()); // even before

        await TendAsync(store);

        Assert.Equal(whole, await File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("torn", 0)]
    [InlineData("{}\n", 3)]
    [InlineData("{}\n{}\ntorn", 6)]
    public void Only_what_follows_the_last_line_goes(string content, int left)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, content);

        TornLine.Cut(file);

        Assert.Equal(content[..left], File.ReadAllText(file));
        File.Delete(file);
    }

    [Fact]
    public void A_torn_line_may_be_long()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "{}\n" + new string('x', 200_000));

        TornLine.Cut(file);

        Assert.Equal("{}\n", File.ReadAllText(file));
        File.Delete(file);
    }

    [Fact]
    public async Task The_file_of_a_living_process_is_left_alone()
    {
        await using var store = new Store();
        using var writer = await store.StartAsync();
        await store.Sink.WriteAsync([new NumberedRow(1, Noon)], CancellationToken.None).ForAsync("a row");

        await TendAsync(store);
        await store.Sink.WriteAsync([new NumberedRow(2, Noon)], CancellationToken.None).ForAsync("a row");

        Assert.Equal([2, 1], await store.NumbersAsync());
        await store.StopAsync(writer);
    }

    private static async Task TendAsync(Store store)
    {
        using var tending = new TableTending(
            store.Folder, Options.Create(store.Options), store.Time, NullLogger<TableTending>.Instance);
        await tending.StartAsync(CancellationToken.None);
        await tending.StopAsync(CancellationToken.None);
    }
}
