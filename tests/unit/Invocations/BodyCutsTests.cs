using System.Text;
using System.Text.Json;
using Andamento.Api.Invocations;

namespace Andamento.Tests.Unit.Invocations;

public class BodyCutsTests
{
    [Theory]
    [InlineData("""{"client_request_id":"x","a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1,"client_request_id":"x"}""", """{"a":1}""")]
    [InlineData("""{"a":1,"client_request_id":"x","b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1,"client_request_id":"x","usage_context":{"t":"}"}}""", """{"a":1}""")]
    [InlineData("""{"client_request_id":"x","usage_context":{},"databricks_options":{"return_trace":true}}""", "{}")]
    [InlineData("""{"usage_context":{},"a":[1,{"client_request_id":"inner"}],"client_request_id":null}""", """{"a":[1,{"client_request_id":"inner"}]}""")]
    [InlineData("""{"client_request\u005fid":"x","a":"é"}""", """{"a":"é"}""")]
    public void What_is_for_us_goes_and_every_other_byte_stays(string body, string expected) => Assert.Equal(expected, Cut(body));

    [Theory]
    [InlineData("{ \"a\" : 1 ,\n\t\"client_request_id\" : \"x\" \r\n}")]
    [InlineData("{\n  \"client_request_id\": \"x\" ,\n  \"a\": 1\n}")]
    [InlineData("  {\"usage_context\" :{} , \"a\":1 , \"client_request_id\":\"x\" }  ")]
    public void Space_may_be_anywhere(string body) =>
        Assert.Equal("{\"a\":1}", JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(Cut(body))));

    [Fact]
    public void A_body_without_them_is_the_very_same()
    {
        var body = """{"messages":[],"model":"m"}"""u8.ToArray();

        Assert.Same(body, BodyCuts.Apply(body, BodyProbe.Read(body).Cuts));
    }

    private static string Cut(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return Encoding.UTF8.GetString(BodyCuts.Apply(bytes, BodyProbe.Read(bytes).Cuts));
    }
}
