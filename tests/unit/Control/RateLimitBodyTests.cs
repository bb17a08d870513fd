using System.Text;
using System.Text.Json;
using Andamento.Api.Control.Reading;
using Andamento.Api.Control.Writing;
using Andamento.RateLimits;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Control;

public class RateLimitBodyTests
{
    [Theory]
    [InlineData("""{"calls": 1, "renewal_period": "minute", "key": "user_group"}""", "key: 'user_group' belongs to ai_gateway.rate_limits; here it must be 'user' or 'endpoint'.")]
    [InlineData("""{"calls": 1, "renewal_period": "hour"}""", "renewal_period: 'hour' must be 'minute'.")]
    [InlineData("""{"calls": 1}""", "renewal_period: is missing.")]
    [InlineData("""{"renewal_period": "minute"}""", "calls: is missing.")]
    [InlineData("""{"tokens": 5, "renewal_period": "minute"}""", "tokens: belongs to ai_gateway.rate_limits; give 'calls' here.")]
    [InlineData("""{"calls": 1, "renewal_period": "minute", "principal": "a"}""", "principal: belongs to ai_gateway.rate_limits.")]
    public void A_limit_of_the_older_form_counts_calls_of_users_and_of_the_endpoint(string limit, string message) =>
        Refused(message, () => RateLimitBody.ReadLegacy(Body(limit)));

    [Theory]
    [InlineData("""{"calls": 1, "renewal_period": "minute", "key": "team"}""", "key: 'team' must be 'endpoint', 'user', 'user_group' or 'service_principal'.")]
    [InlineData("""{"calls": 1.5, "renewal_period": "minute"}""", "calls: must be a whole number.")]
    [InlineData("""{"tokens": [], "renewal_period": "minute"}""", "tokens: must be a whole number, not a list.")]
    [InlineData("""{"calls": 1}""", "renewal_period: is missing.")]
    [InlineData("""{"calls": 1, "renewal_period": "minute", "key": "user", "principal": 5}""", "principal: must be a string, not a number.")]
    public void A_gateways_limit_of_another_shape_is_refused_by_its_path(string limit, string message) =>
        Refused(message, () => RateLimitBody.Read(Body(limit)));

    [Fact]
    public void A_limit_without_a_key_counts_all_callers()
    {
        Assert.Equal<RateLimitRule>([new(RateLimitKey.Endpoint, 0)], RateLimitBody.ReadLegacy(Body("""{"calls": 0, "renewal_period": "minute"}""")));
        Assert.Equal<RateLimitRule>([new(RateLimitKey.Endpoint, null, 7)], RateLimitBody.Read(Body("""{"tokens": "7", "renewal_period": "minute"}""")));
    }

    [Fact]
    public void What_is_read_is_written_again()
    {
        const string limits = """
            {"key":"endpoint","renewal_period":"minute","calls":0},{"key":"user","renewal_period":"minute","calls":5,"tokens":900},
            {"key":"user","principal":"a@example.com","renewal_period":"minute","tokens":1},
            {"key":"user_group","principal":"red","renewal_period":"minute","calls":2},
            {"key":"service_principal","principal":"app-1","renewal_period":"minute","calls":3}
            """;
        var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output)) RateLimitJson.Write(json, RateLimitBody.Read(Body(limits)));

        Assert.Equal($$"""{"rate_limits":[{{limits.ReplaceLineEndings("")}}]}""", Encoding.UTF8.GetString(output.ToArray()));
    }

    private static void Refused(string message, Action read)
    {
        var refused = Assert.Throws<ServingException>(read);

        Assert.Equal((FailureKind.InvalidParameter, "rate_limits[0]." + message), (refused.Kind, refused.Message));
    }

    private static JsonField Body(string limit) =>
        new(JsonDocument.Parse(Encoding.UTF8.GetBytes($$"""{"rate_limits": [{{limit}}]}""")).RootElement, "");
}
