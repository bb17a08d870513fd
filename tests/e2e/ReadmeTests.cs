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
    public async Task The_readmes_lines_lead_to_an_embedding_a_prediction_a_story_and_a_streamed_chat()
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
        Assert.Contains("there was a little girl named Lily", said);
        Assert.Matches(@"\\""job\\"": ?\\""(baker|poet|pilot)", said);
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

    [Fact]
    public async Task The_readmes_lines_for_operators_work_as_they_stand()
    {
        await using var server = await Server.StartAsync();
        var page = await File.ReadAllTextAsync(Path.Combine(Built.Root, "README.md"));
        var lines = Blocks(page).Single(block => block.Contains("./andamento status", StringComparison.Ordinal))
            .Replace("./andamento", $"dotnet {Built.CommandLine}", StringComparison.Ordinal)
            .Replace("my-model.onnx", Path.Combine(Built.Models, "main.default.iris", "1", "model.onnx"), StringComparison.Ordinal);
        var iris = new { name = "iris", config = new { served_entities = new[] { new { entity_name = "main.default.iris", entity_version = "1" } } } };
        await server.Client.SendAsync(HttpMethod.Post, "/api/2.0/serving-endpoints", iris);
        await server.Client.UntilReadyAsync("iris");

        var said = await TypeAsync(server, "set -e\n" + lines);

        Assert.Contains("READY", said);
        Assert.Contains("Put. Write it as {{secrets/my-scope/my-key}}.", said);
        Assert.Contains("setosa", said);
        Assert.Contains("main.default.mine version 1 is ready.", said);
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

    [GeneratedRegex("(?<=\\n\\n)```\\n(?<lines>.*?)```", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
