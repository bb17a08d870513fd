using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>OpenAI's models at Azure: the deployment and the version are in the address, and the key in a header of its own.</summary>
internal class AzureVendor : OpenAIVendor
{
    private const string Key = "azure-matrix-0123456789abcdef";
    private const string Deployment = "my-deployment";
    private const string Version = "2024-10-21";

    public override string Name => "azure";

    public override IReadOnlyList<string> Secrets => [Key];

    public override IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>
    {
        ["openai_api_type"] = "azure",
        ["openai_api_base"] = Address,
        ["openai_api_key"] = Key,
        ["openai_api_version"] = Version,
        ["openai_deployment_name"] = Deployment,
        ["openai_organization"] = null,
    };

    protected override string? Stranger(WireRequest request) =>
        Has(request, "api-key", Key) && !request.Headers.ContainsKey("Authorization")
            ? null
            : "Access denied due to invalid subscription key or wrong API endpoint.";

    protected override BodyShape? Operation(WireRequest request)
    {
        const string Start = $"/openai/deployments/{Deployment}/";
        const string End = $"?api-version={Version}";
        return request.Target.StartsWith(Start, StringComparison.Ordinal) && request.Target.EndsWith(End, StringComparison.Ordinal)
            ? Shape(request.Target[Start.Length..^End.Length], "", "model")
            : null;
    }
}
