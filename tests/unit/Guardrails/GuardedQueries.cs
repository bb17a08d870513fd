using System.Text;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Invocations;
using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.Serving;
using Andamento.Tests.TestKit;
using Andamento.Tests.Unit.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Andamento.Tests.Unit.Guardrails;

/// <summary>The pipeline with an endpoint that has guardrails, a model behind it, and another model that may judge.</summary>
internal sealed class GuardedQueries : IAsyncDisposable
{
    /// <summary>What a text about weapons is found to be.</summary>
    public const string Categories =
        "\"categories\":{\"violent-crimes\":false,\"non-violent-crimes\":false,\"sex-crimes\":false,\"child-exploitation\":false,"
        + "\"specialized-advice\":false,\"privacy\":false,\"intellectual-property\":false,\"indiscriminate-weapons\":true,"
        + "\"hate\":false,\"self-harm\":false,\"sexual-content\":false},\"category_scores\":null";

    private readonly EndpointDouble _endpoint = new();
    private readonly EndpointDouble _judge = new();
    private ServiceProvider? _services;

    public GuardedQueries()
    {
        Context.Response.Body = new MemoryStream();
        Context.SetCaller(Snapshots.Owner);
        _judge.Answer = () => Task.FromResult<EndpointSnapshot?>(Snapshots.Chat("judge", entity: "guard"));
        Answer("""{"choices":[{"index":0,"message":{"role":"assistant","content":"Fine."},"finish_reason":"stop"}]}""");
    }

    public EntityDouble Model { get; } = new();

    public EntityDouble JudgeModel { get; } = new();

    public DefaultHttpContext Context { get; } = new();

    public ManualTime Time { get; } = new();

    /// <summary>The bodies that reached the model.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>What an operator has set before the first query.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    public static string Chat(string text) => $$"""{"messages":[{"role":"user","content":"{{text}}"}]}""";

    public void Serve(GuardrailRules? input = null, GuardrailRules? output = null, ServingTask task = ServingTask.Chat) =>
        _endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(Snapshots.Chat() with
        {
            Task = task, Gateway = new() { InputGuardrails = input, OutputGuardrails = output },
        });

    public void Answer(string json, TokenUsage? usage = null) => Model.Invoke = (request, _) =>
    {
        Seen.Add(Encoding.UTF8.GetString(request.Body.Span));
        return Task.FromResult(new ServingAnswer { Body = Encoding.UTF8.GetBytes(json), Usage = usage });
    };

    /// <summary>Gives the judge's verdict from now on.</summary>
    public void Judge(List<string> asked, string verdict) => JudgeModel.Invoke = (request, _) =>
    {
        asked.Add(Encoding.UTF8.GetString(request.Body.Span));
        var answer = JsonSerializer.SerializeToUtf8Bytes(new { choices = new[] { new { message = new { content = verdict } } } });
        return Task.FromResult(new ServingAnswer { Body = answer });
    };

    public async Task<string> RefusedAsync(string body, string code = "input_guardrail_triggered")
    {
        var refused = JsonDocument.Parse(await QueryAsync(body)).RootElement;
        Assert.Equal(
            (400, "BAD_REQUEST", code),
            (Context.Response.StatusCode, refused.GetProperty("error_code").GetString(), refused.GetProperty("error").GetProperty("code").GetString()));
        return refused.GetProperty("message").GetString()!;
    }

    public async Task<string> QueryAsync(string body)
    {
        _services ??= Build();
        Context.Response.Body.SetLength(0);
        Context.Response.StatusCode = 200;
        Context.Request.ContentType = "application/json";
        Context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        Context.Features.Set<Microsoft.AspNetCore.Http.Features.IRequestBodyPipeFeature>(null);
        Context.Request.RouteValues["name"] = "chat";
        await _services.GetRequiredService<InvocationPipeline>().ByNameAsync(Context);
        return Written();
    }

    public string Written() => Encoding.UTF8.GetString(((MemoryStream)Context.Response.Body).ToArray());

    public async ValueTask DisposeAsync()
    {
        if (_services is null) return;

        foreach (var hosted in _services.GetServices<Microsoft.Extensions.Hosting.IHostedService>()) await hosted.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private ServiceProvider Build() => Rooms.Build(
        Grains.Of((type, key) => (type == typeof(IEndpointGrain), key) switch
        {
            (true, "judge") => _judge,
            (true, _) => _endpoint,
            (_, var entity) when entity.StartsWith("judge", StringComparison.Ordinal) => JudgeModel,
            _ => Model,
        }),
        Time, settings: Settings);
}
