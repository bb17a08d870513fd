using System.Text;
using Andamento.Silo.Tables;

namespace Andamento.Tests.Unit.Tables;

public sealed class FileTableReaderTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Pages_go_back_in_time_over_all_files_and_end()
    {
        await using var store = await FilledAsync();

        var (numbers, pages, query) = (new List<int>(), 0, Store.Query(maxRows: 4));
        for (string? next = ""; next is not null; pages++)
        {
            var page = await store.Reader.ReadAsync(query with { PageToken = next is "" ? null : next }, CancellationToken.None);
            numbers.AddRange(Store.Numbers(page));
            next = page.NextToken;
        }

        Assert.Equal(Enumerable.Range(0, 10).Reverse(), numbers);
        Assert.InRange(pages, 3, 4);
    }

    [Fact]
    public async Task Rows_that_come_between_two_pages_move_nothing()
    {
        await using var store = await FilledAsync();
        var first = await store.Reader.ReadAsync(Store.Query(maxRows: 5), CancellationToken.None);
        store.Time.Advance(TimeSpan.FromSeconds(1));
        await store.WriteAsync(new NumberedRow(99, Noon.AddDays(9)));

        var second = await store.NumbersAsync(Store.Query() with { PageToken = first.NextToken });

        Assert.Equal([4, 3, 2, 1, 0], second);
    }

    [Fact]
    public async Task A_page_whose_file_is_past_its_retention_goes_on_with_the_next()
    {
        await using var store = await FilledAsync();
        var first = await store.Reader.ReadAsync(Store.Query(maxRows: 1), CancellationToken.None);
        File.Delete(store.Files()[^1]);

        var second = await store.NumbersAsync(Store.Query(maxRows: 1) with { PageToken = first.NextToken });

        Assert.Equal([5], second); // 6 to 9 were in the file
    }

    [Fact]
    public async Task Filters_hold_together_and_one_without_values_fits_nothing()
    {
        await using var store = await FilledAsync();

        Assert.Equal([8, 6, 4, 2, 0], await store.NumbersAsync(Store.Query() with { Filters = [new("parity", ["even"])] }));
        Assert.Equal(
            [4], await store.NumbersAsync(Store.Query() with { Filters = [new("parity", ["even"]), new("number", ["3", "4"])] }));
        Assert.Empty(await store.NumbersAsync(Store.Query() with { Filters = [new("parity", [])] }));
        Assert.Empty(await store.NumbersAsync(Store.Query() with { Filters = [new("no-such-column", ["even"])] }));
    }

    [Fact]
    public async Task Times_are_from_inclusive_until_exclusive()
    {
        await using var store = await FilledAsync();

        Assert.Equal(
            [5, 4, 3], await store.NumbersAsync(Store.Query() with { From = Noon.AddHours(3 * 6), Until = Noon.AddHours(6 * 6) }));
    }

    [Fact]
    public async Task Lines_that_a_power_cut_spoiled_are_no_rows()
    {
        await using var store = await FilledAsync();
        await File.AppendAllTextAsync(store.Files()[0], "\0\0\0\0\n[]\n\n{\"number\":77}\n");

        Assert.Equal(
            [9, 8, 7, 6, 5, 4, 3, 2, 77, 1, 0],
            await store.NumbersAsync());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("bm90IGEgcGxhY2U")]
    [InlineData("Li4vLi4vZXRjL3Bhc3N3ZHwx")] // ../../etc/passwd|1: compared with names, never opened
    public async Task A_made_up_token_reads_nothing_else(string token)
    {
        await using var store = await FilledAsync();
        var query = Store.Query() with { PageToken = token };

        if (token.StartsWith("Li4v", StringComparison.Ordinal)) Assert.Empty(await store.NumbersAsync(query));
        else await Assert.ThrowsAsync<FormatException>(() => store.Reader.ReadAsync(query, CancellationToken.None));
    }

    [Fact]
    public async Task A_table_that_nobody_has_written_to_is_empty()
    {
        await using var store = new Store();

        var page = await store.Reader.ReadAsync(Store.Query(), CancellationToken.None);

        Assert.Equal((true, null), (page.Rows.IsEmpty, page.NextToken));
    }

    [Fact]
    public void Lines_are_the_same_for_every_size_of_the_buffer()
    {
        var lines = new[] { "a", "", "ccc", new string('d', 100), "é", "last" };
        var content = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\ntorn");
        for (var size = 1; size < 130; size++)
        {
            var reader = new LinesBackwards(new MemoryStream(content), long.MaxValue, size);
            var (read, positions) = (new List<string>(), new List<long>());
            while (reader.Move())
            {
                read.Add(Encoding.UTF8.GetString(reader.Line.Span));
                positions.Add(reader.Position);
            }

            Assert.Equal(lines.Reverse(), read);
            Assert.Equal("\n"u8[0], content[positions[2] - 1]); // a page that begins there goes on with the line before
            var second = new LinesBackwards(new MemoryStream(content), positions[2], size);
            Assert.True(second.Move());
            Assert.Equal("ccc", Encoding.UTF8.GetString(second.Line.Span));
        }
    }

    // A row each six hours, so several days and files.
    private static async Task<Store> FilledAsync()
    {
        var store = new Store();
        await store.WriteAsync([.. Enumerable.Range(0, 10).Select(number => new NumberedRow(number, Noon.AddHours(6 * number)))]);
        return store;
    }
}
