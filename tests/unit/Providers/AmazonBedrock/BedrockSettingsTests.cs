using Andamento.Providers;
using Andamento.Providers.AmazonBedrock;

namespace Andamento.Tests.Unit.Providers.AmazonBedrock;

public sealed class BedrockSettingsTests
{
    [Theory]
    [InlineData("claude-v2", "anthropic", "anthropic.claude-v2")]
    [InlineData("command-r-v1:0", "Cohere", "cohere.command-r-v1:0")]
    [InlineData("j2-mid", "ai21labs", "ai21.j2-mid")]
    [InlineData("titan-embed-text-v1", "amazon", "amazon.titan-embed-text-v1")]
    [InlineData("us.anthropic.claude-sonnet-4-5-v1:0", "anthropic", "us.anthropic.claude-sonnet-4-5-v1:0")]
    [InlineData("claude-3.5", "anthropic", "anthropic.claude-3.5")]
    [InlineData("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/x", "anthropic", "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/x")]
    public void A_name_without_its_vendor_gets_it(string model, string vendor, string id) =>
        Assert.Equal(id, BedrockModel.Id(Calls.Target(("bedrock_provider", vendor)) with { Model = model }));

    [Fact]
    public void An_ARN_is_one_segment_of_the_address()
    {
        var target = Calls.Target(("bedrock_provider", "anthropic"), ("aws_region", "cn-north-1")) with { Model = "arn:aws:a/b" };

        using var call = ProviderCatalog.Find("amazon-bedrock")!.ToCall(Calls.Chat(), target);

        Assert.Equal("https://bedrock-runtime.cn-north-1.amazonaws.com.cn/model/arn%3Aaws%3Aa%2Fb/converse", call.RequestUri!.AbsoluteUri);
    }

    [Fact]
    public void An_api_key_takes_no_role() => Assert.Equal(
        "aws_role_arn must not be set beside bedrock_api_key, which takes no roles.",
        BedrockSettings.Check(new Dictionary<string, string>
        {
            ["aws_region"] = "eu-west-1",
            ["bedrock_provider"] = "anthropic",
            ["bedrock_api_key"] = "k",
            ["aws_role_arn"] = "arn:aws:iam::123456789012:role/models",
        }));

    [Theory]
    [InlineData("", null)]
    [InlineData("aws_session_token=t", null)]
    [InlineData("bedrock_provider=Amazon", null)]
    [InlineData("-aws_secret_access_key", "aws_access_key_id and aws_secret_access_key are required, or bedrock_api_key instead.")]
    [InlineData("bedrock_api_key=k", "aws_access_key_id and aws_secret_access_key must not be set beside bedrock_api_key.")]
    [InlineData("aws_region=eu.example/", "aws_region must be a region, such as eu-west-1.")]
    [InlineData("bedrock_provider=meta", "bedrock_provider must be anthropic, cohere, ai21labs or amazon.")]
    [InlineData("instance_profile_arn=arn:aws:iam::1:instance-profile/x",
        "instance_profile_arn is not supported by this cluster: give aws_access_key_id and aws_secret_access_key, or bedrock_api_key.")]
    [InlineData("uc_service_credential_name=c",
        "uc_service_credential_name is not supported by this cluster: give aws_access_key_id and aws_secret_access_key, or bedrock_api_key.")]
    [InlineData("aws_role_arn=arn:aws:iam::123456789012:role/team/models", null)]
    [InlineData("aws_role_arn=arn:aws-cn:iam::123456789012:role/models", null)]
    [InlineData("aws_role_arn=models", "aws_role_arn must be the ARN of a role, such as arn:aws:iam::123456789012:role/name.")]
    [InlineData("aws_sts_endpoint_url=vpce", "aws_sts_endpoint_url must be an absolute http or https address.")]
    [InlineData("structured_output_mode=other", "structured_output_mode must be output_format or tool.")]
    [InlineData("default_max_tokens=many", "default_max_tokens must be a whole number above 0.")]
    [InlineData("bedrock_api=other", "bedrock_api must be auto, invoke or converse.")]
    [InlineData("bedrock_endpoint_url=vpce", "bedrock_endpoint_url must be an absolute http or https address.")]
    public void Settings_that_do_not_go_together_are_named(string change, string? message)
    {
        var settings = new Dictionary<string, string>
        {
            ["aws_region"] = "eu-west-1",
            ["bedrock_provider"] = "anthropic",
            ["aws_access_key_id"] = "AK",
            ["aws_secret_access_key"] = "secret",
        };
        if (change.StartsWith('-')) settings.Remove(change[1..]);
        else if (change.Split('=') is [var name, var value]) settings[name] = value;

        Assert.Equal(message, BedrockSettings.Check(settings));
    }
}
