using Andamento.Cli.Commands;

namespace Andamento.Tests.Unit.Cli;

public class CommandTreeTests
{
    [Fact]
    public void Every_command_has_examples_that_can_be_typed_and_call_it()
    {
        var tree = Typed.Tree();
        foreach (var (words, command) in Typed.Commands(tree))
        {
            Assert.NotEmpty(command.Examples);
            foreach (var example in command.Examples)
            {
                var parsed = tree.Parse(Typed.Words(example), CommandTree.Parsing);

                Assert.True(parsed.Errors.Count is 0, $"{example}: {string.Join(' ', parsed.Errors)}");
                Assert.Equal((words, command), (words, parsed.CommandResult.Command));
            }
        }
    }

    [Fact]
    public async Task Help_shows_the_options_and_the_examples()
    {
        var (code, output, _) = await Typed.RunAsync("endpoints create --help");

        Assert.Equal(0, code);
        Assert.Contains("--data", output, StringComparison.Ordinal);
        Assert.Contains("Examples:\n  andamento endpoints create minilm --data ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("endpoints ", "limits")]
    [InlineData("sec", "secrets")]
    [InlineData("endpoints list --output ", "json")]
    [InlineData("secrets acls put s p ", "MANAGE")]
    public void Lines_are_completed(string line, string offered) =>
        Assert.Contains(offered, Typed.Tree().Parse(line).GetCompletions(line.Length).Select(completion => completion.Label));

    [Theory]
    [InlineData("bash", "complete -o default -F _andamento andamento")]
    [InlineData("zsh", "compdef _andamento andamento")]
    [InlineData("fish", "complete -c andamento")]
    public async Task Each_shell_gets_its_script(string shell, string line) =>
        Assert.Contains(line, (await Typed.RunAsync($"completion {shell}")).Out, StringComparison.Ordinal);

    [Theory]
    [InlineData("user:anna@example.com=CAN_QUERY", """{"user_name":"anna@example.com","permission_level":"CAN_QUERY"}""")]
    [InlineData("group:a=b=CAN_VIEW", """{"group_name":"a=b","permission_level":"CAN_VIEW"}""")]
    [InlineData("service-principal:0-1=CAN_MANAGE", """{"service_principal_name":"0-1","permission_level":"CAN_MANAGE"}""")]
    public void A_grant_says_who_and_what(string text, string json) => Assert.Equal(json, PermissionCommands.ReadGrant(text).ToJsonString());
}
