using System.Net;
using System.Text;
using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.Tables;
using Andamento.Tests.Unit.Control;
using static Andamento.Tests.Unit.Auth.ScriptedIdentity;

namespace Andamento.Tests.Unit.Records;

public sealed class RecordRoutesTests(FrontDoorServer server) : IClassFixture<FrontDoorServer>
{
    private const string Usage = "/api/2.0/serving-endpoints-usage";

    private static readonly InferenceTableConfig Table =
        new() { Enabled = false, CatalogName = "main", SchemaName = "logs", TableNamePrefix = "talk" };

    [Fact]
    public async Task A_page_of_rows_is_handed_on_as_it_is()
    {
        server.Rows.Page = new(["""{"status_code":200}"""u8.ToArray(), """{"é":1}"""u8.ToArray()], "next");

        var answer = await server.GetAsync(Usage, AdministratorToken);

        Assert.Equal("""{"rows":[{"status_code":200},{"é":1}],"next_page_token":"next"}""", answer.Body);
    }

    [Fact]
    public async Task An_administrator_sees_all_usage_and_may_narrow_it()
    {
        await server.GetAsync(Usage, AdministratorToken);
        Assert.Equal((TableName.EndpointUsage, 100, true), (server.Rows.Asked!.Table, server.Rows.Asked.MaxRows, server.Rows.Asked.Filters.IsEmpty));

        await server.GetAsync($"{Usage}?endpoint=gone&requester=a%40b.c&start_time=1700000000000&end_time=1700000060000&max_results=5&page_token=t", AdministratorToken);

        var asked = server.Rows.Asked!;
        Assert.Equal(("endpoint_name=gone requester=a@b.c", 5, "t"), (Show(asked), asked.MaxRows, asked.PageToken));
        Assert.Equal((1_700_000_000_000, 1_700_000_060_000), (asked.From!.Value.ToUnixTimeMilliseconds(), asked.Until!.Value.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task Others_see_the_usage_of_endpoints_they_manage_found_by_id()
    {
        var endpoint = Add("mine");

        await server.GetAsync(Usage, OwnerToken);
        Assert.Contains(endpoint.Id, Assert.Single(server.Rows.Asked!.Filters).AnyOf);

        await server.GetAsync($"{Usage}?endpoint=mine", OwnerToken);
        Assert.Equal($"endpoint_id={endpoint.Id}", Show(server.Rows.Asked!));

        await server.GetAsync(Usage, StrangerToken);
        Assert.True(Assert.Single(server.Rows.Asked!.Filters).AnyOf.IsEmpty); // no row fits

        var refused = await server.GetAsync($"{Usage}?endpoint=mine", StrangerToken);
        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), (refused.Status, refused.ErrorCode));
    }

    [Fact]
    public async Task The_entities_that_usage_names_are_read_by_who_reads_the_usage()
    {
        var endpoint = Add("joined");

        await server.GetAsync($"{Usage}/served-entities?endpoint=gone&served_entity_id=e&start_time=1700000000000&max_results=5", AdministratorToken);
        var asked = server.Rows.Asked!;
        Assert.Equal(
            (TableName.ServedEntities, "endpoint_name=gone served_entity_id=e", 5, 1_700_000_000_000),
            (asked.Table, Show(asked), asked.MaxRows, asked.From!.Value.ToUnixTimeMilliseconds()));

        await server.GetAsync($"{Usage}/served-entities?endpoint=joined", OwnerToken);
        Assert.Equal($"endpoint_id={endpoint.Id}", Show(server.Rows.Asked!));

        var refused = await server.GetAsync($"{Usage}/served-entities?endpoint=joined", StrangerToken);
        Assert.Equal((HttpStatusCode.Forbidden, "PERMISSION_DENIED"), (refused.Status, refused.ErrorCode));
    }

    [Theory]
    [InlineData("max_results=0", "max_results")]
    [InlineData("max_results=1001", "max_results")]
    [InlineData("start_time=yesterday", "start_time")]
    [InlineData("end_time=-1", "end_time")]
    [InlineData("aggregate=week", "aggregate")]
    [InlineData("page_token=broken", "page_token")]
    [InlineData("page_token=broken&aggregate=day", "page_token")]
    public async Task A_wrong_parameter_is_named(string query, string parameter)
    {
        var answer = await server.GetAsync($"{Usage}?{query}", AdministratorToken);

        Assert.Equal((HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE"), (answer.Status, answer.ErrorCode));
        Assert.StartsWith(parameter, answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_is_added_up_by_hour_and_endpoint()
    {
        server.Rows.Page = new(
            [
                Row("chat", "2030-01-01T12:59:59Z", 200, "3"), Row("chat", "2030-01-01T12:00:00Z", 429, "null"),
                Row("chat", "2030-01-01T13:00:00Z", 200, "4"), Row("bell", "2030-01-01T13:30:00Z", 200, "5"),
            ],
            null);

        var answer = await server.GetAsync($"{Usage}?aggregate=hour", AdministratorToken);

        Assert.Equal(
            [
                "2030-01-01T13:00 bell 1 0 5", "2030-01-01T13:00 chat 1 0 4", "2030-01-01T12:00 chat 2 1 3",
            ],
            answer.Json.GetProperty("rows").EnumerateArray().Select(row => string.Join(
                ' ',
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetProperty("start_time").GetInt64()).ToString("yyyy-MM-ddTHH:mm"),
                row.GetProperty("endpoint_name"), row.GetProperty("request_count"), row.GetProperty("failed_request_count"),
                row.GetProperty("input_token_count"))));
    }

    [Fact]
    public async Task Payloads_are_for_those_who_manage_the_endpoint()
    {
        var endpoint = Add("logged", one => one with { Gateway = new() { InferenceTable = Table } });

        var answer = await server.GetAsync("/api/2.0/serving-endpoints/logged/inference-table?status_code=429&request_id=r&client_request_id=c", OwnerToken);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("main.logs.talk_payload", server.Rows.Asked!.Table.ToString());
        Assert.Equal($"endpoint_id={endpoint.Id} databricks_request_id=r client_request_id=c status_code=429", Show(server.Rows.Asked));

        var refused = await server.GetAsync("/api/2.0/serving-endpoints/logged/inference-table", StrangerToken);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
    }

    [Fact]
    public async Task The_older_table_is_read_where_there_is_no_other()
    {
        Add("older", one => one with { Config = one.Config! with { AutoCapture = Table with { TableNamePrefix = null } } });

        await server.GetAsync("/api/2.0/serving-endpoints/older/inference-table", OwnerToken);

        Assert.Equal("main.logs.older_payload", server.Rows.Asked!.Table.ToString());
    }

    [Fact]
    public async Task An_endpoint_without_a_table_says_so()
    {
        Add("bare");

        var bare = await server.GetAsync("/api/2.0/serving-endpoints/bare/inference-table", OwnerToken);
        var none = await server.GetAsync("/api/2.0/serving-endpoints/none/inference-table", OwnerToken);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (bare.Status, none.Status));
        Assert.Equal("The serving endpoint 'bare' has no inference table.", bare.Message);
    }

    private EndpointDetails Add(string name, Func<EndpointDetails, EndpointDetails>? change = null)
    {
        var endpoint = Samples.External(name) with { Id = Guid.NewGuid().ToString("N") };
        return server.Endpoints.All[name] = change is null ? endpoint : change(endpoint);
    }

    private static string Show(TableQuery query) =>
        string.Join(' ', query.Filters.Select(filter => $"{filter.Column}={string.Join(',', filter.AnyOf)}"));

    private static ReadOnlyMemory<byte> Row(string endpoint, string time, int status, string tokens) => Encoding.UTF8.GetBytes(
        $$"""{"request_time":"{{time}}","status_code":{{status}},"input_token_count":{{tokens}},"output_token_count":0,"input_character_count":0,"output_character_count":0,"endpoint_id":"id-{{endpoint}}","endpoint_name":"{{endpoint}}"}""");
}
