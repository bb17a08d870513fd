using System.Net.Http.Json;
using Andamento.Api.Hosting;
using Andamento.Tests.Unit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Andamento.Tests.Unit.Hosting;

public sealed class ConnectionLimitsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Without_settings_the_server_has_the_documented_limits()
    {
        await using var app = Build();

        var limits = Limits(app);

        Assert.Equal((null, 100, 32 * 1024), (limits.MaxConcurrentConnections, limits.MaxRequestHeaderCount, limits.MaxRequestHeadersTotalSize));
        Assert.Equal((TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(2)), (limits.RequestHeadersTimeout, limits.KeepAliveTimeout));
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
        Assert.Equal((240, TimeSpan.FromSeconds(5)), (limits.MinResponseDataRate!.BytesPerSecond, limits.MinResponseDataRate.GracePeriod));
    }

    [Fact]
    public async Task Every_setting_reaches_the_server()
    {
        await using var app = Build(
            ("MaxConnections", "7"), ("MaxHeaders", "11"), ("MaxHeaderBytes", "2048"), ("HeadersTimeout", "00:00:03"),
            ("KeepAliveTimeout", "00:00:04"), ("MinBodyRate", "500"), ("MinAnswerRate", "600"), ("RateGrace", "00:00:06"));

        var limits = Limits(app);

        Assert.Equal((7, 11, 2048), (limits.MaxConcurrentConnections, limits.MaxRequestHeaderCount, limits.MaxRequestHeadersTotalSize));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4)), (limits.RequestHeadersTimeout, limits.KeepAliveTimeout));
        Assert.Equal((500, TimeSpan.FromSeconds(6)), (limits.MinRequestBodyDataRate!.BytesPerSecond, limits.MinRequestBodyDataRate.GracePeriod));
        Assert.Equal((600, TimeSpan.FromSeconds(6)), (limits.MinResponseDataRate!.BytesPerSecond, limits.MinResponseDataRate.GracePeriod));
    }

    [Fact]
    public async Task A_rate_of_0_is_none()
    {
        await using var app = Build(("MinBodyRate", "0"), ("MinAnswerRate", "0"));

        Assert.Null(Limits(app).MinRequestBodyDataRate);
        Assert.Null(Limits(app).MinResponseDataRate);
    }

    [Fact]
    public async Task Settings_out_of_range_end_the_start_with_all_their_names()
    {
        await using var app = Build(("HeadersTimeout", "00:00:00"), ("RateGrace", "00:00:01"), ("MaxConnections", "-1"));

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());

        Assert.Equal(3, refused.Failures.Count());
        Assert.All(["HeadersTimeout", "RateGrace", "MaxConnections"], name => Assert.Contains(name, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_sends_what_it_has_without_waiting_for_the_other_side()
    {
        await using var app = Build();
        app.Run(static context => context.Response.WriteAsJsonAsync(context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.NoDelay));
        await app.StartAsync();
        using var client = new HttpClient();

        Assert.True(await client.GetFromJsonAsync<bool>(app.Urls.First(url => !url.Contains("unix:", StringComparison.Ordinal))));
    }

    public void Dispose() => _folder.Dispose();

    private static KestrelServerLimits Limits(WebApplication app) => app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

    private WebApplication Build(params (string Name, string Value)[] settings)
    {
        var builder = ServerBuilder.Create(new ServerArguments
        {
            Port = 0,
            Data = _folder.Path,
            Settings = [.. settings.Select(setting => KeyValuePair.Create($"{ConnectionOptions.Section}:{setting.Name}", (string?)setting.Value))],
        });
        builder.Logging.ClearProviders();
        return builder.Build();
    }
}
