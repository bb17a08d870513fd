using System.CommandLine;

namespace Andamento.Cli.Commands;

/// <summary><c>andamento completion</c>: prints what a shell needs to complete command lines, by asking this program.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _andamento() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(andamento "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _andamento andamento
        """;

    private const string Zsh = """
        #compdef andamento
        _andamento() {
          local -a found
          found=("${(@f)$(andamento "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          compadd -a found
        }
        compdef _andamento andamento
        """;

    private const string Fish = """
        complete -c andamento -f -a '(andamento "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    /// <summary>The command.</summary>
    public static Command Build(Surroundings around)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new ExampledCommand(
            "completion", "Print a script that completes command lines", "completion bash > ~/.local/share/bash-completion/completions/andamento",
            "completion fish > ~/.config/fish/completions/andamento.fish") { shell };
        command.SetAction(parsed =>
        {
            around.Out.WriteLine(ScriptOf(parsed.GetRequiredValue(shell)));
            return CliRun.Done;
        });
        return command;
    }

    private static string ScriptOf(string shell) => shell switch
    {
        "zsh" => Zsh,
        "fish" => Fish,
        _ => Bash,
    };
}
