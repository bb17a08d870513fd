using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Andamento.Cli.Output;

namespace Andamento.Cli.Commands;

/// <summary><c>andamento permissions</c>. The API goes by an endpoint's id; people say its name.</summary>
internal static class PermissionCommands
{
    /// <summary>The group.</summary>
    public static Command Build(CommandKit kit) => CommandKit.Group(
        "permissions", "Who may do what with an endpoint", Get(kit),
        Change(kit, "set", HttpMethod.Put, "Replace what is granted; the creator goes on managing"),
        Change(kit, "update", HttpMethod.Patch, "Add grants, or change the level of those named"));

    /// <summary>Reads a grant: <c>user:anna@example.com=CAN_QUERY</c>, <c>group:</c> or <c>service-principal:</c>.</summary>
    /// <exception cref="WrongUseException">It is none.</exception>
    public static JsonObject ReadGrant(string text)
    {
        var (colon, equals) = (text.IndexOf(':', StringComparison.Ordinal), text.LastIndexOf('='));
        if (colon < 0 || equals <= colon + 1 || equals == text.Length - 1) throw Wrong(text);

        var member = text[..colon] switch
        {
            "user" => "user_name",
            "group" => "group_name",
            "service-principal" => "service_principal_name",
            _ => throw Wrong(text),
        };
        return new() { [member] = text[(colon + 1)..equals], ["permission_level"] = text[(equals + 1)..] };
    }

    private static Command Get(CommandKit kit)
    {
        var name = EndpointCommands.Name();
        return kit.Make(
            new("get", "Show who may do what", "permissions get chat"),
            async (session, token) => Print(session, await session.Api.GetAsync(await PathAsync(session, session.Value(name), token), token)), name);
    }

    private static Command Change(CommandKit kit, string verb, HttpMethod method, string description)
    {
        var name = EndpointCommands.Name();
        var grants = new Argument<string[]>("grant")
        {
            Description = "user:NAME=LEVEL, group:NAME=LEVEL or service-principal:ID=LEVEL; CAN_VIEW, CAN_QUERY or CAN_MANAGE",
            Arity = ArgumentArity.ZeroOrMore,
        };
        return kit.Make(
            new(verb, description, $"permissions {verb} chat user:anna@example.com=CAN_QUERY group:users=CAN_VIEW"),
            async (session, token) =>
            {
                JsonNode[] list = [.. session.Value(grants).Select(ReadGrant)];
                var path = await PathAsync(session, session.Value(name), token);
                Print(session, await session.Api.CallAsync(method, path, new JsonObject { ["access_control_list"] = new JsonArray(list) }, token));
            },
            name, grants);
    }

    private static void Print(Session session, JsonElement answer) => session.Printer.List(
        answer, "access_control_list",
        new("USER", "user_name"), new("GROUP", "group_name"), new("SERVICE PRINCIPAL", "service_principal_name"),
        new Column("LEVEL", "all_permissions.permission_level"));

    private static async Task<string> PathAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var endpoint = await session.Api.GetAsync(EndpointCommands.Path(name), cancellationToken);
        return $"/api/2.0/permissions/serving-endpoints/{endpoint.GetProperty("id").GetString()}";
    }

    private static WrongUseException Wrong(string text) => new($"'{text}' is no grant; it should look like user:anna@example.com=CAN_QUERY.");
}
