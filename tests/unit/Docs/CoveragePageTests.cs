using System.Text.RegularExpressions;

namespace Andamento.Tests.Unit.Docs;

public sealed partial class CoveragePageTests
{
    [Fact]
    public async Task Every_test_that_the_page_of_promises_names_is_there()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Page.Root(), "docs", "coverage.md"));
        var tests = Directory.EnumerateFiles(Path.Combine(Page.Root(), "tests"), "*Tests*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText).ToList();

        var named = NamedTest().Matches(page).Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value)).ToList();
        var missing = named.Where(test => !tests.Any(text =>
            text.Contains($"class {test.Class}", StringComparison.Ordinal) && text.Contains($" {test.Method}(", StringComparison.Ordinal)));

        Assert.True(named.Count > 80, $"only {named.Count} tests are named");
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData('A', 56)]
    [InlineData('B', 48)]
    [InlineData('C', 32)]
    [InlineData('D', 85)]
    [InlineData('E', 47)]
    public async Task Every_row_of_the_guides_stands_on_the_page_once(char guide, int rows)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Page.Root(), "docs", "coverage.md"));
        var told = page[page.IndexOf("| row |", StringComparison.Ordinal)..].Split('\n')
            .Where(line => line.StartsWith('|')).SelectMany(line => Rows(line.Split('|')[1])).Where(row => row.Guide == guide).Select(row => row.Number);

        Assert.Equal(Enumerable.Range(1, rows), told.Order());
    }

    // One, or all from one to another: A01, B36 to B39.
    private static IEnumerable<(char Guide, int Number)> Rows(string cell) =>
        from row in NamedRow().Matches(cell)
        let first = int.Parse(row.Groups["first"].ValueSpan)
        let last = row.Groups["last"] is { Success: true } end ? int.Parse(end.ValueSpan) : first
        from number in Enumerable.Range(first, last - first + 1)
        select (row.Groups["guide"].Value[0], number);

    [GeneratedRegex(@"(?<guide>[A-E])(?<first>[0-9]{2})( to [A-E](?<last>[0-9]{2}))?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NamedRow();

    [GeneratedRegex(@"`(?<class>[A-Za-z]+Tests)\.(?<method>[A-Za-z0-9_]+)`", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamedTest();
}
