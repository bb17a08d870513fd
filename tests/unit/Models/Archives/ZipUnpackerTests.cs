using System.Text;
using static Andamento.Tests.Unit.Models.Archives.Archive;

namespace Andamento.Tests.Unit.Models.Archives;

public class ZipUnpackerTests
{
    [Fact]
    public async Task Files_and_folders_come_out_as_they_went_in() => Assert.Equal(
        ["a.txt: one", "deep/er/b.txt: two", "empty: "],
        await UnpackAsync(".zip", Zip(("a.txt", Text("one")), ("deep/er/b.txt", Text("two")), ("empty", []))));

    [Theory]
    [InlineData("../out.txt", "leads through '.' or '..'")]
    [InlineData("a/../../../out.txt", "leads through '.' or '..'")]
    [InlineData("/tmp/out.txt", "is absolute")]
    [InlineData("..\\out.txt", "has a character that file names must not have")]
    [InlineData("C:/out.txt", "has a character that file names must not have")]
    [InlineData("a\0b", "has a character that file names must not have")]
    [InlineData("a//b", "has a part without characters")]
    [InlineData("./a", "leads through '.' or '..'")]
    public async Task A_name_that_leads_out_or_misleads_is_refused(string name, string fault) =>
        Assert.EndsWith(fault + ".", await RefusalAsync(".zip", Zip((name, Text("x")))), StringComparison.Ordinal);

    [Fact]
    public async Task A_name_that_no_file_system_takes_is_refused() => Assert.EndsWith(
        "has a part of more than 255 bytes.", await RefusalAsync(".zip", Zip((new string('ä', 128), Text("x")))), StringComparison.Ordinal);

    [Theory]
    [InlineData(0xA1FF)] // symbolic link
    [InlineData(0x21A4)] // character device
    [InlineData(0x61A4)] // block device
    [InlineData(0x11A4)] // pipe
    public async Task Links_and_devices_are_refused(uint mode) => Assert.Equal(
        "'link' is neither a file nor a folder; links and devices are refused.",
        await RefusalAsync(".zip", Zip(mode, ("link", Text("/etc/passwd")))));

    [Theory]
    [InlineData("a", "A", "The file 'A' comes twice.")]
    [InlineData("a", "a/b", "'a' is a file and a folder.")]
    [InlineData("a/b", "a", "The file 'a' comes twice.")]
    public async Task Names_that_meet_are_refused(string one, string other, string refusal) =>
        Assert.Equal(refusal, await RefusalAsync(".zip", Zip((one, Text("1")), (other, Text("2")))));

    [Fact]
    public async Task What_grows_too_much_is_refused() => Assert.StartsWith(
        "It unpacks to more than 50 times its size", await RefusalAsync(".zip", Zip(("zeros", new byte[4 << 20]))), StringComparison.Ordinal);

    [Fact]
    public async Task Too_many_bytes_are_refused()
    {
        var noise = new byte[(8 << 20) + 1];
        new Random(1).NextBytes(noise);

        Assert.StartsWith("Its files have more than 8388608 bytes", await RefusalAsync(".zip", Zip(("noise", noise))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_files_are_refused()
    {
        var files = Enumerable.Range(0, 21).Select(number => ($"f{number}", Text("x"))).ToArray();

        Assert.StartsWith("It has more than 20 files and folders", await RefusalAsync(".zip", Zip(files)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_files_that_does_not_fit_into_memory_is_refused_before_it_is_read()
    {
        // 34 MB of "list", as the mark at the end has it: its first byte is that of the file.
        var archive = new byte[(34 << 20) + 22];
        "PK\x05\x06"u8.CopyTo(archive.AsSpan(34 << 20));

        Assert.Equal("The .zip's list of files is longer than 33554432 bytes.", await RefusalAsync(".zip", archive));
    }

    [Fact]
    public async Task A_list_that_only_the_record_of_large_archives_points_at_is_measured_too()
    {
        // The small record has a short list right before it and 65,535 entries, which sends readers to the large one.
        const int List = 34 << 20;
        var archive = new byte[List + 56 + 20 + 22];
        var locator = archive.AsSpan(List + 56);
        var end = archive.AsSpan(List + 76);
        "PK\x06\x06"u8.CopyTo(archive.AsSpan(List)); // its list begins at 0
        "PK\x06\x07"u8.CopyTo(locator);
        BitConverter.TryWriteBytes(locator[8..], (long)List);
        "PK\x05\x06"u8.CopyTo(end);
        end[8..12].Fill(0xFF);
        BitConverter.TryWriteBytes(end[16..], List);

        Assert.Equal("The .zip's list of files is longer than 33554432 bytes.", await RefusalAsync(".zip", archive));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("PK\x05\x06 cut off")]
    public async Task What_is_no_zip_is_refused(string content) =>
        Assert.Equal("It is no .zip file, or its end is missing.", await RefusalAsync(".zip", Encoding.Latin1.GetBytes(content)));

    [Fact]
    public async Task A_cut_off_zip_is_refused()
    {
        var archive = Zip(("a", Text("one")), ("b", Text("two")));

        Assert.Equal("It is no .zip file, or its end is missing.", await RefusalAsync(".zip", archive[..^10]));
    }
}
