using Andamento.Cli;
using Andamento.Tests.Unit.Auth;
using Andamento.Tests.Unit.Control;

namespace Andamento.Tests.Unit.Cli;

/// <summary>Command lines against the front door.</summary>
public sealed class CommandTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    [Fact]
    public async Task Endpoints_are_a_table_for_people_and_the_servers_json_for_programs()
    {
        server.Endpoints.All["cli-list"] = Samples.External("cli-list");

        var table = await RunAsync("endpoints list");
        var json = await RunAsync("endpoints list --output json");

        Assert.StartsWith("NAME", table.Out, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^cli-list +READY +NOT_UPDATING +EXTERNAL_MODEL +llm/v1/chat +owner@example.com +CAN_MANAGE$", table.Out);
        Assert.Contains("\"name\": \"cli-list\"", json.Out, StringComparison.Ordinal);
        Assert.Equal((CliRun.Done, ""), (json.Code, json.Error));
    }

    [Fact]
    public async Task A_refusal_ends_with_1_and_says_what_the_server_said()
    {
        var (code, output, error) = await RunAsync("endpoints get no-such");

        Assert.Equal((CliRun.Refused, ""), (code, output));
        Assert.Equal("RESOURCE_DOES_NOT_EXIST: The serving endpoint 'no-such' does not exist.\n", error);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("endpoints get")]
    [InlineData("endpoints list --output xml")]
    [InlineData("endpoints create a --data [1]")]
    [InlineData("endpoints create a --data {")]
    [InlineData("endpoints create a --data @no-such-file")]
    [InlineData("permissions set a anna=CAN_QUERY")]
    [InlineData("models import no-such.onnx --name m")]
    [InlineData("endpoints list --host ftp://x")]
    public async Task A_wrong_line_ends_with_2_and_says_why(string line)
    {
        var (code, _, error) = await RunAsync(line);

        Assert.Equal(CliRun.WrongUse, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Host_and_token_come_from_either_environment()
    {
        var (host, token) = (server.Address.OriginalString, ScriptedIdentity.OwnerToken);

        Assert.Equal(CliRun.Done, (await Typed.RunAsync("tokens list", "", ("DATABRICKS_HOST", host), ("DATABRICKS_TOKEN", token))).Code);
        Assert.Equal(CliRun.Done, (await Typed.RunAsync("tokens list", "", ("ANDAMENTO_HOST", host), ("ANDAMENTO_TOKEN", token))).Code);
        Assert.Equal((CliRun.WrongUse, "Give --host, or set ANDAMENTO_HOST.\n"), await CodeAndErrorAsync("tokens list"));
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_with_1()
    {
        var (code, error) = await CodeAndErrorAsync("tokens list --host http://127.0.0.1:1 --token x");

        Assert.Equal(CliRun.Refused, code);
        Assert.StartsWith("The server cannot be reached: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_comes_from_standard_input_and_is_not_printed()
    {
        await RunAsync("secrets scopes create cli");

        var (code, output, error) = await RunAsync("secrets put cli key", input: "s3cret\n");

        Assert.Equal((CliRun.Done, "Put. Write it as {{secrets/cli/key}}.\n", ""), (code, output, error));
        Assert.Equal("s3cret", server.Scopes.Values[("cli", "key")]);
    }

    [Fact]
    public async Task Times_are_shown_as_times_and_what_never_expires_says_so()
    {
        var (_, output, _) = await RunAsync("tokens list");

        Assert.Matches(@"(?m)^abc +owner@example.com +1970-01-01 00:00:00Z +never$", output);
    }

    private Task<(int Code, string Out, string Error)> RunAsync(string line, string input = "") =>
        Typed.RunAsync(line, input, ("ANDAMENTO_HOST", server.Address.OriginalString), ("ANDAMENTO_TOKEN", ScriptedIdentity.OwnerToken));

    private static async Task<(int Code, string Error)> CodeAndErrorAsync(string line)
    {
        var (code, _, error) = await Typed.RunAsync(line);
        return (code, error);
    }
}
