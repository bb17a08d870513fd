using Andamento.Silo.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;

namespace Andamento.Tests.Unit.Storage;

public sealed class FileGrainStorageTests : IDisposable
{
    private static readonly GrainId Grain = GrainId.Create("thing", "key");

    private readonly TemporaryFolder _folder = new();
    private readonly FileGrainStorage _storage;

    public FileGrainStorageTests() => _storage = Open(durable: true);

    private string File => RecordPath.Of(_folder.Path, "things", "key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_written_is_there_for_the_next_process()
    {
        await WriteAsync("one");

        var read = await ReadAsync(Open(durable: true));

        Assert.Equal(("one", true), (read.State!.Text, read.RecordExists));
    }

    [Fact]
    public async Task A_missing_record_is_an_empty_one()
    {
        var read = await ReadAsync(_storage);

        Assert.Equal(("", false, null), (read.State!.Text, read.RecordExists, read.ETag));
    }

    [Fact]
    public async Task A_writer_that_read_an_older_record_is_refused()
    {
        await WriteAsync("one");
        var (mine, theirs) = (await ReadAsync(_storage), await ReadAsync(_storage));
        theirs.State = new() { Text = "theirs" };
        await _storage.WriteStateAsync("things", Grain, theirs);

        mine.State = new() { Text = "mine" };

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("things", Grain, mine));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync("things", Grain, mine));
        Assert.Equal("theirs", (await ReadAsync(_storage)).State!.Text);
    }

    [Fact]
    public async Task A_new_record_does_not_replace_one_that_is_there()
    {
        await WriteAsync("one");

        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("two"));
    }

    [Fact]
    public async Task A_cleared_record_is_gone_and_can_be_written_anew()
    {
        var written = await WriteAsync("one");

        await _storage.ClearStateAsync("things", Grain, written);

        Assert.False(System.IO.File.Exists(File));
        Assert.Equal((false, null, ""), (written.RecordExists, written.ETag, written.State!.Text));
        await _storage.WriteStateAsync("things", Grain, written);
        Assert.True((await ReadAsync(_storage)).RecordExists);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.99)]
    public async Task A_torn_file_is_never_taken_for_a_record(double kept)
    {
        await WriteAsync("one");
        var content = await System.IO.File.ReadAllBytesAsync(File);
        await System.IO.File.WriteAllBytesAsync(File, content[..(int)(content.Length * kept)]);

        var torn = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(_storage));

        Assert.Contains(File, torn.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_is_never_taken_for_a_record()
    {
        await WriteAsync("one");
        await System.IO.File.WriteAllTextAsync(File, (await System.IO.File.ReadAllTextAsync(File)).Replace("one", "two", StringComparison.Ordinal));

        var changed = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(_storage));

        Assert.Contains("does not match its checksum", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_under_another_name_is_never_taken_for_that_one()
    {
        await WriteAsync("one");
        System.IO.File.Move(File, RecordPath.Of(_folder.Path, "things", "other"));

        await Assert.ThrowsAsync<InvalidDataException>(
            () => _storage.ReadStateAsync("things", GrainId.Create("thing", "other"), new GrainState<Thing>(new())));
    }

    [Fact]
    public async Task A_record_of_a_newer_format_is_refused()
    {
        await WriteAsync("one");
        await System.IO.File.WriteAllTextAsync(
            File, (await System.IO.File.ReadAllTextAsync(File)).Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal));

        Assert.Contains(
            "has format 2", (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(_storage))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_writer_left_beside_the_file_is_not_read()
    {
        await WriteAsync("one");
        await System.IO.File.WriteAllTextAsync($"{File}.0123{AtomicFile.Unfinished}", "{\"format\":1,\"ke");

        Assert.Equal("one", (await ReadAsync(_storage)).State!.Text);
    }

    [Fact]
    public async Task A_relaxed_storage_gives_a_torn_record_up()
    {
        var relaxed = Open(durable: false);
        await relaxed.WriteStateAsync("things", Grain, new GrainState<Thing>(new() { Text = "one" }));
        await System.IO.File.WriteAllBytesAsync(File, []);

        var read = await ReadAsync(relaxed);

        Assert.False(read.RecordExists);
        await relaxed.WriteStateAsync("things", Grain, read);
        Assert.True((await ReadAsync(relaxed)).RecordExists);
    }

    [Fact]
    public async Task Only_the_owner_may_read_a_record()
    {
        await WriteAsync("one");

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task Of_many_writers_at_once_one_wins_each_round()
    {
        await WriteAsync("0");
        for (var round = 0; round < 5; round++)
        {
            var writers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(_storage)));

            var outcomes = await Task.WhenAll(writers.Select(TryWriteAsync));

            Assert.Single(outcomes, won => won);
        }
    }

    private async Task<bool> TryWriteAsync(GrainState<Thing> state)
    {
        try
        {
            await _storage.WriteStateAsync("things", Grain, state);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    private FileGrainStorage Open(bool durable) => new(_folder.Path, durable, NullLogger<FileGrainStorage>.Instance);

    private async Task<GrainState<Thing>> WriteAsync(string text)
    {
        var state = new GrainState<Thing>(new() { Text = text });
        await _storage.WriteStateAsync("things", Grain, state);
        return state;
    }

    private static async Task<GrainState<Thing>> ReadAsync(FileGrainStorage storage)
    {
        var state = new GrainState<Thing>(new());
        await storage.ReadStateAsync("things", Grain, state);
        return state;
    }

    internal sealed record Thing
    {
        public string Text { get; init; } = "";
    }
}
