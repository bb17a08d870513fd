using System.ComponentModel.DataAnnotations;
using Andamento.Providers;
using Andamento.Providers.Http;

namespace Andamento.Tests.Unit.Providers;

/// <summary>Addresses of vendors that the operator chose for endpoints that name none.</summary>
public sealed class OperatorAddressesTests
{
    private static readonly Dictionary<string, Action<ProviderOptions, string>> Settings = new()
    {
        ["anthropic:anthropic_api_base"] = static (options, address) => options.Anthropic.BaseUrl = address,
        ["ai21labs:ai21labs_api_base"] = static (options, address) => options.Ai21Labs.BaseUrl = address,
        ["amazon-bedrock:bedrock_endpoint_url"] = static (options, address) => options.AmazonBedrock.BaseUrl = address,
        ["amazon-bedrock:aws_sts_endpoint_url"] = static (options, address) => options.AmazonBedrock.StsUrl = address,
        ["google-cloud-vertex-ai:vertex_api_base"] = static (options, address) => options.GoogleCloudVertexAi.BaseUrl = address,
        ["google-cloud-vertex-ai:vertex_token_url"] = static (options, address) => options.GoogleCloudVertexAi.TokenUrl = address,
        ["palm:palm_api_base"] = static (options, address) => options.Palm.BaseUrl = address,
        ["openai:entra_authority_host"] = static (options, address) => options.MicrosoftEntra.Authority = address,
    };

    public static TheoryData<string> All => [.. Settings.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void The_address_of_the_operator_is_the_default(string setting)
    {
        var (provider, name) = (setting.Split(':')[0], setting.Split(':')[1]);

        Assert.Equal("https://proxy.example", Defaults(provider, "https://proxy.example", setting).GetValueOrDefault(name));
    }

    [Fact]
    public void Without_one_the_default_is_the_vendors() =>
        Assert.Equal("https://api.anthropic.com", Defaults("anthropic", null, "")["anthropic_api_base"]);

    [Theory]
    [MemberData(nameof(All))]
    public void An_address_that_is_none_is_found_at_the_start(string setting)
    {
        var options = new ProviderOptions();
        Settings[setting](options, "proxy");

        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), found, validateAllProperties: true);

        Assert.EndsWith("must be an absolute http or https address.", Assert.Single(found).ErrorMessage);
    }

    private static IReadOnlyDictionary<string, string> Defaults(string provider, string? address, string setting)
    {
        var options = new ProviderOptions();
        if (address is not null) Settings[setting](options, address);
        using var client = new ProviderClient(options, TimeProvider.System);
        return client.Defaults(ProviderCatalog.Find(provider)!.Descriptor);
    }
}
