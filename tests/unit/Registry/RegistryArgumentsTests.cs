using System.Text;
using Andamento.Api.Control.Reading;
using Andamento.Api.Registry;
using Andamento.Registry;
using Andamento.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Andamento.Tests.Unit.Registry;

public class RegistryArgumentsTests
{
    [Fact]
    public async Task Arguments_come_from_the_body_or_else_from_the_query()
    {
        using var sent = await RegistryArguments.ReadAsync(Context("""{"name": "a", "version": 3}""", "?name=b"));
        using var asked = await RegistryArguments.ReadAsync(Context(body: null, "?name=b&version=3&stages=Staging&max_results=7"));

        Assert.Equal(("a", 3), (sent.Root.RequiredText("name"), sent.Root.Version()));
        Assert.Equal(("b", 3), (asked.Root.RequiredText("name"), asked.Root.Version()));
        Assert.Equal([ModelStage.Staging], ModelArguments.Stages(asked.Root).AsEnumerable());
        Assert.Equal(7, RegistryPage.Read(asked.Root).Count);
    }

    [Theory]
    [InlineData("name = 'x'", "Name Equal x")]
    [InlineData("name='x'", "Name Equal x")]
    [InlineData("name LIKE 'x%' ", "Name Like x%")]
    [InlineData("name ilike \"X%\"", "Name LikeAnyCase X%")]
    [InlineData("name = 'a' and run_id='r'", "Name Equal a|RunId Equal r")]
    [InlineData("name='a'AND name LIKE '%'", "Name Equal a|Name Like %")]
    [InlineData("", "")]
    public void Filters_are_read(string filter, string expected) => Assert.Equal(
        expected,
        string.Join('|', SearchFilter.Read(Json($$"""{"filter": {{System.Text.Json.JsonSerializer.Serialize(filter)}}}"""), runs: true)
            .Select(condition => $"{condition.Field} {condition.Match} {condition.Value}")));

    [Theory]
    [InlineData("name != 'x'", true)]
    [InlineData("tags.a = 'x'", true)]
    [InlineData("run_id LIKE 'x'", true)]
    [InlineData("run_id = 'x'", false)]
    [InlineData("name = 'a' OR name = 'b'", true)]
    [InlineData("name = 'a' AND", true)]
    [InlineData("nameLIKE'a'", true)]
    [InlineData("name = a", true)]
    [InlineData("'", true)]
    public void Filters_that_are_not_understood_are_refused(string filter, bool runs)
    {
        var refused = Assert.Throws<ServingException>(
            () => SearchFilter.Read(Json($$"""{"filter": {{System.Text.Json.JsonSerializer.Serialize(filter)}}}"""), runs));

        Assert.Equal((FailureKind.InvalidParameter, "filter"), (refused.Kind, refused.Param));
    }

    [Fact]
    public void A_token_leads_to_where_it_was_made_and_another_is_refused()
    {
        var page = RegistryPage.Read(Json($$"""{"max_results": "5000", "page_token": "{{RegistryPage.Token(7, "a:b")}}"}"""));

        Assert.Equal(new(1000, 7, "a:b"), page);
        Assert.Equal(100, RegistryPage.Read(Json("""{"max_results": 0}""")).Count);
        foreach (var wrong in new[] { "###", "AAAA", RegistryPage.Token(1, "x")[1..] })
            Assert.Equal("page_token", Assert.Throws<ServingException>(() => RegistryPage.Read(Json($$"""{"page_token": "{{wrong}}"}"""))).Param);
        Assert.Equal("max_results", Assert.Throws<ServingException>(() => RegistryPage.Read(Json("""{"max_results": -1}"""))).Param);
    }

    [Theory]
    [InlineData("""{"order_by": ["name DESC"]}""", ModelOrder.Name, true)]
    [InlineData("""{"order_by": ["last_updated_timestamp"]}""", ModelOrder.Updated, false)]
    [InlineData("{}", ModelOrder.Name, false)]
    public void Orders_are_read(string body, ModelOrder order, bool descending) =>
        Assert.Equal((order, descending), ModelArguments.Order(Json(body)));

    [Theory]
    [InlineData("""{"order_by": ["size"]}""")]
    [InlineData("""{"order_by": ["name UP"]}""")]
    [InlineData("""{"order_by": ["name", "timestamp"]}""")]
    public void Other_orders_are_refused(string body) =>
        Assert.Equal("order_by", Assert.Throws<ServingException>(() => ModelArguments.Order(Json(body))).Param);

    [Theory]
    [InlineData(true, "main.default.m", true)]
    [InlineData(true, "m", false)]
    [InlineData(false, "m", true)]
    [InlineData(false, "main.default.m", false)]
    [InlineData(false, "a/b", false)]
    public void A_name_belongs_to_one_registry(bool unity, string name, bool fits)
    {
        var kind = unity ? RegistryKind.Unity : RegistryKind.Workspace;
        var arguments = Json($$"""{"name": "{{name}}"}""");

        if (fits) Assert.Equal(name, arguments.ModelName(kind).ToString());
        else Assert.Equal("name", Assert.Throws<ServingException>(() => arguments.ModelName(kind)).Param);
    }

    [Theory]
    [InlineData("bytes 10-19/100", null, 10L, 10)]
    [InlineData("bytes 10-19/*", null, null, 10)]
    [InlineData(null, "90", 10L, 90)]
    [InlineData(null, "100", 0L, 100)]
    public void A_part_says_where_it_begins(string? range, string? query, long? length, long expected) =>
        Assert.Equal(expected, UploadRange.Read(Part(range, query, length), total: 100));

    [Theory]
    [InlineData(null, null, 10L)]
    [InlineData(null, "-1", 10L)]
    [InlineData(null, "101", null)]
    [InlineData(null, "95", 10L)]
    [InlineData("bytes 10-19/99", null, 10L)]
    [InlineData("bytes 10-19/100", null, 9L)]
    [InlineData("bytes */100", null, 9L)]
    [InlineData("lines 1-2/3", null, 2L)]
    public void A_part_that_does_not_fit_is_refused(string? range, string? query, long? length) =>
        Assert.Equal(FailureKind.InvalidParameter, Assert.Throws<ServingException>(() => UploadRange.Read(Part(range, query, length), 100)).Kind);

    private static JsonField Json(string text) => new(ControlBody.Parse(Encoding.UTF8.GetBytes(text)).RootElement, "");

    private static HttpRequest Part(string? range, string? query, long? length)
    {
        var request = new DefaultHttpContext().Request;
        if (range is not null) request.Headers.ContentRange = range;
        if (query is not null) request.QueryString = new($"?offset={query}");
        request.ContentLength = length;
        return request;
    }

    private static DefaultHttpContext Context(string? body, string query)
    {
        var context = new DefaultHttpContext { Request = { QueryString = new(query) } };
        context.Features.Set<IHttpRequestBodyDetectionFeature>(new Detection(body is not null));
        if (body is not null) context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return context;
    }

    private sealed record Detection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
