using System.Net.Http.Headers;
using Andamento.Api;
using Andamento.Api.Hosting;
using Andamento.Identity;
using Andamento.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Andamento.Tests.EndToEnd.Bodies;

/// <summary>The whole server, front door and silo, inside the test's process: so that its routes can be counted.</summary>
public sealed class WholeServer : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("andamento-bodies-").FullName;
    private WebApplication? _app;

    /// <summary>A client with an administrator's token.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Every operation of the control plane that takes more than a path: its method and pattern.</summary>
    public IEnumerable<string> Operations =>
        from route in ((IEndpointRouteBuilder)_app!).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        let pattern = route.RoutePattern.RawText!.TrimEnd('/')
        where pattern.StartsWith("/api/", StringComparison.Ordinal) && !pattern.EndsWith("/invocations", StringComparison.Ordinal) // a query
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        where method is not "GET"
        select $"{method} {pattern}";

    public async Task InitializeAsync()
    {
        var builder = ServerBuilder.Create(new ServerArguments { Port = 0, Data = _data });
        builder.Logging.ClearProviders();
        builder.AddAndamentoSilo();
        builder.AddFrontDoor();
        _app = builder.Build();
        _app.UseFrontDoor();
        await _app.StartAsync();

        var identity = _app.Services.GetRequiredService<IGrainFactory>().GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);
        var token = await identity.EnsureAdministratorAsync(CancellationToken.None);
        Client = new HttpClient
        {
            BaseAddress = new Uri(_app.Urls.First(url => !url.Contains("unix:", StringComparison.Ordinal))),
            Timeout = TimeSpan.FromSeconds(20), // a hang is a failure
        };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        if (_app is not null) await _app.DisposeAsync();

        Directory.Delete(_data, recursive: true);
    }
}
