using System.Security.Cryptography;
using Andamento.Secrets;
using Andamento.Silo.Secrets;
using Andamento.Tests.Unit.Storage;

namespace Andamento.Tests.Unit.SecretScopes;

public sealed class SecretReferenceTests
{
    [Theory]
    [InlineData("{{secrets/scope/key}}", "scope", "key")]
    [InlineData("{{ secrets/a.b@c/d-e_f }}", "a.b@c", "d-e_f")]
    public void A_reference_names_a_scope_and_a_key(string text, string scope, string key)
    {
        Assert.True(SecretReference.TryParse(text, out var reference));
        Assert.Equal(new SecretReference(scope, key), reference);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk-123")]
    [InlineData("{{secrets/scope}}")]
    [InlineData("{{secrets/scope/key/more}}")]
    [InlineData("{{secrets//key}}")]
    [InlineData("x{{secrets/scope/key}}")]
    [InlineData("{{secrets/scope/key}}\n")]
    [InlineData("{{secret/scope/key}}")]
    public void Another_text_is_no_reference(string text) => Assert.False(SecretReference.TryParse(text, out _));

    [Fact]
    public void A_sealed_value_opens_for_its_purpose_and_with_its_key_ring_alone()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        var protector = new DataProtectionSecretProtector(folder.Path);

        var closed = protector.Seal("mine", "hidden"u8.ToArray());

        Assert.Equal("hidden"u8.ToArray(), new DataProtectionSecretProtector(folder.Path).Open("mine", closed));
        Assert.ThrowsAny<CryptographicException>(() => protector.Open("other", closed));
        Assert.ThrowsAny<CryptographicException>(() => new DataProtectionSecretProtector(other.Path).Open("mine", closed));
        Assert.Equal(-1, closed.AsSpan().IndexOf("hidden"u8));
    }
}
