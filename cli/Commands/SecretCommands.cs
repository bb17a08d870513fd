using System.CommandLine;
using System.Text.Json.Nodes;
using Andamento.Cli.Output;

namespace Andamento.Cli.Commands;

/// <summary><c>andamento secrets</c>. Values go in and never come out.</summary>
internal static class SecretCommands
{
    private const string Root = "/api/2.0/secrets";

    /// <summary>The group.</summary>
    public static Command Build(CommandKit kit) => CommandKit.Group(
        "secrets", "Secrets that endpoints use",
        CommandKit.Group("scopes", "Scopes, which hold secrets", ListScopes(kit), CreateScope(kit), DeleteScope(kit)),
        Put(kit), List(kit), Delete(kit),
        CommandKit.Group("acls", "Who may use a scope", ListAcls(kit), PutAcl(kit), DeleteAcl(kit)));

    private static Command ListScopes(CommandKit kit) => kit.Make(
        new("list", "List the scopes that you may use", "secrets scopes list"),
        async (session, token) => session.Printer.List(
            await session.Api.GetAsync($"{Root}/scopes/list", token), "scopes", new("NAME", "name"), new Column("BACKEND", "backend_type")));

    private static Command CreateScope(CommandKit kit)
    {
        var scope = Scope();
        return kit.Make(
            new("create", "Make a scope; you will manage it", "secrets scopes create providers"),
            (session, token) => PostAsync(session, "scopes/create", new() { ["scope"] = session.Value(scope) }, "Made the scope.", token), scope);
    }

    private static Command DeleteScope(CommandKit kit)
    {
        var scope = Scope();
        return kit.Make(
            new("delete", "Delete a scope and all secrets in it", "secrets scopes delete providers"),
            (session, token) => PostAsync(session, "scopes/delete", new() { ["scope"] = session.Value(scope) }, "Deleted the scope.", token), scope);
    }

    // A value on the command line would be in the shell's history and in the list of processes.
    private static Command Put(CommandKit kit)
    {
        var (scope, key) = (Scope(), Key());
        var file = new Option<string?>("--file") { Description = "Take the value from this file; without it, from standard input", HelpName = "FILE" };
        return kit.Make(
            new("put", "Put a secret; one line at the end of the value is left out", "secrets put providers openai < key.txt", "secrets put providers openai --file key.txt"),
            async (session, token) =>
            {
                var value = session.Value(file) is { } path
                    ? File.Exists(path) ? await File.ReadAllTextAsync(path, token) : throw new WrongUseException($"--file: there is no file '{path}'.")
                    : await session.Around.In.ReadToEndAsync(token);
                var body = new JsonObject
                {
                    ["scope"] = session.Value(scope), ["key"] = session.Value(key), ["string_value"] = value.TrimEnd('\r', '\n'),
                };
                await PostAsync(session, "put", body, $"Put. Write it as {{{{secrets/{session.Value(scope)}/{session.Value(key)}}}}}.", token);
            },
            scope, key, file);
    }

    private static Command List(CommandKit kit)
    {
        var scope = Scope();
        return kit.Make(
            new("list", "List the names of a scope's secrets", "secrets list providers"),
            async (session, token) => session.Printer.List(
                await session.Api.GetAsync($"{Root}/list?scope={Uri.EscapeDataString(session.Value(scope))}", token), "secrets",
                new("KEY", "key"), new Column("CHANGED", "last_updated_timestamp")),
            scope);
    }

    private static Command Delete(CommandKit kit)
    {
        var (scope, key) = (Scope(), Key());
        return kit.Make(
            new("delete", "Delete a secret", "secrets delete providers openai"),
            (session, token) => PostAsync(
                session, "delete", new() { ["scope"] = session.Value(scope), ["key"] = session.Value(key) }, "Deleted the secret.", token),
            scope, key);
    }

    private static Command ListAcls(CommandKit kit)
    {
        var scope = Scope();
        return kit.Make(
            new("list", "List who may use a scope", "secrets acls list providers"),
            async (session, token) => session.Printer.List(
                await session.Api.GetAsync($"{Root}/acls/list?scope={Uri.EscapeDataString(session.Value(scope))}", token), "items",
                new("PRINCIPAL", "principal"), new Column("PERMISSION", "permission")),
            scope);
    }

    private static Command PutAcl(CommandKit kit)
    {
        var (scope, principal) = (Scope(), Principal());
        var permission = new Argument<string>("permission") { Description = "READ, WRITE or MANAGE" };
        permission.AcceptOnlyFromAmong("READ", "WRITE", "MANAGE");
        return kit.Make(
            new("put", "Let somebody use a scope", "secrets acls put providers anna@example.com READ"),
            (session, token) => PostAsync(
                session, "acls/put",
                new() { ["scope"] = session.Value(scope), ["principal"] = session.Value(principal), ["permission"] = session.Value(permission) },
                "Granted.", token),
            scope, principal, permission);
    }

    private static Command DeleteAcl(CommandKit kit)
    {
        var (scope, principal) = (Scope(), Principal());
        return kit.Make(
            new("delete", "Take a permission back", "secrets acls delete providers anna@example.com"),
            (session, token) => PostAsync(
                session, "acls/delete", new() { ["scope"] = session.Value(scope), ["principal"] = session.Value(principal) }, "Taken back.", token),
            scope, principal);
    }

    private static Argument<string> Scope() => new("scope") { Description = "The scope's name" };

    private static Argument<string> Key() => new("key") { Description = "The secret's name in the scope" };

    private static Argument<string> Principal() => new("principal") { Description = "A user, the application id of a service principal, or a group" };

    private static async Task PostAsync(Session session, string operation, JsonObject body, string sentence, CancellationToken cancellationToken) =>
        session.Printer.Done(await session.Api.CallAsync(HttpMethod.Post, $"{Root}/{operation}", body, cancellationToken), sentence);
}
