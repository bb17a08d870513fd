using Andamento.Api.Health;
using Andamento.Identity;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Hosting;

/// <summary>The life of the process from its arguments to its exit code.</summary>
internal static class ServerRun
{
    /// <summary>The exit code for wrong options or settings.</summary>
    public const int WrongUse = 2;

    private const int Failed = 1;

    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(100);

    /// <summary>Does what needs no server of our own: makes a token through a running one, and sees that the data folder is free.</summary>
    /// <returns>The exit code when the process is done; null to go on and serve.</returns>
    public static async Task<int?> PrepareAsync(ServerArguments arguments, string data)
    {
        if (AdminSocket.PathIn(data) is not { } socket) return null;

        try
        {
            if (arguments.NewToken && await OperatorTokens.AskAsync(socket, arguments.User, CancellationToken.None) is { } token)
            {
                Console.WriteLine(token);
                return 0;
            }

            if (await AdminSocket.TryClearAsync(socket, CancellationToken.None)) return null;

            return Complain($"A server runs on {data} already; stop it, or give another folder with --data.", Failed);
        }
        catch (Exception refused) when (refused is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            return Complain(refused.Message, Failed);
        }
    }

    /// <summary>Serves until the process is asked to stop, then lets requests finish.</summary>
    public static async Task<int> ServeAsync(WebApplication app, ServerArguments arguments)
    {
        try
        {
            await app.StartAsync(CancellationToken.None);
        }
        catch (OptionsValidationException wrong)
        {
            return Complain(string.Join(Environment.NewLine, wrong.Failures), WrongUse);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            return Complain($"{taken.Message} Give another --port.", Failed);
        }

        try
        {
            await GreetAsync(app, arguments, app.Lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Asked to stop before it was ready.
        }

        await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>Says what is wrong.</summary>
    public static int Complain(string sentence, int exitCode)
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
