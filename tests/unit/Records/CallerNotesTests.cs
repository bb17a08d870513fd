using System.Text;
using Andamento.Api.Invocations;
using Andamento.Api.Records;
using Andamento.Serving;

namespace Andamento.Tests.Unit.Records;

public class CallerNotesTests
{
    [Fact]
    public void An_id_and_a_context_are_read()
    {
        var notes = Read("""{"client_request_id":"caf\u00e9","usage_context":{"team":"search","empty":"","none":null}}""");

        Assert.Equal("café", notes.ClientRequestId);
        Assert.Equal([new("team", "search"), new("empty", "")], notes.UsageContext.AsEnumerable());
    }

    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"client_request_id":null,"usage_context":null}""")]
    public void Nothing_and_null_are_nothing(string body)
    {
        var notes = Read(body);

        Assert.Equal((null, true), (notes.ClientRequestId, notes.UsageContext.IsEmpty));
    }

    [Theory]
    [InlineData("""{"client_request_id":7}""", "client_request_id")]
    [InlineData("""{"client_request_id":"\ud800"}""", "client_request_id")]
    [InlineData("""{"usage_context":["a"]}""", "usage_context")]
    [InlineData("""{"usage_context":{"team":7}}""", "usage_context.team")]
    [InlineData("""{"usage_context":{"team":{"a":"b"}}}""", "usage_context.team")]
    public void What_is_no_text_is_refused_by_its_path(string body, string path)
    {
        var failed = Assert.Throws<ServingException>(() => Read(body));

        Assert.Equal((FailureKind.BadRequest, path), (failed.Kind, failed.Param));
    }

    [Theory]
    [InlineData("""{"usage_context":{"team":"a","team":"b"}}""")]
    [InlineData("""{"usage_context":{"team":"a","t\u0065am":null}}""")]
    public void A_name_given_twice_is_refused(string body)
    {
        var failed = Assert.Throws<ServingException>(() => Read(body));

        Assert.Equal((FailureKind.BadRequest, "usage_context.team"), (failed.Kind, failed.Param));
        Assert.Equal("'usage_context.team' is given twice.", failed.Message);
    }

    private static CallerNotes Read(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return CallerNotes.Read(bytes, BodyProbe.Read(bytes).Cuts);
    }
}
