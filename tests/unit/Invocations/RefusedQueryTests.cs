using Andamento.Api.Auth;
using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Serving;
using static Andamento.Tests.Unit.Invocations.PlayedQueries;

namespace Andamento.Tests.Unit.Invocations;

/// <summary>Queries that reach no entity, and those of the OpenAI routes, which reach it by the model.</summary>
public sealed class RefusedQueryTests : IAsyncDisposable
{
    private readonly PlayedQueries _queries = new();

    public ValueTask DisposeAsync() => _queries.DisposeAsync();

    [Fact]
    public async Task A_stranger_may_not_query()
    {
        _queries.Context.SetCaller(new Principal { Id = "2", Name = "stranger@example.com" });

        await _queries.RefusedAsync(Hello, 403, "PERMISSION_DENIED");
    }

    [Fact]
    public async Task An_unknown_endpoint_is_said_to_be_unknown()
    {
        _queries.Endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(null);

        await _queries.RefusedAsync(Hello, 404, "ENDPOINT_NOT_FOUND");
    }

    [Fact]
    public async Task An_endpoint_that_is_not_ready_says_when_to_ask_again()
    {
        _queries.Serve(Snapshots.Chat() with { Entities = [], Routes = [], NotServing = "Loading." });

        var body = await _queries.RefusedAsync(Hello, 503, "TEMPORARILY_UNAVAILABLE");

        Assert.Equal("Loading.", body.GetProperty("message").GetString());
        Assert.Equal("1", _queries.Context.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_body_for_another_task_is_a_mismatch()
    {
        var body = await _queries.RefusedAsync("""{"input":"text"}""", 400, "BAD_REQUEST");

        Assert.Equal("task_mismatch", body.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Another_media_type_is_refused()
    {
        _queries.Context.Request.ContentType = "text/csv";

        await _queries.RefusedAsync(Hello, 415, "BAD_REQUEST", type: null);
    }

    [Fact]
    public async Task A_body_too_large_is_refused() =>
        await _queries.RefusedAsync(new string(' ', (4 * 1024 * 1024) + 1), 413, "BAD_REQUEST");

    [Fact]
    public async Task A_closed_limit_refuses()
    {
        _queries.Serve(Snapshots.Chat() with { RateLimits = [new(RateLimits.RateLimitKey.Endpoint, 0)] });

        await _queries.RefusedAsync(Hello, 403, "PERMISSION_DENIED");
    }

    [Fact]
    public async Task An_unknown_served_model_is_no_resource() =>
        await _queries.RefusedAsync(Hello, 404, "RESOURCE_DOES_NOT_EXIST", served: "other");

    [Theory]
    [InlineData("""{"messages":[]}""", 400, "BAD_REQUEST")]
    [InlineData("""{"model":null,"messages":[]}""", 400, "BAD_REQUEST")]
    public async Task On_the_OpenAI_routes_a_model_is_needed(string body, int status, string code) =>
        await _queries.RefusedAsync(body, status, code, byModel: ServingTask.Chat);

    [Fact]
    public async Task On_the_OpenAI_routes_the_model_is_the_endpoint()
    {
        Assert.Equal("{\"ok\":true}", await _queries.QueryAsync("""{"model":"chat","messages":[]}""", byModel: ServingTask.Chat));
    }

    [Fact]
    public async Task An_OpenAI_route_for_another_task_is_a_mismatch() =>
        await _queries.RefusedAsync("""{"model":"chat","messages":[]}""", 400, "BAD_REQUEST", byModel: ServingTask.Completions);
}
