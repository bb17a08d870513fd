using Andamento.Providers.Custom;

namespace Andamento.Tests.Unit.Providers.Custom;

public sealed class CustomSettingsTests
{
    [Theory]
    [InlineData("bearer_token_auth.token=t")]
    [InlineData("bearer_token_auth.token_plaintext=t")]
    [InlineData("api_key_auth.key=X-Api-Key api_key_auth.value=v")]
    [InlineData("no_auth=true")]
    public void One_way_to_sign_in_is_enough(string settings) => Assert.Null(Check(settings));

    [Theory]
    [InlineData("no_auth=false", "One of bearer_token_auth and api_key_auth is needed, or no_auth set to true.")]
    [InlineData("bearer_token_auth.token=t api_key_auth.key=k", "bearer_token_auth and api_key_auth exclude each other.")]
    [InlineData("api_key_auth.value=v", "api_key_auth needs both key, the name of a header, and value.")]
    [InlineData("api_key_auth.key=a(b api_key_auth.value=v", "api_key_auth.key must be the name of a header.")]
    [InlineData("api_key_auth.key=Cookie api_key_auth.value=v", "api_key_auth.key must not be 'Cookie', which the connection itself uses.")]
    [InlineData("no_auth=true usage_in_stream=maybe", "usage_in_stream must be on, off or auto.")]
    public void What_is_wrong_is_said_with_the_name_of_the_setting(string settings, string sentence) =>
        Assert.Equal(sentence, Check(settings));

    private static string? Check(string settings) => CustomSettings.Check(
        $"custom_provider_url=https://llm.example.com {settings}".Split(' ').ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]));
}
