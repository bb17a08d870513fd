using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Andamento.Cli.Http;
using Andamento.Cli.Output;

namespace Andamento.Cli.Commands;

/// <summary><c>andamento status</c>: does the cluster serve, and what.</summary>
internal static class StatusCommand
{
    private static readonly Column[] Lines =
    [
        new("SERVER", "server"), new("STATUS", "status"), new("BECAUSE", "reasons"), new("YOU ARE", "user"), new("ENDPOINTS", "endpoints.total"),
        new("  READY", "endpoints.ready"), new("  UPDATING", "endpoints.updating"), new("  FAILED", "endpoints.failed"),
    ];

    /// <summary>The command.</summary>
    public static Command Build(CommandKit kit) => kit.Make(
        new("status", "Show whether the cluster serves, and how many endpoints; ends with 1 when it does not", "status", "status -o json"),
        async (session, token) =>
        {
            var health = await session.Api.ProbeAsync("/health/ready", token);
            var status = health.GetProperty("status").GetString()!;
            var answer = new JsonObject
            {
                ["server"] = session.Api.Host.GetLeftPart(UriPartial.Authority),
                ["status"] = status,
                ["reasons"] = JsonNode.Parse(health.GetProperty("reasons").GetRawText()),
            };
            if (status is "ready") await DescribeAsync(session.Api, answer, token);

            session.Printer.One(JsonSerializer.SerializeToElement(answer), Lines);
            if (status is not "ready") throw new RefusedException("The cluster does not serve.");
        });

    private static async Task DescribeAsync(ApiClient api, JsonObject answer, CancellationToken cancellationToken)
    {
        var me = await api.GetAsync("/api/2.0/preview/scim/v2/Me", cancellationToken);
        var listed = (await api.GetAsync("/api/2.0/serving-endpoints", cancellationToken)).GetProperty("endpoints").EnumerateArray().ToList();
        answer["user"] = me.GetProperty("userName").GetString();
        answer["endpoints"] = new JsonObject
        {
            ["total"] = listed.Count,
            ["ready"] = listed.Count(static one => State(one, "ready") is "READY"),
            ["updating"] = listed.Count(static one => State(one, "config_update") is "IN_PROGRESS"),
            ["failed"] = listed.Count(static one => State(one, "config_update") is "UPDATE_FAILED"),
        };
    }

    private static string? State(JsonElement endpoint, string member) => endpoint.GetProperty("state").GetProperty(member).GetString();
}
