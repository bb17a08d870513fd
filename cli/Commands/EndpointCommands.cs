using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Andamento.Cli.Http;
using Andamento.Cli.Output;

namespace Andamento.Cli.Commands;

/// <summary><c>andamento endpoints</c>.</summary>
internal static class EndpointCommands
{
    private const string Root = "/api/2.0/serving-endpoints";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private static readonly Column[] Row =
    [
        new("NAME", "name"), new("READY", "state.ready"), new("UPDATE", "state.config_update"), new("TYPE", "endpoint_type"), new("TASK", "task"),
        new("CREATOR", "creator"), new("PERMISSION", "permission_level"),
    ];

    private static readonly Column[] Details =
    [
        .. Row, new("ID", "id"), new("CREATED", "creation_timestamp"), new("CHANGED", "last_updated_timestamp"), new("VERSION", "config.config_version"),
        new("DESCRIPTION", "description"),
    ];

    private static readonly Column[] Limit = [new("KEY", "key"), new("CALLS", "calls"), new("PERIOD", "renewal_period")];

    /// <summary>The group.</summary>
    public static Command Build(CommandKit kit) => CommandKit.Group(
        "endpoints", "Serving endpoints", List(kit), Get(kit), Create(kit), Update(kit), Delete(kit), Limits(kit));

    private static Command List(CommandKit kit) => kit.Make(
        new("list", "List the endpoints that you may see", "endpoints list", "endpoints list --output json | jq -r '.endpoints[].name'"),
        async (session, token) => session.Printer.List(await session.Api.GetAsync(Root, token), "endpoints", Row));

    private static Command Get(CommandKit kit)
    {
        var name = Name();
        return kit.Make(
            new("get", "Show an endpoint", "endpoints get chat", "endpoints get chat -o json"),
            async (session, token) => session.Printer.One(await session.Api.GetAsync(Path(session.Value(name)), token), Details), name);
    }

    private static Command Create(CommandKit kit)
    {
        var (name, data, wait) = (Name(), BodyText.Option("The endpoint, less its name"), Wait());
        return kit.Make(
            new(
                "create", "Make an endpoint",
                """endpoints create minilm --data '{"config": {"served_entities": [{"entity_name": "system.ai.all_minilm_l6_v2", "entity_version": "1"}]}}' --wait""",
                "endpoints create chat --data @chat.json"),
            async (session, token) =>
            {
                var body = await BodyText.ReadAsync(session.Value(data)!, session.Around.In, token);
                body["name"] = session.Value(name);
                var made = await session.Api.CallAsync(HttpMethod.Post, Root, body, token);
                session.Printer.One(session.Value(wait) ? await SettledAsync(session, session.Value(name), token) : made, Details);
            },
            name, data, wait);
    }

    private static Command Update(CommandKit kit)
    {
        var (name, data, wait) = (Name(), BodyText.Option("The new config"), Wait());
        return kit.Make(
            new("update", "Replace an endpoint's config; the old one serves until the new one is ready", "endpoints update chat --data @config.json --wait"),
            async (session, token) =>
            {
                var body = await BodyText.ReadAsync(session.Value(data)!, session.Around.In, token);
                var changed = await session.Api.CallAsync(HttpMethod.Put, $"{Path(session.Value(name))}/config", body, token);
                session.Printer.One(session.Value(wait) ? await SettledAsync(session, session.Value(name), token) : changed, Details);
            },
            name, data, wait);
    }

    private static Command Delete(CommandKit kit)
    {
        var name = Name();
        return kit.Make(
            new("delete", "Delete an endpoint", "endpoints delete chat"),
            async (session, token) =>
            {
                var answer = await session.Api.CallAsync(HttpMethod.Delete, Path(session.Value(name)), body: null, token);
                session.Printer.Done(answer, $"Deleted {session.Value(name)}.");
            },
            name);
    }

    private static Command Limits(CommandKit kit)
    {
        var name = Name();
        var user = new Option<long?>("--user") { Description = "Calls that each user may make in a minute", HelpName = "CALLS" };
        var endpoint = new Option<long?>("--endpoint") { Description = "Calls that all may make in a minute", HelpName = "CALLS" };
        return kit.Make(
            new("limits", "Replace an endpoint's limits of calls; without any, none is left", "endpoints limits chat --user 100 --endpoint 1000", "endpoints limits chat"),
            async (session, token) =>
            {
                var limits = new (string Key, long? Calls)[] { ("user", session.Value(user)), ("endpoint", session.Value(endpoint)) };
                JsonNode[] rules =
                [
                    .. limits.Where(static limit => limit.Calls is not null).Select(static limit =>
                        new JsonObject { ["key"] = limit.Key, ["calls"] = limit.Calls, ["renewal_period"] = "minute" }),
                ];
                var body = new JsonObject { ["rate_limits"] = new JsonArray(rules) };
                session.Printer.List(
                    await session.Api.CallAsync(HttpMethod.Put, $"{Path(session.Value(name))}/rate-limits", body, token), "rate_limits", Limit);
            },
            name, user, endpoint);
    }

    /// <summary>The path of an endpoint.</summary>
    public static string Path(string name) => $"{Root}/{Uri.EscapeDataString(name)}";

    /// <summary>An endpoint's name on the command line.</summary>
    public static Argument<string> Name() => new("endpoint") { Description = "The endpoint's name" };

    private static Option<bool> Wait() => new("--wait") { Description = "Wait until the deployment has ended" };

    private static async Task<JsonElement> SettledAsync(Session session, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var endpoint = await session.Api.GetAsync(Path(name), cancellationToken);
            var update = endpoint.GetProperty("state").GetProperty("config_update").GetString();
            if (update is not ("IN_PROGRESS" or "NOT_UPDATING"))
                throw new RefusedException($"The deployment of {name} ended as {update}; see: andamento endpoints get {name} -o json");
            if (update is "NOT_UPDATING") return endpoint;

            await Task.Delay(Poll, cancellationToken);
        }
    }
}
