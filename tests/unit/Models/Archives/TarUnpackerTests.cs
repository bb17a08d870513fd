using System.Formats.Tar;
using System.Text;
using static Andamento.Tests.Unit.Models.Archives.Archive;

namespace Andamento.Tests.Unit.Models.Archives;

public class TarUnpackerTests
{
    private static readonly string LongName = $"{new string('d', 90)}/{new string('e', 90)}/{new string('f', 120)}.bin";

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public async Task Files_come_out_as_they_went_in(TarEntryFormat format) => Assert.Equal(
        ["a.txt: one", "deep/b.txt: two", "empty: "],
        await UnpackAsync(".tar", Tar(format, ("a.txt", Text("one")), ("deep/b.txt", Text("two")), ("empty", []))));

    [Theory]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public async Task Long_names_are_read_and_hold_for_one_file_only(TarEntryFormat format) => Assert.Equal(
        [$"{LongName}: long", "short: short"],
        await UnpackAsync(".tar", Tar(format, (LongName, Text("long")), ("short", Text("short")))));

    [Fact]
    public async Task A_compressed_archive_and_one_of_the_current_folder_are_read() => Assert.Equal(
        ["a.txt: one"],
        await UnpackAsync(".tar.gz", GZip(Tar(writer =>
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "./"));
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "./a.txt") { DataStream = new MemoryStream(Text("one")) });
        }))));

    [Theory]
    [InlineData("../out.txt")]
    [InlineData("/tmp/out.txt")]
    [InlineData("a/../../out.txt")]
    public async Task A_name_that_leads_out_is_refused(string name)
    {
        foreach (var format in new[] { TarEntryFormat.Ustar, TarEntryFormat.Gnu, TarEntryFormat.Pax })
            Assert.StartsWith("The name of the file", await RefusalAsync(".tar", Tar(format, (name, Text("x")))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    [InlineData(TarEntryType.Fifo)]
    public async Task Links_and_devices_are_refused(TarEntryType type)
    {
        var archive = Tar(writer =>
        {
            var entry = new PaxTarEntry(type, "link");
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink) entry.LinkName = "../../etc/passwd";
            writer.WriteEntry(entry);
        });

        Assert.Equal("'link' is neither a file nor a folder; links and devices are refused.", await RefusalAsync(".tar", archive));
    }

    [Fact]
    public async Task What_grows_too_much_is_refused()
    {
        var bomb = GZip(Tar(TarEntryFormat.Ustar, ("zeros", new byte[4 << 20])));

        Assert.StartsWith("It unpacks to more than 50 times its size", await RefusalAsync(".tar.gz", bomb), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_without_files_come_to_an_end()
    {
        var header = Tar(TarEntryFormat.Pax, ("a", []))[..1024]; // an extended header and its content
        var archive = Enumerable.Repeat(header, 30).SelectMany(bytes => bytes).ToArray();

        Assert.StartsWith("It has more than 20 files and folders", await RefusalAsync(".tar", archive), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_claims_gigabytes_is_refused_before_they_are_read()
    {
        var archive = Tar(TarEntryFormat.Pax, ("a", Text("x")));
        Patch(archive, at: 124, "77777777777"); // 8 GiB of extended header

        Assert.Equal("The .tar has a header of 8589934591 bytes.", await RefusalAsync(".tar", archive));
    }

    [Fact]
    public async Task A_damaged_or_cut_off_archive_is_refused()
    {
        var archive = Tar(TarEntryFormat.Ustar, ("a", Text(new string('x', 2000))));

        Assert.Equal("The .tar ends before its end.", await RefusalAsync(".tar", archive[..1000]));
        archive[0] ^= 1;
        Assert.Equal("It is no .tar, or it is damaged.", await RefusalAsync(".tar", archive));
        Assert.Equal("It is no .tar, or it is damaged.", await RefusalAsync(".tar", Encoding.UTF8.GetBytes(new string('<', 600))));
    }

    [Fact]
    public async Task What_is_not_compressed_is_refused_as_such() =>
        await RefusalAsync(".tar.gz", Tar(TarEntryFormat.Ustar, ("a", Text("x"))));

    // Changes a header, and its checksum with it.
    private static void Patch(byte[] archive, int at, string text)
    {
        Encoding.ASCII.GetBytes(text).CopyTo(archive, at);
        archive.AsSpan(148, 8).Fill((byte)' ');
        var sum = archive.Take(512).Sum(octet => octet);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(archive, 148);
    }
}
