using System.CommandLine;
using Andamento.Cli.Output;

namespace Andamento.Cli.Commands;

/// <summary>A command that shows how it is used.</summary>
internal sealed class ExampledCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines, without the program's name.</summary>
    public IReadOnlyList<string> Examples => examples;
}

/// <summary>Makes commands that talk to a server, and holds the options that all of them have.</summary>
internal sealed class CommandKit
{
    private const string Json = "json";

    private static readonly string[] HostVariables = ["ANDAMENTO_HOST", "DATABRICKS_HOST"];
    private static readonly string[] TokenVariables = ["ANDAMENTO_TOKEN", "DATABRICKS_TOKEN"];

    private readonly Surroundings _around;
    private readonly Option<string?> _host = new("--host")
    {
        Description = "The server, for example http://127.0.0.1:8080; else $ANDAMENTO_HOST or $DATABRICKS_HOST", HelpName = "URL", Recursive = true,
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "Your token; better in $ANDAMENTO_TOKEN or $DATABRICKS_TOKEN, where other users of the machine do not see it",
        HelpName = "TOKEN", Recursive = true,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "table for people, json for programs", HelpName = "table|json", Recursive = true, DefaultValueFactory = static _ => "table",
    };

    public CommandKit(Surroundings around)
    {
        _around = around;
        _output.AcceptOnlyFromAmong("table", Json);
    }

    /// <summary>The options of all commands.</summary>
    public IEnumerable<Option> Shared => [_host, _token, _output];

    /// <summary>Gives a command its arguments and options, and what it does.</summary>
    public Command Make(ExampledCommand command, Func<Session, CancellationToken, Task> run, params Symbol[] symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = Open(parsed);
            await run(session, cancellationToken);
            return CliRun.Done;
        });
        return command;
    }

    /// <summary>A command that only groups others.</summary>
    public static Command Group(string name, string description, params Command[] commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands) group.Add(command);

        return group;
    }

    private Session Open(ParseResult parsed) => new(
        parsed, _around, new(Host(parsed), Wanted(parsed, _token, TokenVariables)), new Printer(_around.Out, parsed.GetValue(_output) is Json));

    // A host without a scheme is taken for https, as other clients of this API do.
    private Uri Host(ParseResult parsed)
    {
        var text = Wanted(parsed, _host, HostVariables);
        var address = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        return Uri.TryCreate(address, UriKind.Absolute, out var host) && host.Scheme is "http" or "https"
            ? host
            : throw new WrongUseException($"--host: '{text}' is no address; it should look like http://127.0.0.1:8080.");
    }

    private string Wanted(ParseResult parsed, Option<string?> option, string[] variables) =>
        parsed.GetValue(option)
        ?? variables.Select(name => _around.Environment.GetValueOrDefault(name)).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))
        ?? throw new WrongUseException($"Give {option.Name}, or set {variables[0]}.");
}
