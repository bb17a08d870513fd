using System.CommandLine;
using System.Text.Json.Nodes;
using Andamento.Cli.Output;

namespace Andamento.Cli.Commands;

/// <summary><c>andamento tokens</c>.</summary>
internal static class TokenCommands
{
    private const string Root = "/api/2.0/token";

    private static readonly Column[] Row =
        [new("ID", "token_id"), new("COMMENT", "comment"), new("CREATED", "creation_time"), new("EXPIRES", "expiry_time")];

    /// <summary>The group.</summary>
    public static Command Build(CommandKit kit) =>
        CommandKit.Group("tokens", "Your own access tokens", List(kit), Create(kit), Delete(kit));

    private static Command List(CommandKit kit) => kit.Make(
        new("list", "List your tokens, without their values", "tokens list"),
        async (session, token) => session.Printer.List(await session.Api.GetAsync($"{Root}/list", token), "token_infos", Row));

    private static Command Create(CommandKit kit)
    {
        var comment = new Option<string?>("--comment") { Description = "What it is for", HelpName = "TEXT" };
        var lifetime = new Option<long?>("--lifetime") { Description = "Seconds until it expires; without it, it does not", HelpName = "SECONDS" };
        return kit.Make(
            new("create", "Make a token for yourself; its value is shown this once", "tokens create --comment ci --lifetime 86400"),
            async (session, token) =>
            {
                var body = new JsonObject { ["comment"] = session.Value(comment) ?? "", ["lifetime_seconds"] = session.Value(lifetime) ?? -1 };
                session.Printer.One(
                    await session.Api.CallAsync(HttpMethod.Post, $"{Root}/create", body, token),
                    new("TOKEN", "token_value"), new("ID", "token_info.token_id"), new Column("EXPIRES", "token_info.expiry_time"));
            },
            comment, lifetime);
    }

    private static Command Delete(CommandKit kit)
    {
        var id = new Argument<string>("id") { Description = "The token's id, as 'tokens list' shows it" };
        return kit.Make(
            new("delete", "Revoke a token; it stops working at once", "tokens delete 0a1b2c"),
            async (session, token) => session.Printer.Done(
                await session.Api.CallAsync(HttpMethod.Post, $"{Root}/delete", new JsonObject { ["token_id"] = session.Value(id) }, token), "Revoked."),
            id);
    }
}
