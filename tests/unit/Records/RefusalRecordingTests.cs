using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Serving;
using Andamento.Tables;
using static Andamento.Tests.Unit.Records.RecordedQueries;

namespace Andamento.Tests.Unit.Records;

/// <summary>What queries leave in the tables that get no answer.</summary>
public sealed class RefusalRecordingTests : IAsyncDisposable
{
    private readonly RecordedQueries _queries = new();

    public ValueTask DisposeAsync() => _queries.DisposeAsync();

    [Theory]
    [InlineData(FailureKind.UpstreamLimited, 429)]
    [InlineData(FailureKind.UpstreamFailed, 502)]
    public async Task A_failed_query_is_recorded_with_the_entity_that_failed_and_what_its_caller_was_told(FailureKind kind, int status)
    {
        _queries.Serve(Both);
        _queries.Entity.Invoke = (_, _) => throw new ServingException(kind, "The provider says no.");

        await _queries.QueryAsync(Hello);

        var (usage, payload) = (_queries.Rows.Single(TableName.EndpointUsage), _queries.Rows.Single(Payloads));
        Assert.Equal((status, status), (Number(usage, "status_code"), Number(payload, "status_code")));
        Assert.Equal((0, 0, 5), (Number(usage, "input_token_count"), Number(usage, "output_token_count"), Number(usage, "input_character_count")));
        Assert.Equal(EntityId, payload.GetProperty("served_entity_id").GetString());
        Assert.Contains("The provider says no.", payload.GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"input":"text"}""", 400)]
    [InlineData("""{"messages":""", 400)]
    public async Task A_query_that_its_endpoint_refuses_is_recorded_without_an_entity(string body, int status)
    {
        _queries.Serve(Both);

        await _queries.QueryAsync(body);

        var payload = _queries.Rows.Single(Payloads);
        Assert.Equal((status, body), (Number(payload, "status_code"), payload.GetProperty("request").GetString()));
        Assert.Equal(JsonValueKind.Null, payload.GetProperty("served_entity_id").ValueKind);
        Assert.Equal(status, Number(_queries.Rows.Single(TableName.EndpointUsage), "status_code"));
    }

    [Fact]
    public async Task A_query_over_a_limit_is_recorded()
    {
        _queries.Serve(Both, snapshot => snapshot with { RateLimits = [new(RateLimits.RateLimitKey.Endpoint, 0)] });

        await _queries.QueryAsync(Hello);

        Assert.Equal(403, Number(_queries.Rows.Single(TableName.EndpointUsage), "status_code"));
    }

    [Fact]
    public async Task A_stranger_leaves_no_row()
    {
        _queries.Serve(Both);
        _queries.Context.SetCaller(new() { Id = "2", Name = "stranger@example.com" });

        await _queries.QueryAsync(Hello);

        Assert.Empty(_queries.Rows.Offered);
    }

    [Fact]
    public async Task A_defect_is_a_500()
    {
        _queries.Serve(Both);
        _queries.Entity.Invoke = (_, _) => throw new InvalidOperationException("defect");

        await Assert.ThrowsAsync<InvalidOperationException>(() => _queries.QueryAsync(Hello));

        Assert.Equal(500, Number(_queries.Rows.Single(TableName.EndpointUsage), "status_code"));
    }
}
