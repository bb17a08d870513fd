using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Andamento.Api.Hosting;

/// <summary>The parts of a server that know nothing of serving: settings, addresses, limits of connections, log lines.</summary>
internal static class ServerBuilder
{
    private const string DefaultHost = "127.0.0.1";
    private const int DefaultPort = 8080;

    /// <summary>Starts a server's description. The command line wins over the environment, which wins over appsettings.json.</summary>
    public static WebApplicationBuilder Create(ServerArguments arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults() });
        builder.Configuration.AddInMemoryCollection(arguments.ToSettings());
        AllowLoopbackToItself(builder, arguments);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.Configure<AccessLogOptions>(builder.Configuration.GetSection(AccessLogOptions.Section));
        AddLogLines(builder);
        AddDoors(builder, arguments);
        return builder;
    }

    /// <summary>Where the server listens, as the option <c>urls</c> has it.</summary>
    /// <param name="arguments">The command line; an address or port in it wins.</param>
    /// <param name="configured">What the configuration says, or null.</param>
    public static string Urls(ServerArguments arguments, string? configured)
    {
        if (arguments is { Host: null, Port: null } && !string.IsNullOrWhiteSpace(configured)) return configured;

        var host = arguments.Host ?? DefaultHost;
        return $"http://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{arguments.Port ?? DefaultPort}";
    }

    private static IEnumerable<KeyValuePair<string, string?>> Defaults() =>
    [
        new(SettingKeys.Data, Path.GetFullPath("data")),
        new("Logging:LogLevel:Default", "Information"),
        new("Logging:LogLevel:Microsoft", "Warning"),
        new("Logging:LogLevel:Orleans", "Warning"),
        new("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "None"), // its scopes and activities cost every request, and nobody reads them
        new("Logging:LogLevel:Orleans.Runtime.Watchdog", "Error"), // its first check takes the machine's uptime for a delay

        // Its errors are exceptions of requests. The only ones that reach it are streams ended on purpose, logged where that happens.
        new("Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel", "Critical"),
    ];

    // Whoever can call a server that listens on this machine alone is on this machine, and reaches what it reaches anyway.
    private static void AllowLoopbackToItself(WebApplicationBuilder builder, ServerArguments arguments)
    {
        var urls = Urls(arguments, builder.Configuration[SettingKeys.Urls]).Split(';', StringSplitOptions.RemoveEmptyEntries);
        if (!urls.All(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.IsLoopback)) return;

        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = [new(SettingKeys.AllowLoopback, "true")],
        });
    }

    private static void AddDoors(WebApplicationBuilder builder, ServerArguments arguments)
    {
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddConnectionLimits();
        var urls = Urls(arguments, builder.Configuration[SettingKeys.Urls]);
        var socket = AdminSocket.PathIn(builder.Configuration[SettingKeys.Data]!);
        builder.WebHost.UseSetting(SettingKeys.Urls, socket is null ? urls : $"{urls};http://unix:{socket}");
        builder.Services.AddAdminSocket();
    }

    // To standard error: standard output has only what people and scripts read, the banner.
    private static void AddLogLines(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (builder.Configuration[SettingKeys.Log] is "text")
        {
            builder.Logging.AddSimpleConsole(static console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            });
            return;
        }

        builder.Logging.AddJsonConsole(static console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
    }
}
