using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Andamento.Providers.GoogleCloudVertexAi;

namespace Andamento.Tests.Unit.Providers.GoogleCloudVertexAi;

public sealed class ServiceAccountTests
{
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly string Pem = Key.ExportPkcs8PrivateKeyPem();

    [Fact]
    public void The_file_that_Google_gives_is_read()
    {
        var account = Read(Json(Pem));

        Assert.Equal(new("a@b.example", Pem, "key-1", "https://tokens.example/token"), account);
        Assert.Null(account.CheckKey());
    }

    [Fact]
    public void The_same_in_base64_is_read() =>
        Assert.Equal(Read(Json(Pem)), Read(Convert.ToBase64String(Encoding.UTF8.GetBytes(Json(Pem)))));

    [Fact]
    public void A_PEM_is_read_with_the_e_mail_beside_it() => Assert.Equal(new("a@b.example", Pem), Read(Pem, "a@b.example"));

    [Fact]
    public void Line_ends_written_as_two_letters_are_line_ends() =>
        Assert.Null(Read(Pem.Replace("\n", "\\n", StringComparison.Ordinal), "a@b.example").CheckKey());

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----", "service_account_email is required where private_key is only a PEM.")]
    [InlineData("secret-text", "private_key must be the key of a service account: its JSON with client_email and private_key, or its PEM.")]
    [InlineData("""{"client_email":"a@b"}""", "private_key must be the key of a service account: its JSON with client_email and private_key, or its PEM.")]
    [InlineData("""{"client_email":""", "private_key must be the key of a service account: its JSON with client_email and private_key, or its PEM.")]
    [InlineData("", "private_key must be the key of a service account: its JSON with client_email and private_key, or its PEM.")]
    [InlineData(
        """{"client_email":"a@b","private_key":"x","token_uri":"ftp://x"}""",
        "token_uri in private_key must be an absolute http or https address.")]
    public void What_is_no_key_is_told_without_a_letter_of_it(string text, string fault)
    {
        Assert.False(ServiceAccount.TryRead(text, null, out _, out var said));
        Assert.Equal(fault, said);
    }

    [Fact]
    public void A_key_that_cannot_sign_is_told() =>
        Assert.Equal("private_key holds no RSA key that can sign.", Read(Json("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")).CheckKey());

    [Fact]
    public void The_account_claims_to_be_itself_and_signs_it()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

        var parts = ServiceAccountToken.Assertion(Read(Json(Pem)), "https://oauth2.googleapis.com/token", now).Split('.');

        Assert.Equal("""{"alg":"RS256","typ":"JWT","kid":"key-1"}""", Text(parts[0]));
        Assert.Equal(
            """{"iss":"a@b.example","scope":"https://www.googleapis.com/auth/cloud-platform","aud":"https://oauth2.googleapis.com/token","iat":1800000000,"exp":1800003600}""",
            Text(parts[1]));
        Assert.True(Key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public async Task A_token_is_bought_where_the_operator_says_and_claimed_from_whom_the_key_says()
    {
        var purchase = ServiceAccountToken.Of(Calls.Target(("private_key", Json(Pem)), ("vertex_token_url", "https://proxy.example/t/")));

        using var request = purchase.Ask(DateTimeOffset.UnixEpoch);
        var form = await request.Content!.ReadAsStringAsync();

        Assert.Equal("https://proxy.example/t", request.RequestUri!.AbsoluteUri);
        Assert.StartsWith("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=", form);
        Assert.Contains("\"aud\":\"https://tokens.example/token\"", Text(form.Split("assertion=")[1].Split('.')[1]));
        Assert.DoesNotContain("PRIVATE", purchase.ToString());
    }

    [Fact]
    public void Another_key_is_another_token()
    {
        using var other = RSA.Create(2048);

        Assert.NotEqual(KeyOf(Json(Pem)), KeyOf(Json(other.ExportPkcs8PrivateKeyPem())));
        Assert.Equal(KeyOf(Json(Pem)), KeyOf(Json(Pem)));
    }

    private static string KeyOf(string key) => ServiceAccountToken.Of(Calls.Target(("private_key", key))).Key;

    private static string Text(string base64) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(base64));

    private static string Json(string pem) => JsonSerializer.Serialize(new
    {
        type = "service_account",
        client_email = "a@b.example",
        private_key = pem,
        private_key_id = "key-1",
        token_uri = "https://tokens.example/token",
    });

    private static ServiceAccount Read(string text, string? email = null)
    {
        Assert.True(ServiceAccount.TryRead(text, email, out var account, out var fault), fault);
        return account;
    }
}
