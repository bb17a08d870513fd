using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Andamento.Api;
using Andamento.Api.Hosting;
using Andamento.Endpoints;
using Andamento.Identity;
using Andamento.Secrets;
using Andamento.Tables;
using Andamento.Tests.Unit.Auth;
using Andamento.Tests.Unit.Invocations;
using Andamento.Tests.Unit.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Andamento.Tests.Unit.Control;

/// <summary>The whole front door on a loopback port, before grains that the test plays.</summary>
public sealed class FrontDoorServer : IAsyncLifetime
{
    private static readonly HttpClient Client = new();

    private WebApplication? _app;

    public Uri Address { get; private set; } = null!; // InitializeAsync sets it.

    internal ScriptedIdentity Identity { get; } = new();

    internal EndpointStore Endpoints { get; } = new();

    internal ScopeStore Scopes { get; } = new();

    internal RowList Rows { get; } = new();

    internal IEnumerable<RouteEndpoint> Routes =>
        ((IEndpointRouteBuilder)_app!).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    public string Data { get; } = Directory.CreateTempSubdirectory("andamento-").FullName;

    public async Task InitializeAsync()
    {
        var builder = ServerBuilder.Create(new ServerArguments { Port = 0, Data = Data });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Grains.Of(Play));
        builder.Services.AddSingleton<ITableSink>(Rows);
        builder.Services.AddSingleton<ITableReader>(Rows);
        builder.AddFrontDoor();
        _app = builder.Build();
        _app.UseFrontDoor();
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First(url => !url.Contains("unix:", StringComparison.Ordinal)));
    }

    public async Task DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();

        Directory.Delete(Data, recursive: true);
    }

    internal Task<Answer> GetAsync(string path, string token) => SendAsync(HttpMethod.Get, path, token);

    internal Task<Answer> SendAsync(HttpMethod method, string path, string? token, string? json = null) =>
        SendAsync(method, path, token is null ? null : new AuthenticationHeaderValue("Bearer", token), json);

    internal async Task<Answer> SendAsync(
        HttpMethod method, string path, AuthenticationHeaderValue? authorization, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path));
        request.Headers.Authorization = authorization;
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");

        return await SendAsync(request);
    }

    private static async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    private object Play(Type type, string key) => type.Name switch
    {
        nameof(IIdentityGrain) => Identity,
        nameof(IEndpointGrain) => new StoredEndpoint(Endpoints, key),
        nameof(IEndpointDirectoryGrain) => Endpoints,
        nameof(ISecretScopeGrain) => new StoredScope(Scopes, key),
        nameof(ISecretDirectoryGrain) => Scopes,
        _ => throw new InvalidOperationException($"No {type.Name} '{key}'."),
    };
}

/// <summary>What the server answered.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? ErrorCode => Json.GetProperty("error_code").GetString();

    public string? Message => Json.GetProperty("message").GetString();
}
