namespace Andamento.Providers.OpenAI;

/// <summary>How OpenAI's models are reached at Azure: by the name of a deployment, in the address or, in newer versions, in the body.</summary>
internal static class AzureService
{
    /// <summary>The address of an operation.</summary>
    public static string Address(ProviderTarget target, string operation)
    {
        var address = target.Setting("openai_api_base")!.Trim().TrimEnd('/');
        return IsVersionless(target)
            ? $"{address}/openai/v1/{operation}"
            : $"{address}/openai/deployments/{Uri.EscapeDataString(Deployment(target))}/{operation}"
                + $"?api-version={Uri.EscapeDataString(Version(target))}";
    }

    /// <summary>The body: OpenAI's, and the model in it only where the address does not tell.</summary>
    public static ReadOnlyMemory<byte> Body(ProviderCall call, ProviderTarget target, List<string> dropped) => ChatBody.Write(
        call, IsVersionless(target) ? Deployment(target) : null, Usage(target), family: target.Model, dropped, own: true);

    // Since August 2025 there is a surface without dates.
    private static bool IsVersionless(ProviderTarget target) => Version(target) is "v1" or "preview" or "latest";

    // Older versions refuse the member, and some models of newer ones. What a stream used is then not known.
    private static StreamUsage Usage(ProviderTarget target) =>
        target.Memory.RefusesStreamOptions ? StreamUsage.Never
        : IsVersionless(target) || string.CompareOrdinal(Version(target), "2024-09-01") > 0 ? StreamUsage.Ask
        : StreamUsage.AsSent;

    private static string Version(ProviderTarget target) => target.Setting("openai_api_version")!.Trim();

    private static string Deployment(ProviderTarget target) => target.Setting("openai_deployment_name")!.Trim();
}
