using Andamento.Api.Health;
using Andamento.Identity;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Hosting;

/// <summary>The life of the process from its arguments to its exit code.</summary>
internal static class ServerRun
{
    private const int Failed = 1;
    private const int WrongUse = 2; // options or settings

    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the process.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="build">Makes the server of a description that has its settings already.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Func<WebApplicationBuilder, WebApplication> build)
    {
        var arguments = CommandLine.Parse(args, out var fault);
        if (fault is not null) return Complain(fault, WrongUse);
        if (arguments.Help)
        {
            Console.WriteLine(CommandLine.Help);
            return 0;
        }

        try
        {
            var builder = ServerBuilder.Create(arguments);
            if (await PrepareAsync(arguments, builder.Configuration[SettingKeys.Data]!) is { } exitCode) return exitCode;

            await using var app = build(builder);
            await app.StartAsync(CancellationToken.None);
            await ServeAsync(app, arguments);
            return 0;
        }
        catch (OptionsValidationException wrong)
        {
            return Complain(string.Join(Environment.NewLine, wrong.Failures), WrongUse);
        }
        catch (Exception failed)
        {
            // The host has logged where it failed.
            return Complain(failed.Message, Failed);
        }
    }

    /// <summary>Does what needs no server of our own: makes a token through a running one, and sees that the data folder is free.</summary>
    /// <returns>The exit code when the process is done; null to go on and serve.</returns>
    private static async Task<int?> PrepareAsync(ServerArguments arguments, string data)
    {
        if (AdminSocket.PathIn(data) is not { } socket) return null;

        if (arguments.NewToken && await OperatorTokens.AskAsync(socket, arguments.User, CancellationToken.None) is { } token)
        {
            Console.WriteLine(token);
            return 0;
        }

        return await AdminSocket.TryClearAsync(socket, CancellationToken.None)
            ? null
            : Complain($"A server runs on {data} already. Stop it, or give another folder with --data.", Failed);
    }

    private static async Task ServeAsync(WebApplication app, ServerArguments arguments)
    {
        try
        {
            await GreetAsync(app, arguments, app.Lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Asked to stop before it was ready.
        }

        await app.WaitForShutdownAsync(CancellationToken.None);
    }

    private static int Complain(string sentence, int exitCode)
    {
        Console.Error.WriteLine(sentence);
        return exitCode;
    }

    private static async Task GreetAsync(WebApplication app, ServerArguments arguments, CancellationToken stopping)
    {
        await WaitUntilReadyAsync(app, stopping);
        var identity = app.Services.GetRequiredService<IGrainFactory>().GetGrain<IIdentityGrain>(IIdentityGrain.Workspace);
        var token = await identity.EnsureAdministratorAsync(stopping);

        // A first start that was asked for an administrator's token has just made one.
        if (arguments.NewToken && (token is null || arguments.User is not null))
            token = (await identity.CreateTokenAsync(OperatorTokens.Wish(arguments.User, administrator: false), stopping)).Value;

        var address = app.Urls.First(static url => !url.Contains("unix:", StringComparison.Ordinal));
        Console.Write(Banner.Compose(address, app.Configuration[SettingKeys.Data]!, token));
    }

    private static async Task WaitUntilReadyAsync(WebApplication app, CancellationToken stopping)
    {
        var probe = app.Services.GetRequiredService<ReadinessProbe>();
        var time = app.Services.GetRequiredService<TimeProvider>();
        for (var asked = 1; ; asked++)
        {
            var reasons = await probe.WhyNotAsync(stopping);
            if (reasons.IsEmpty) return;
            if (asked % 50 is 0) HostingLog.NotReady(app.Logger, string.Join(' ', reasons));

            await Task.Delay(AskAgain, time, stopping);
        }
    }
}
