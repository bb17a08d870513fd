namespace Andamento.Providers;

/// <summary>
/// Where Anthropic is, for endpoints that do not say it. Section <c>Providers:Anthropic</c>.
/// </summary>
public sealed class AnthropicOptions
{
    /// <summary>The address of the API, such as that of a proxy. The default is null: Anthropic's own.</summary>
    public string? BaseUrl { get; set; }
}

/// <summary>
/// Where AI21 is, for endpoints that do not say it. Section <c>Providers:Ai21Labs</c>.
/// </summary>
public sealed class Ai21LabsOptions
{
    /// <summary>The address of the API, such as that of a proxy. The default is null: AI21's own.</summary>
    public string? BaseUrl { get; set; }
}

/// <summary>
/// Where tokens for Azure are bought, for endpoints that do not say it. Section
/// <c>Providers:MicrosoftEntra</c>.
/// </summary>
public sealed class MicrosoftEntraOptions
{
    /// <summary>
    /// The address in front of the tenant, such as that of a national cloud. The default is null:
    /// https://login.microsoftonline.com.
    /// </summary>
    public string? Authority { get; set; }
}

/// <summary>
/// Where Amazon Bedrock is, for endpoints that do not say it. Section <c>Providers:AmazonBedrock</c>.
/// </summary>
public sealed class AmazonBedrockOptions
{
    /// <summary>The address of the service, such as that of a private link. The default is null: that of each region.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Where roles are taken, such as a private link of STS. The default is null: that of each region.</summary>
    public string? StsUrl { get; set; }
}

/// <summary>
/// Where Vertex AI is, for endpoints that do not say it. Section <c>Providers:GoogleCloudVertexAi</c>.
/// </summary>
public sealed class GoogleCloudVertexAiOptions
{
    /// <summary>The address of the service, such as that of a private link. The default is null: that of each region.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Where tokens are bought. The default is null: where the service account's key says, which is Google's.</summary>
    public string? TokenUrl { get; set; }
}

/// <summary>
/// Where the PaLM API is, for endpoints that do not say it. Section <c>Providers:Palm</c>.
/// </summary>
public sealed class PalmOptions
{
    /// <summary>The address of the API. The default is null: Google's own, which was switched off.</summary>
    public string? BaseUrl { get; set; }
}
