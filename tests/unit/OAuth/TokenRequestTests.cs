using System.Text;
using Andamento.Api.OAuth;

namespace Andamento.Tests.Unit.OAuth;

public sealed class TokenRequestTests
{
    private const string Grant = "grant_type=client_credentials&scope=all-apis";

    [Fact]
    public void A_client_names_itself_by_http_basic_or_in_the_form()
    {
        Assert.Equal(new("id", "se:cret"), TokenRequest.Read(Basic("id:se%3Acret"), Grant));
        Assert.Equal(new("id", "secret"), TokenRequest.Read(null, $"{Grant}&client_id=id&client_secret=secret"));
        Assert.Equal(new("id", "secret"), TokenRequest.Read("Bearer x", "client_id=id&client_secret=secret&grant_type=client_credentials"));
    }

    [Theory]
    [InlineData("", "invalid_request", 400)]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials", "invalid_request", 400)]
    [InlineData("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=x", "unsupported_grant_type", 400)]
    [InlineData("grant_type=client_credentials&scope=sql", "invalid_scope", 400)]
    [InlineData("grant_type=client_credentials", "invalid_client", 401)]
    [InlineData("grant_type=client_credentials&client_id=id", "invalid_client", 401)]
    public void What_is_wrong_is_said_in_oauths_words(string body, string error, int status)
    {
        var refused = Assert.Throws<OAuthException>(() => TokenRequest.Read(null, body));

        Assert.Equal((error, status), (refused.Error, refused.Status));
    }

    [Theory]
    [InlineData("Basic ?")]
    [InlineData("Basic aWQ=")] // no colon
    public void A_header_that_names_nobody_is_an_unknown_client(string header) =>
        Assert.Equal("invalid_client", Assert.Throws<OAuthException>(() => TokenRequest.Read(header, Grant)).Error);

    [Fact]
    public void A_request_in_a_log_shows_no_secret() => Assert.Equal("id", new TokenRequest("id", "secret").ToString());

    private static string Basic(string pair) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));
}
