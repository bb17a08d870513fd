using System.Text;
using Andamento.Api.Auth;

namespace Andamento.Tests.Unit.Auth;

public sealed class CredentialsTests
{
    [Theory]
    [InlineData("Bearer dapi1", "dapi1")]
    [InlineData("bearer  dapi1 ", "dapi1")]
    [InlineData("Bearer ", "")]
    [InlineData("Digest dapi1", "")]
    [InlineData("dapi1", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("Basic !", "")]
    public void A_header_holds_a_token_or_none(string? header, string token) =>
        Assert.Equal(token, Credentials.TokenOf(header).ToString());

    [Theory]
    [InlineData("token:dapi1", "dapi1")]
    [InlineData("token:", "")]
    [InlineData("alice:dapi1", "")]
    [InlineData("token", "")]
    public void Basic_takes_the_user_token_only(string pair, string token)
    {
        var header = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair));

        Assert.Equal(token, Credentials.TokenOf(header).ToString());
    }

    [Theory]
    [InlineData("dapi1", "dapi1")]
    [InlineData(" dapi1 ", "dapi1")]
    [InlineData("", "")]
    public void A_key_header_holds_a_token_or_none(string header, string token)
    {
        Assert.Equal(token, Credentials.KeyOf(header).ToString());
        Assert.Equal("", Credentials.KeyOf(null).ToString());
    }

    [Fact]
    public void A_huge_basic_header_is_no_token()
    {
        var header = "Basic " + Convert.ToBase64String(new byte[4096]);

        Assert.Equal("", Credentials.TokenOf(header).ToString());
    }
}
