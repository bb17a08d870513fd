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

    [GeneratedRegex(@"`(?<class>[A-Za-z]+Tests)\.(?<method>[A-Za-z0-9_]+)`", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamedTest();
}
