using System.Security.Cryptography;
using Andamento.Providers;
using Andamento.Providers.GoogleCloudVertexAi;

namespace Andamento.Tests.Unit.Providers.GoogleCloudVertexAi;

public sealed class VertexSettingsTests
{
    private static readonly string Pem = NewPem();

    [Theory]
    [InlineData("", null)]
    [InlineData("region=global", null)]
    [InlineData("region=eu", null)]
    [InlineData("project_id=example.com:old-project", null)]
    [InlineData("private_key={{secrets/google/key}}", null)]
    [InlineData("private_key=nothing", "private_key must be the key of a service account: its JSON with client_email and private_key, or its PEM.")]
    [InlineData("-service_account_email", "service_account_email is required where private_key is only a PEM.")]
    [InlineData("region=evil.example/", "region must be a region, such as europe-west4, or global, us or eu.")]
    [InlineData("-region", "region must be a region, such as europe-west4, or global, us or eu.")]
    [InlineData("project_id=a b", "project_id must be the id of a project.")]
    [InlineData("vertex_api_base=proxy", "vertex_api_base must be an absolute http or https address.")]
    [InlineData("vertex_token_url=proxy", "vertex_token_url must be an absolute http or https address.")]
    [InlineData("signature_in_tool_id=yes", "signature_in_tool_id must be true or false.")]
    [InlineData("skip_missing_signature=yes", "skip_missing_signature must be true or false.")]
    [InlineData("default_max_tokens=0", "default_max_tokens must be a whole number above 0.")]
    [InlineData("strict_parameters=yes", "strict_parameters must be true or false.")]
    public void Settings_that_do_not_go_together_are_named(string change, string? message)
    {
        var settings = new Dictionary<string, string>
        {
            ["private_key"] = Pem,
            ["service_account_email"] = "a@b.example",
            ["project_id"] = "my-project",
            ["region"] = "europe-west4",
        };
        if (change.StartsWith('-')) settings.Remove(change[1..]);
        else if (change.Split('=') is [var name, var value]) settings[name] = value;

        Assert.Equal(message, VertexSettings.Check(settings));
    }

    [Theory]
    [InlineData("gemini-pro", "1.0")]
    [InlineData("gemini-1.0-pro-002", "1.0")]
    [InlineData("gemini-1.5-flash", "1.5")]
    [InlineData("gemini-2.5-pro", "2.5")]
    [InlineData("gemini-3-pro-preview", "3.0")]
    [InlineData("gemini-flash-latest", "99.0")]
    [InlineData("something-new", "99.0")]
    public void A_name_tells_the_version_or_counts_as_a_current_one(string model, string version) =>
        Assert.Equal(Version.Parse(version), VertexModel.VersionOf(model));

    [Theory]
    [InlineData("textembedding-gecko@001", 5)]
    [InlineData("textembedding-gecko@003", 250)]
    [InlineData("text-multilingual-embedding-002", 250)]
    [InlineData("gemini-embedding-001", 1)]
    public void A_model_embeds_so_many_texts_at_once(string model, int texts) => Assert.Equal(texts, VertexModel.TextsPerCall(model));

    [Fact]
    public void A_key_that_turns_out_to_be_none_is_told_to_the_caller_without_a_letter_of_it()
    {
        var adapter = (INeedsToken)ProviderCatalog.Find("google-cloud-vertex-ai")!;

        var failed = Assert.Throws<ProviderException>(() => adapter.Token(Calls.Target(("private_key", "resolved-to-this"))));

        Assert.Equal((ProviderFailure.Authentication, "upstream_authentication_error"), (failed.Failure, failed.Code));
        Assert.DoesNotContain("resolved", failed.Message);
    }

    private static string NewPem()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
