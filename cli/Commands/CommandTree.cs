using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Andamento.Cli.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    /// <summary>How lines are read: <c>@file</c> is for us to read, not more of the line.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>Builds them for one run.</summary>
    public static RootCommand Build(Surroundings around)
    {
        var kit = new CommandKit(around);
        var root = new RootCommand("Administers an Andamento cluster over its HTTP API.")
        {
            EndpointCommands.Build(kit), SecretCommands.Build(kit), TokenCommands.Build(kit), PermissionCommands.Build(kit),
            ModelCommands.Build(kit), StatusCommand.Build(kit), QueryCommand.Build(kit), CompletionCommand.Build(around),
        };
        foreach (var option in kit.Shared) root.Add(option);

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExamplesAfter((HelpAction)help.Action!);
        return root;
    }

    /// <summary>The usual help, then the examples of the command.</summary>
    private sealed class ExamplesAfter(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is not ExampledCommand command) return code;

            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in command.Examples) output.WriteLine($"  andamento {example}");

            output.WriteLine();
            return code;
        }
    }
}
