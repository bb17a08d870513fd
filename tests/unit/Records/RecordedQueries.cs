using System.Text;
using System.Text.Json;
using Andamento.Api.Auth;
using Andamento.Api.Invocations;
using Andamento.Api.Records;
using Andamento.Endpoints;
using Andamento.Gateway;
using Andamento.ServedEntities;
using Andamento.Serving;
using Andamento.Tables;
using Andamento.Tests.TestKit;
using Andamento.Tests.Unit.Invocations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Andamento.Tests.Unit.Records;

/// <summary>The pipeline with an endpoint and an entity that the test plays, and the rows that its queries leave.</summary>
internal sealed class RecordedQueries : IAsyncDisposable
{
    public const string Hello = """{"messages":[{"role":"user","content":"hello"}]}""";
    public const string HelloStreamed = """{"messages":[{"role":"user","content":"hello"}],"stream":true}""";
    public const string Answer = """{"choices":[{"message":{"content":"Good day"}}]}""";

    public static readonly TableName Payloads = new("main", "logs", "chat_payload");
    public static readonly InferenceTableConfig Table = new() { Enabled = true, CatalogName = "main", SchemaName = "logs" };
    public static readonly AiGatewayConfig Both = new() { UsageTrackingEnabled = true, InferenceTable = Table };

    private readonly ManualTime _time = new();
    private readonly EndpointDouble _endpoint = new();
    private readonly ServiceProvider _services;

    public RecordedQueries()
    {
        _services = Rooms.Build(
            Grains.Of((type, _) => type == typeof(IEndpointGrain) ? _endpoint : Entity), _time, Rows,
            [new($"{RecordOptions.Section}:{nameof(RecordOptions.MaxPayloadBytes)}", "200")]);
        Context.RequestAborted = CallerGone.Token;
        Context.Response.Body = new MemoryStream();
        Context.TraceIdentifier = "the-request";
        Context.SetCaller(Snapshots.Owner);
        Context.Request.Headers.Authorization = "Bearer dapi-secret";
        Entity.Invoke = (_, _) =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(40));
            return Task.FromResult(new ServingAnswer { Body = Encoding.UTF8.GetBytes(Answer), Usage = new(11, 5) });
        };
    }

    public static string EntityId => ServedEntityKey.IdOf("chat/0123/1/gpt");

    public EntityDouble Entity { get; } = new();

    public RowList Rows { get; } = new();

    public DefaultHttpContext Context { get; } = new();

    public CancellationTokenSource CallerGone { get; } = new();

    public static int Number(JsonElement row, string column) => row.GetProperty(column).GetInt32();

    /// <summary>A stream of these frames, and of a failure at its end.</summary>
    public static async IAsyncEnumerable<AnswerFrame> FramesAsync(Exception? end, params string[] frames)
    {
        foreach (var frame in frames)
        {
            await Task.CompletedTask;
            yield return new() { Json = Encoding.UTF8.GetBytes(frame), Usage = new(3, 2) };
        }

        if (end is not null) throw end;
    }

    public void Serve(AiGatewayConfig gateway, Func<EndpointSnapshot, EndpointSnapshot>? change = null)
    {
        var snapshot = Snapshots.Chat() with { Gateway = gateway };
        _endpoint.Answer = () => Task.FromResult<EndpointSnapshot?>(change is null ? snapshot : change(snapshot));
    }

    public async Task QueryAsync(string body)
    {
        _services.GetRequiredService<EndpointSnapshots>().Doubt("chat");
        Context.Request.ContentType = "application/json";
        Context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        Context.Request.RouteValues["name"] = "chat";
        await _services.GetRequiredService<InvocationPipeline>().ByNameAsync(Context);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<EndpointSnapshots>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        CallerGone.Dispose();
    }
}
