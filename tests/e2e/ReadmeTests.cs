using System.Diagnostics;
using System.Text.RegularExpressions;
using Andamento.Tests.EndToEnd.Processes;
using Andamento.Tests.TestKit.Upstream;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd;

/// <summary>A stranger copies what the README and the server's own greeting say.</summary>
public sealed partial class ReadmeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_readmes_lines_lead_to_an_embedding_a_prediction_and_a_streamed_chat()
    {
        await using var server = await Server.StartAsync();
        await using var upstream = await WireDouble.StartAsync(apiKey: "");
        upstream.ReplyChat("It flows.");
        var lines = Blocks(await File.ReadAllTextAsync(Path.Combine(Built.Root, "README.md"))).Where(block => block.Contains("curl -s", StringComparison.Ordinal))
            .Select(block => block.Replace("docs/quickstart/provider &\n", "", StringComparison.Ordinal)
                .Replace("http://127.0.0.1:4010/v1", upstream.BaseAddress, StringComparison.Ordinal));

        var said = await TypeAsync(server, string.Join('\n', lines));

        Assert.Contains("\"object\":\"embedding\"", said);
        Assert.Contains("\"species\":\"virginica\"", said);
        Assert.Contains("data: {", said);
        Assert.Contains("data: [DONE]", said);
        Assert.DoesNotContain("error_code", said);
    }

    [Fact]
    public async Task The_lines_that_the_server_greets_with_work_as_they_stand()
    {
        await using var server = await Server.StartAsync();
        var lines = server.Output[server.Output.IndexOf("  export URL=", StringComparison.Ordinal)..].Split('\n')
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal));

        var said = await TypeAsync(server, string.Join('\n', lines));

        Assert.Contains("\"object\":\"embedding\"", said);
        Assert.Contains("\"endpoints\":[{", said);
    }

    private static IEnumerable<string> Blocks(string page) => Block().Matches(page).Select(match => match.Groups["lines"].Value);

    private async Task<string> TypeAsync(Server server, string lines)
    {
        var start = new ProcessStartInfo("bash", ["-c", lines]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["URL"] = server.Address;
        start.Environment["TOKEN"] = server.Token;
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync();
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        output.WriteLine(said + await errors);
        return said;
    }

    [GeneratedRegex("```\\n(?<lines>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
