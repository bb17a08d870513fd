using System.Text;
using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers.OpenAI;

public sealed class OpenAIAdapterTests
{
    [Theory]
    [InlineData(ProviderTask.Chat, null, null, "https://api.openai.com/v1/chat/completions")]
    [InlineData(ProviderTask.Completions, "https://models.acme.example/v1/", null, "https://models.acme.example/v1/completions")]
    [InlineData(ProviderTask.Embeddings, "http://h:8080", "2024-02-01 x", "http://h:8080/embeddings?api-version=2024-02-01%20x")]
    public void A_task_has_its_path(ProviderTask task, string? address, string? version, string expected)
    {
        var target = Calls.Target(("openai_api_base", address ?? ""), ("openai_api_version", version ?? ""));

        using var call = Calls.OpenAI.ToCall(new(task, "{}"u8.ToArray(), Stream: false), target);

        Assert.Equal(expected, call.RequestUri!.AbsoluteUri);
    }

    [Fact]
    public void What_is_sent_is_only_what_the_provider_needs()
    {
        var target = Calls.Target(("openai_api_key", "sk-1\n"), ("openai_organization", "org-1"));

        using var call = Calls.OpenAI.ToCall(Calls.Chat(stream: true), target);

        Assert.Equal(
            """
            Authorization: Bearer sk-1
            Accept: text/event-stream
            Accept-Encoding: identity
            User-Agent: Andamento
            OpenAI-Organization: org-1
            """,
            string.Join('\n', call.Headers.NonValidated.Select(header => $"{header.Key}: {header.Value}")));
    }

    [Theory]
    [InlineData("openai_api_type", "openai", null)]
    [InlineData("openai_api_type", "OpenAI", null)]
    [InlineData("openai_api_type", "azure", "openai_api_type 'azure' is not spoken by this version; only 'openai' is.")]
    [InlineData("openai_api_type", "AzureAD", "openai_api_type 'AzureAD' is not spoken by this version; only 'openai' is.")]
    [InlineData("openai_api_type", "acme", "openai_api_type must be 'openai', not 'acme'.")]
    [InlineData("openai_deployment_name", "d", "openai_deployment_name must not be set when openai_api_type is 'openai'.")]
    [InlineData("openai_api_base", "acme", "openai_api_base must be an absolute http or https address.")]
    [InlineData("openai_api_base", "https://acme.example", null)]
    public void Settings_that_do_not_go_together_are_named(string name, string value, string? message) =>
        Assert.Equal(message, Calls.OpenAI.Descriptor.Check(new Dictionary<string, string> { [name] = value }));

    [Fact]
    public void A_target_does_not_show_its_settings() =>
        Assert.DoesNotContain("sk-1", Calls.Target(("openai_api_key", "sk-1")).ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task The_body_is_JSON_in_UTF_8()
    {
        using var call = Calls.OpenAI.ToCall(Calls.Chat("""{"messages":[{"role":"user","content":"Привет"}]}"""), Calls.Target());

        Assert.Equal("application/json", call.Content!.Headers.ContentType!.ToString());
        Assert.Equal(
            """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Привет"}]}""",
            Encoding.UTF8.GetString(await call.Content.ReadAsByteArrayAsync()));
    }
}
