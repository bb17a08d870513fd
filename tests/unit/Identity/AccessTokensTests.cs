using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Identity;

namespace Andamento.Tests.Unit.Identity;

public sealed class AccessTokensTests
{
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[] OtherKey = [.. Enumerable.Repeat((byte)8, 32)];
    private static readonly AccessClaims Claims = new(
        "0b1f7a52-1111-4222-8333-0123456789ab", "0123456789abcdef", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1));

    [Fact]
    public void A_token_says_what_it_was_made_with_under_every_key_still_known()
    {
        Assert.Equal(Claims, AccessTokens.Read(AccessTokens.Write(Claims, Key), [OtherKey, Key]));
        Assert.Equal(Claims, AccessTokens.Read(AccessTokens.Write(Claims, OtherKey), [OtherKey, Key]));
    }

    [Fact]
    public void A_token_under_a_forgotten_key_is_nobodys() =>
        Assert.Null(AccessTokens.Read(AccessTokens.Write(Claims, Key), [OtherKey]));

    [Fact]
    public void Not_one_character_can_be_changed()
    {
        var token = AccessTokens.Write(Claims, Key);
        for (var place = 0; place < token.Length; place++)
        {
            var changed = token.ToCharArray();
            changed[place] = changed[place] is 'A' ? 'B' : 'A';

            Assert.Null(AccessTokens.Read(new(changed), [Key]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("dapi0123")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")] // alg: none
    public void What_is_no_token_of_ours_is_nobodys(string value) => Assert.Null(AccessTokens.Read(value, [Key]));

    [Fact]
    public void Clients_can_read_it_as_a_json_web_token_that_fits_in_the_cache()
    {
        var parts = AccessTokens.Write(Claims, Key).Split('.');

        Assert.Equal("""{"alg":"HS256","typ":"JWT"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        Assert.Equal(3600, JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement.GetProperty("exp").GetInt64());
        Assert.InRange(string.Join('.', parts).Length, 1, TokenKey.MaxLength);
    }

    [Fact]
    public void A_key_signs_for_thirty_days_and_the_one_before_it_still_opens()
    {
        var first = new StoredSigningKey([1], DateTimeOffset.UnixEpoch);
        var second = new StoredSigningKey([2], DateTimeOffset.UnixEpoch + SigningKeys.Period);
        var third = new StoredSigningKey([3], DateTimeOffset.UnixEpoch + (2 * SigningKeys.Period));

        Assert.True(SigningKeys.IsDue([], DateTimeOffset.UnixEpoch));
        Assert.False(SigningKeys.IsDue([first], DateTimeOffset.UnixEpoch + SigningKeys.Period - TimeSpan.FromTicks(1)));
        Assert.True(SigningKeys.IsDue([first], DateTimeOffset.UnixEpoch + SigningKeys.Period));
        Assert.Equal<StoredSigningKey>([second, third], SigningKeys.Rotate(SigningKeys.Rotate([first], second), third));
    }
}
