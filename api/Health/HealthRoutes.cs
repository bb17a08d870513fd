using Andamento.Api.Control.Writing;

namespace Andamento.Api.Health;

/// <summary>What an orchestrator asks: does the process live, and may it get requests. No token is needed.</summary>
internal sealed class HealthRoutes(ReadinessProbe probe)
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var operations = new HealthRoutes(routes.ServiceProvider.GetRequiredService<ReadinessProbe>());
        var health = routes.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", LiveAsync);
        health.MapGet("/ready", operations.ReadyAsync);
    }

    private static Task LiveAsync(HttpContext context) => JsonAnswer.WriteAsync(context, "live", static (json, status) =>
    {
        json.WriteStartObject();
        json.WriteString("status"u8, status);
        json.WriteEndObject();
    });

    private async Task ReadyAsync(HttpContext context)
    {
        var reasons = await probe.WhyNotAsync(context.RequestAborted);
        if (!reasons.IsEmpty) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;

        await JsonAnswer.WriteAsync(context, reasons, static (json, reasons) =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, reasons.IsEmpty ? "ready"u8 : "not ready"u8);
            json.WriteStartArray("reasons"u8);
            foreach (var reason in reasons) json.WriteStringValue(reason);

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
