using Andamento.Identity;

namespace Andamento.Tests.Unit.Identity;

public sealed class TokenHashesTests
{
    [Fact]
    public void A_value_is_dapi_and_32_hex_digits_and_never_the_same()
    {
        var values = Enumerable.Range(0, 1000).Select(_ => TokenHashes.NewValue()).ToList();

        Assert.All(values, value => Assert.Matches("^dapi[0-9a-f]{32}$", value));
        Assert.Distinct(values);
    }

    [Fact]
    public void A_token_is_found_by_its_value_alone()
    {
        var key = new byte[32];
        var value = TokenHashes.NewValue();
        var info = new TokenInfo { TokenId = "t", Comment = "", CreatedAt = default };
        var stored = new StoredToken(info, "me", new TokenHashes(key, []).Hash(value));
        var hashes = new TokenHashes(key, [stored]);

        Assert.Same(stored, hashes.Find(value));
        Assert.Null(hashes.Find(value[..^1]));
        Assert.Null(hashes.Find(stored.Hash));
        Assert.Null(new TokenHashes([1, .. new byte[31]], [stored]).Find(value));
    }
}
