using System.Globalization;
using System.Text.Json;
using Andamento.Api.Control.Writing;
using Andamento.Api.Failures;
using Andamento.Serving;

namespace Andamento.Api.Identity;

/// <summary>What SCIM's clients see of a failure (RFC 7644, section 3.12).</summary>
internal static class ScimFailures
{
    /// <summary>The code of a filter that cannot be understood.</summary>
    public const string InvalidFilter = "invalidFilter";

    /// <summary>The code of a path that cannot be changed, or does not exist.</summary>
    public const string InvalidPath = "invalidPath";

    /// <summary>The code of a value that is missing, or does not fit.</summary>
    public const string InvalidValue = "invalidValue";

    /// <summary>The code of a body that is not built as it must be.</summary>
    public const string InvalidSyntax = "invalidSyntax";

    /// <summary>The code of an operation that does not say what it is for.</summary>
    public const string NoTarget = "noTarget";

    /// <summary>The code of a change to what must stay.</summary>
    public const string Mutability = "mutability";

    /// <summary>Turns failures of the routes into SCIM's shape. Those of authentication keep the usual one, which is for all clients.</summary>
    public static RouteGroupBuilder AnswerFailuresInScim(this RouteGroupBuilder routes)
    {
        ((IEndpointConventionBuilder)routes).Add(static route =>
        {
            var handler = route.RequestDelegate!;
            route.RequestDelegate = context => RunAsync(context, handler);
        });
        return routes;
    }

    /// <summary>A refusal with one of SCIM's codes.</summary>
    public static ServingException Refusal(string code, string message) => new(FailureKind.InvalidParameter, message) { Code = code };

    /// <summary>Writes the body.</summary>
    public static void Write(Utf8JsonWriter json, ServingException failed)
    {
        json.WriteStartObject();
        json.WriteStartArray("schemas"u8);
        json.WriteStringValue("urn:ietf:params:scim:api:messages:2.0:Error"u8);
        json.WriteEndArray();
        json.WriteString("detail"u8, failed.Message);
        json.WriteString("status"u8, Failure.Of(failed.Kind).Status.ToString(CultureInfo.InvariantCulture));
        if (CodeOf(failed) is { } code) json.WriteString("scimType"u8, code);

        json.WriteEndObject();
    }

    private static async Task RunAsync(HttpContext context, RequestDelegate handler)
    {
        try
        {
            await handler(context);
        }
        catch (ServingException failed) when (failed.Kind is not FailureKind.Internal && !context.Response.HasStarted)
        {
            context.Response.StatusCode = Failure.Of(failed.Kind).Status;
            await JsonAnswer.WriteAsync(context, failed, Write);
        }
    }

    private static string? CodeOf(ServingException failed) => failed.Code ?? failed.Kind switch
    {
        FailureKind.AlreadyExists => "uniqueness",
        FailureKind.InvalidParameter => InvalidValue,
        FailureKind.MalformedRequest => InvalidSyntax,
        _ => null,
    };
}
