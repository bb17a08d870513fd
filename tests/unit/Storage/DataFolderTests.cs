using Andamento.Silo.Storage;

namespace Andamento.Tests.Unit.Storage;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_in_use_is_refused_with_a_sentence()
    {
        using var first = DataFolder.Open(_folder.Path);

        var refused = Assert.Throws<InvalidOperationException>(() => DataFolder.Open(_folder.Path));

        Assert.Equal(
            $"Another process uses the data folder '{_folder.Path}'. Stop it, or set Andamento:Data to another folder.", refused.Message);
    }

    [Fact]
    public void A_folder_that_was_let_go_can_be_taken_again()
    {
        DataFolder.Open(_folder.Path).Dispose();

        using var again = DataFolder.Open(_folder.Path);

        Assert.Equal(_folder.Path, again.Root);
    }

    [Fact]
    public void A_start_removes_what_a_killed_process_left_unfinished()
    {
        string unfinished, finished;
        using (var first = DataFolder.Open(_folder.Path))
        {
            finished = Path.Combine(first.State, "endpoint", "a.json");
            Directory.CreateDirectory(Path.GetDirectoryName(finished)!);
            File.WriteAllText(finished, "{}");
            unfinished = finished + ".0123" + AtomicFile.Unfinished;
            File.WriteAllText(unfinished, "{\"for");
        }

        using var second = DataFolder.Open(_folder.Path);

        Assert.Equal((true, false), (File.Exists(finished), File.Exists(unfinished)));
    }

    [Fact]
    public void Keys_are_for_the_owner_alone()
    {
        using var folder = DataFolder.Open(_folder.Path);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Keys));
        }
    }

    [Theory]
    [InlineData("Talk", "talk")]
    [InlineData("a/b", "a-b")]
    [InlineData("..", "%2E%2E")]
    [InlineData("a b", "a%20b")]
    public void Two_keys_never_share_a_file_even_where_case_is_ignored(string one, string other) => Assert.NotEqual(
        RecordPath.Of("/x", "s", one), RecordPath.Of("/x", "s", other), StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void A_key_cannot_lead_out_of_the_folder()
    {
        foreach (var key in new[] { "..", "../../etc/passwd", "/etc/passwd", ".", "a\0b" })
            Assert.Equal(Path.Combine("/x", "s"), Path.GetDirectoryName(Path.GetFullPath(RecordPath.Of("/x", "s", key))));
    }

    [Fact]
    public void A_long_key_has_a_short_file_name_of_its_own()
    {
        var (one, other) = (RecordPath.Of("/x", "s", new string('k', 500) + "1"), RecordPath.Of("/x", "s", new string('k', 500) + "2"));

        Assert.NotEqual(one, other);
        Assert.InRange(Path.GetFileName(one).Length, 1, 200);
    }
}
