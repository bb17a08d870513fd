using Andamento.Tests.TestKit.Upstream;

namespace Andamento.Tests.EndToEnd.Matrix.Vendors;

/// <summary>A server of one's own that speaks OpenAI's language, and takes what its model understands beside.</summary>
internal sealed class CustomVendor : Vendor
{
    private const string Token = "custom-token-matrix-0123456789";
    private const string Key = "custom-key-matrix-0123456789";
    private const string Header = "x-model-key";

    public override string Name => "custom";

    public override string Recordings => "Custom";

    public override IReadOnlyList<string> Secrets => [Token];

    public override bool RefusesUnknownMembers => false;

    public override IReadOnlyDictionary<string, string?> Settings() => new Dictionary<string, string?>
    {
        ["custom_provider_url"] = $"{Address}/v1",
        ["bearer_token_auth.token"] = Token,
    };

    /// <summary>The whole address, and a key in a header, instead.</summary>
    public static (string, string?)[] WholeAddressAndKey { get; } =
    [
        ("custom_provider_url", $"{MatrixServer.Address}/v1/chat/completions"),
        ("bearer_token_auth.token", null),
        ("api_key_auth.key", Header),
        ("api_key_auth.value", Key),
    ];

    public override WireReply Failure(int status, string message, string? retryAfter = null) =>
        Replies.Error(status, message, type: "server_error", retryAfter: retryAfter);

    protected override string? Stranger(WireRequest request) =>
        Has(request, "Authorization", $"Bearer {Token}") != Has(request, Header, Key) ? null : "Unauthorized";

    protected override BodyShape? Operation(WireRequest request) => request.Target switch
    {
        "/v1/chat/completions" => new("model messages", "*"),
        "/v1/completions" => new("model prompt", "*"),
        "/v1/embeddings" => new("model input", "*"),
        _ => null,
    };
}
