using System.Text.Json;
using Andamento.Tests.EndToEnd.Processes;
using Xunit.Abstractions;

namespace Andamento.Tests.EndToEnd.Samples;

/// <summary>The samples of the guide to external models, provider by provider, as they are printed.</summary>
public sealed class ProviderSampleTests(SharedServer shared, ITestOutputHelper output) : ServerTest(shared, output)
{
    [Theory]
    [InlineData("test", "claude-2", "llm/v1/completions", """
        {"name": "test", "external_model": {"name": "claude-2", "provider": "anthropic", "task": "llm/v1/completions",
          "anthropic_config": {"anthropic_api_key": "{{secrets/SCOPE/key}}"}}}
        """)]
    [InlineData("gpt-3-5-turbo", "gpt-3.5-turbo", "llm/v1/completions", """
        {"external_model": {"name": "gpt-3.5-turbo", "provider": "openai", "task": "llm/v1/completions",
          "openai_config": {"openai_api_type": "azure", "openai_api_key": "{{secrets/SCOPE/key}}",
            "openai_api_base": "https://my-azure-openai-endpoint.openai.azure.com", "openai_deployment_name": "my-gpt-35-turbo-deployment",
            "openai_api_version": "2023-05-15"}}}
        """)]
    [InlineData("claude-v2", "claude-v2", "llm/v1/completions", """
        {"external_model": {"name": "claude-v2", "provider": "amazon-bedrock", "task": "llm/v1/completions",
          "amazon_bedrock_config": {"aws_region": "us-east-1", "aws_access_key_id": "{{secrets/SCOPE/key}}",
            "aws_secret_access_key": "{{secrets/SCOPE/key}}", "bedrock_provider": "anthropic"}}}
        """)]
    public async Task A_sample_is_created_under_its_default_name_and_is_ready_at_once(string entity, string model, string task, string sample)
    {
        await Server.DoAsync("secrets", "scopes", "create", Name);
        Assert.Equal(0, (await Server.AndamentoAsync("s3cret\n", "secrets", "put", Name, "key")).Code);
        var served = JsonSerializer.Deserialize<JsonElement>(sample.Replace("SCOPE", Name, StringComparison.Ordinal));

        var made = await Client.CreateAsync(Name, [served]);

        var told = made.GetProperty("config").GetProperty("served_entities")[0];
        Assert.Equal(entity, told.GetProperty("name").GetString());
        Assert.Equal((model, task), (told.GetProperty("external_model").GetProperty("name").GetString(), told.GetProperty("external_model").GetProperty("task").GetString()));
        Assert.Equal("READY", made.GetProperty("state").GetProperty("ready").GetString());
        Assert.DoesNotContain("s3cret", made.GetRawText(), StringComparison.Ordinal);
        Assert.Contains($"{{{{secrets/{Name}/key}}}}", made.GetRawText(), StringComparison.Ordinal);
    }
}
