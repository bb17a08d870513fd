using System.Text;
using Andamento.Tests.Unit.Cli;

namespace Andamento.Tests.Unit.Docs;

public class CommandPageTests
{
    [Fact]
    public void The_page_of_commands_says_what_the_commands_say()
    {
        var tree = Typed.Tree();
        var page = new StringBuilder("""
            # The command line

            `andamento` administers a cluster over its HTTP API, from any machine: `./andamento` builds and runs it. It exits with 0 when all went well,
            with 1 when the server refused (its message is on standard error), and with 2 when the line is wrong. Standard output has what was
            asked for and nothing else; `--output json` prints what the server answered. `andamento COMMAND --help` explains one command.

            | option of all commands | meaning |
            |---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var option in tree.Options.Where(option => option.Recursive && option.HelpName is not null))
            page.Append($"| `{option.Name} {option.HelpName!.Replace("|", "\\|", StringComparison.Ordinal)}` | {option.Description} |\n");

        foreach (var (words, command) in Typed.Commands(tree))
        {
            var uses = string.Concat(command.Arguments.Select(argument => $" <{argument.Name}>"));
            page.Append($"\n## andamento {words}{uses}\n\n{command.Description}.\n\n");
            foreach (var option in command.Options)
                page.Append($"- `{option.Name}{(option.HelpName is { } value ? $" {value}" : "")}`: {option.Description}\n");

            if (command.Options.Count > 0) page.Append('\n');
            page.Append($"```\n{string.Concat(command.Examples.Select(example => $"andamento {example}\n"))}```\n");
        }

        page.Append("\nThis page is printed from the code; see CONTRIBUTING.md.\n");
        Page.Check("cli.md", page.ToString());
    }
}
