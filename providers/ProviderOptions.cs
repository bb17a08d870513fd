using System.ComponentModel.DataAnnotations;
using Andamento.Providers.Http;

namespace Andamento.Providers;

/// <summary>How this cluster calls providers. Section <c>Providers</c>.</summary>
public sealed class ProviderOptions : IValidatableObject
{
    /// <summary>
    /// Whether a provider's address may be this machine itself (127.0.0.0/8, ::1). The default is false: whoever may
    /// create endpoints could otherwise reach services that trust local callers.
    /// </summary>
    public bool AllowLoopback { get; set; }

    /// <summary>
    /// Whether a provider's address may be in a private network (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16,
    /// 100.64.0.0/10, fc00::/7). The default is true, for models served next door.
    /// </summary>
    /// <remarks>Link-local addresses and those of cloud metadata services are never called.</remarks>
    public bool AllowPrivateNetworks { get; set; } = true;

    /// <summary>How often a call is tried again where that is safe, 0 to 10. The default is 2.</summary>
    [Range(0, 10)] public int Retries { get; set; } = 2;

    /// <summary>
    /// How many of those may follow a failure after which the provider may have answered, and billed, unseen: 500, 502,
    /// 504, or a connection that broke before anything came. 0 to 10; the default is 1.
    /// </summary>
    [Range(0, 10)] public int RiskyRetries { get; set; } = 1;

    /// <summary>The wait before the first retry when the provider names none; it doubles each time. The default is 0.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest such wait, up to 10 minutes. The default is 8 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// The longest wait that a provider's Retry-After is followed for; beyond it the caller gets the 429 and the hint.
    /// Up to 10 minutes; the default is 60 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Time for TCP and TLS, 0.1 s to 2 minutes. The default is 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time until the first event of a stream, 1 s to 1 hour. The default is 120 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FirstEventTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>The longest silence inside a stream, 1 s to 1 hour; any byte ends it. The default is 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a connection is used before a new one asks the name server again, 1 s to 1 day. The default is 5 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest whole answer in bytes, 1 KiB to 1 GiB. The default is 64 MiB.</summary>
    [Range(1 << 10, 1 << 30)] public int MaxAnswerBytes { get; set; } = 64 << 20;

    /// <summary>The largest single event of a stream in bytes, 1 KiB to 256 MiB. The default is 16 MiB.</summary>
    [Range(1 << 10, 1 << 28)] public int MaxEventBytes { get; set; } = 16 << 20;

    /// <summary>Where Anthropic is.</summary>
    public AnthropicOptions Anthropic { get; } = new();

    /// <summary>Where AI21 is.</summary>
    public Ai21LabsOptions Ai21Labs { get; } = new();

    /// <summary>Where Amazon Bedrock is.</summary>
    public AmazonBedrockOptions AmazonBedrock { get; } = new();

    /// <summary>Where Vertex AI is.</summary>
    public GoogleCloudVertexAiOptions GoogleCloudVertexAi { get; } = new();

    /// <summary>Where the PaLM API is.</summary>
    public PalmOptions Palm { get; } = new();

    /// <summary>Where Microsoft's token service is.</summary>
    public MicrosoftEntraOptions MicrosoftEntra { get; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from address in Addresses
        where address.Value is not null
        let wrong = AddressRules.Check(address.Name, address.Value, this)
        where wrong is not null
        select new ValidationResult(wrong);

    private IEnumerable<(string Name, string? Value)> Addresses =>
    [
        ("Providers:Anthropic:BaseUrl", Anthropic.BaseUrl),
        ("Providers:Ai21Labs:BaseUrl", Ai21Labs.BaseUrl),
        ("Providers:AmazonBedrock:BaseUrl", AmazonBedrock.BaseUrl),
        ("Providers:AmazonBedrock:StsUrl", AmazonBedrock.StsUrl),
        ("Providers:GoogleCloudVertexAi:BaseUrl", GoogleCloudVertexAi.BaseUrl),
        ("Providers:GoogleCloudVertexAi:TokenUrl", GoogleCloudVertexAi.TokenUrl),
        ("Providers:Palm:BaseUrl", Palm.BaseUrl),
        ("Providers:MicrosoftEntra:Authority", MicrosoftEntra.Authority),
    ];
}
