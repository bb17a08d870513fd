using Andamento.Api.Hosting;

namespace Andamento.Tests.Unit.Hosting;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--colour", "There is no option --colour; see --help.")]
    [InlineData("serve", "There is no option serve; see --help.")]
    [InlineData("--port", "--port needs a value; see --help.")]
    [InlineData("--port --help", "--port needs a value; see --help.")]
    [InlineData("--port 70000", "--port takes a number from 0 to 65535, not '70000'.")]
    [InlineData("--port -1", "--port takes a number from 0 to 65535, not '-1'.")]
    [InlineData("--silos 0", "--silos takes a number from 1 to 64, not '0'.")]
    [InlineData("--host example.com", "--host takes an IP address, localhost or *, not 'example.com'.")]
    [InlineData("--log xml", "--log takes json or text, not 'xml'.")]
    [InlineData("--user alice", "--user goes with --new-token.")]
    public void A_wrong_option_gets_one_sentence(string line, string sentence)
    {
        CommandLine.Parse(line.Split(' '), out var fault);

        Assert.Equal(sentence, fault);
    }

    [Fact]
    public void Options_become_settings_and_the_last_one_wins()
    {
        var arguments = CommandLine.Parse(
            ["--data", "/a", "--data=/b", "--silos", "3", "--models", "/m", "--models=/n", "--log", "text"], out var fault);

        Assert.Null(fault);
        Assert.Equal(
            [
                new("Andamento:Data", "/b"), new("Andamento:Silos", "3"), new("Andamento:Log", "text"),
                new("Andamento:Models:Folders:0", "/m"), new("Andamento:Models:Folders:1", "/n"),
            ],
            arguments.ToSettings());
    }

    [Fact]
    public void A_new_token_may_be_for_a_user()
    {
        var arguments = CommandLine.Parse(["--new-token", "--user", "alice@example.com"], out var fault);

        Assert.Null(fault);
        Assert.Equal((true, "alice@example.com"), (arguments.NewToken, arguments.User));
    }

    [Theory]
    [InlineData("", null, "http://127.0.0.1:8080")]
    [InlineData("", "http://*:80", "http://*:80")]
    [InlineData("--port 0", "http://*:80", "http://127.0.0.1:0")]
    [InlineData("--host 0.0.0.0", null, "http://0.0.0.0:8080")]
    [InlineData("--host ::1 --port 9000", null, "http://[::1]:9000")]
    public void The_server_listens_on_this_machine_unless_told_otherwise(string line, string? configured, string urls)
    {
        var arguments = CommandLine.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), out _);

        Assert.Equal(urls, ServerBuilder.Urls(arguments, configured));
    }

    [Fact]
    public void Any_setting_can_be_given_by_its_full_name()
    {
        var arguments = CommandLine.Parse(["--Providers:Retries=5", "--Andamento:Data", "elsewhere"], out var fault);

        Assert.Null(fault);
        Assert.Contains(new KeyValuePair<string, string?>("Providers:Retries", "5"), arguments.ToSettings());
        Assert.Contains(new KeyValuePair<string, string?>("Andamento:Data", "elsewhere"), arguments.ToSettings());
    }
}
