using System.CommandLine;
using System.Text.RegularExpressions;
using Andamento.Cli;
using Andamento.Cli.Commands;

namespace Andamento.Tests.Unit.Cli;

/// <summary>Types command lines of the administration, in this process.</summary>
internal static partial class Typed
{
    /// <summary>The commands.</summary>
    public static RootCommand Tree() => CommandTree.Build(Around(new StringWriter(), new StringWriter()));

    /// <summary>Every command that does something, with the words that call it.</summary>
    public static IEnumerable<(string Words, ExampledCommand Command)> Commands(Command from, string words = "") => from.Subcommands.SelectMany(command =>
        Commands(command, $"{words} {command.Name}".Trim()).Concat(command is ExampledCommand leaf ? [($"{words} {command.Name}".Trim(), leaf)] : []));

    /// <summary>Splits a line as a shell does; what is redirected or piped is cut off.</summary>
    public static string[] Words(string line) => [.. Word().Matches(Redirection().Replace(line, "")).Select(match => match.Value.Trim('\''))];

    /// <summary>Runs a line.</summary>
    public static async Task<(int Code, string Out, string Error)> RunAsync(string line, string input = "", params (string Name, string Value)[] environment)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CliRun.RunAsync(Words(line), Around(output, error, input, environment), CancellationToken.None);
        return (code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    private static Surroundings Around(StringWriter output, StringWriter error, string input = "", params (string Name, string Value)[] environment) => new(
        environment.ToDictionary(one => one.Name, one => (string?)one.Value, StringComparer.Ordinal), new StringReader(input), output, error);

    [GeneratedRegex(@"'[^']*'|\S+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@" [|<>] .*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Redirection();
}
