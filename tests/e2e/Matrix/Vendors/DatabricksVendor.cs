using System.Text.Json;
using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>A serving endpoint of a workspace: it hands on what it does not know itself.</summary>
internal sealed class DatabricksVendor : Vendor
{
    private const string Token = "dapi0123456789abcdefmatrix";

    public override string Name => "databricks-model-serving";

    public override string Recordings => "DatabricksModelServing";

    public override IReadOnlyList<string> Secrets => [Token];

    public override bool RefusesUnknownMembers => false;

    public override IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>
    {
        ["databricks_workspace_url"] = Address,
        ["databricks_api_token"] = Token,
    };

    public override WireReply Failure(int status, string message, string? retryAfter = null) => Replies.Json(
        status,
        JsonSerializer.Serialize(new { error_code = status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR", message }),
        retryAfter is null ? [] : [("Retry-After", retryAfter)]);

    protected override string? Stranger(WireRequest request) =>
        Has(request, "Authorization", $"Bearer {Token}") ? null : "Credential was not sent or was of an unsupported type for this API.";

    protected override BodyShape? Operation(WireRequest request) =>
        request.Target == "/serving-endpoints/their-endpoint/invocations" ? new("", "*") : null;

    // The path names the endpoint; a body that names another model, or asks for two things at once, is refused.
    protected override string? Fault(WireRequest request) =>
        request.Json.TryGetProperty("model", out _) ? "Unexpected field: model"
        : new[] { "messages", "prompt", "input" }.Count(name => request.Json.TryGetProperty(name, out _)) != 1
            ? "Exactly one of messages, prompt and input is required"
            : null;
}
