using System.Text;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Serving;
using Andamento.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Andamento.Tests.Unit.Invocations;

/// <summary>The pipeline with an endpoint and an entity that the test plays.</summary>
internal sealed class PlayedQueries : IAsyncDisposable
{
    public const string Hello = """{"messages":[{"role":"user","content":"hi"}]}""";
    public const string HelloStreamed = """{"messages":[{"role":"user","content":"hi"}],"stream":true}""";

    public PlayedQueries()
    {
        var grains = Grains.Of((type, key) =>
        {
            if (type == typeof(IEndpointGrain)) return Endpoint;

            Asked.Add(key);
            return Entity;
        });
        Services = Rooms.Build(grains, Time);
        Context.RequestAborted = CallerGone.Token;
        Context.Response.Body = new MemoryStream();
        Context.TraceIdentifier = "the-request";
        Context.SetCaller(Snapshots.Owner);
        Serve(Snapshots.Chat());
        Entity.Invoke = (_, _) => Task.FromResult(new ServingAnswer { Body = "{\"ok\":true}"u8.ToArray(), Head = new() { UpstreamRequestId = "req-1" } });
    }

    public ManualTime Time { get; } = new();

    public EndpointDouble Endpoint { get; } = new();

    public EntityDouble Entity { get; } = new();

    /// <summary>The keys of the entities that were asked.</summary>
    public List<string> Asked { get; } = [];

    public CancellationTokenSource CallerGone { get; } = new();

    public DefaultHttpContext Context { get; } = new();

    public ServiceProvider Services { get; }

    public static async Task<T> ForeverAsync<T>(CancellationToken token)
    {
        await Task.Delay(Timeout.Infinite, token);
        throw new InvalidOperationException();
    }

    public void Serve(EndpointSnapshot snapshot) => Endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(snapshot);

    public async Task<string> QueryAsync(string body, string? served = null, ServingTask? byModel = null, string? type = "application/json")
    {
        var pipeline = Services.GetRequiredService<InvocationPipeline>();
        Context.Request.ContentType = type ?? Context.Request.ContentType;
        Context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        Context.Request.RouteValues["name"] = "chat";
        Context.Request.RouteValues["served"] = served;
        await (byModel is { } task ? pipeline.ByModelAsync(Context, task) : pipeline.ByNameAsync(Context));
        return Sent();
    }

    public async Task<JsonElement> RefusedAsync(
        string body, int status, string code, string? served = null, ServingTask? byModel = null, string? type = "application/json")
    {
        var answer = JsonSerializer.Deserialize<JsonElement>(await QueryAsync(body, served, byModel, type));
        Assert.Equal((status, code), (Context.Response.StatusCode, answer.GetProperty("error_code").GetString()));
        return answer;
    }

    /// <summary>What the caller has got so far.</summary>
    public string Sent() => Encoding.UTF8.GetString(((MemoryStream)Context.Response.Body).ToArray());

    public async ValueTask DisposeAsync()
    {
        await Services.GetRequiredService<EndpointSnapshots>().StopAsync(CancellationToken.None);
        await Services.DisposeAsync();
        CallerGone.Dispose();
    }
}
