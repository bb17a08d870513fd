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
        var target = Calls.Target(("openai_api_base", address ?? ""), ("openai_api_version", version ?? ""), ("completions_mode", "native"));

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
            Accept: text/event-stream
            Accept-Encoding: identity
            User-Agent: Andamento
            Authorization: Bearer sk-1
            OpenAI-Organization: org-1
            """,
            string.Join('\n', call.Headers.NonValidated.Select(header => $"{header.Key}: {header.Value}")));
    }

    [Theory]
    [InlineData("openai", "", null)]
    [InlineData("OpenAI", "openai_api_base=https://acme.example", null)]
    [InlineData("acme", "", "openai_api_type must be 'openai', 'azure' or 'azuread', not 'acme'.")]
    [InlineData("openai", "-openai_api_key", "openai_api_key is required when openai_api_type is 'openai'.")]
    [InlineData("openai", "openai_deployment_name=d", "openai_deployment_name must not be set when openai_api_type is 'openai'.")]
    [InlineData("openai", "microsoft_entra_client_id=c", "microsoft_entra_client_id must not be set when openai_api_type is 'openai'.")]
    [InlineData("openai", "openai_api_base=acme", "openai_api_base must be an absolute http or https address.")]
    [InlineData("Azure", "", null)]
    [InlineData("azure", "-openai_api_key", "openai_api_key is required when openai_api_type is 'azure'.")]
    [InlineData("azure", "-openai_api_base", "openai_api_base is required when openai_api_type is 'azure'.")]
    [InlineData("azure", "-openai_deployment_name", "openai_deployment_name is required when openai_api_type is 'azure'.")]
    [InlineData("azure", "-openai_api_version", "openai_api_version is required when openai_api_type is 'azure'.")]
    [InlineData("azure", "microsoft_entra_tenant_id=t", "microsoft_entra_tenant_id must not be set when openai_api_type is 'azure'.")]
    [InlineData("AzureAD", "openai_organization=org", null)]
    [InlineData("azuread", "openai_api_key=k", "openai_api_key must not be set when openai_api_type is 'azuread'.")]
    [InlineData("azuread", "-microsoft_entra_tenant_id", "microsoft_entra_tenant_id is required when openai_api_type is 'azuread'.")]
    [InlineData("azuread", "-microsoft_entra_client_secret", "microsoft_entra_client_secret is required when openai_api_type is 'azuread'.")]
    [InlineData("azuread", "entra_authority_host=login", "entra_authority_host must be an absolute http or https address.")]
    public void Settings_that_do_not_go_together_are_named(string type, string change, string? message)
    {
        string[] needed = type.ToLowerInvariant() switch
        {
            "azure" => ["openai_api_key", "openai_api_base", "openai_deployment_name", "openai_api_version"],
            "azuread" =>
            [
                "microsoft_entra_tenant_id", "microsoft_entra_client_id", "microsoft_entra_client_secret",
                "openai_api_base", "openai_deployment_name", "openai_api_version",
            ],
            _ => ["openai_api_key"],
        };
        var settings = needed.ToDictionary(name => name, name => name is "openai_api_base" ? "https://res.example" : "x");
        settings["openai_api_type"] = type;
        if (change.StartsWith('-')) settings.Remove(change[1..]);
        else if (change.Split('=') is [var name, var value]) settings[name] = value;

        Assert.Equal(message, Calls.OpenAI.Descriptor.Check(settings));
    }

    [Theory]
    [InlineData("2024-06-01", "https://res.example/openai/deployments/my%20gpt/chat/completions?api-version=2024-06-01", """{"messages":[],"stream":true}""")]
    [InlineData("2024-10-21", "https://res.example/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21", """{"messages":[],"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("v1", "https://res.example/openai/v1/chat/completions", """{"model":"my gpt","messages":[],"stream":true,"stream_options":{"include_usage":true}}""")]
    public async Task A_version_of_Azure_decides_the_address_and_where_the_model_is(string version, string address, string body)
    {
        var target = Calls.Target(
            ("openai_api_type", "azure"), ("openai_api_base", "https://res.example/"), ("openai_api_version", version),
            ("openai_deployment_name", "my gpt"), ("openai_api_key", "key-1"));

        using var call = Calls.OpenAI.ToCall(Calls.Chat("""{"messages":[]}""", stream: true), target);

        Assert.Equal(address, call.RequestUri!.AbsoluteUri);
        Assert.Equal("key-1", call.Headers.GetValues("api-key").Single());
        Assert.Null(call.Headers.Authorization);
        Assert.Equal(body, await call.Content!.ReadAsStringAsync());
    }

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
