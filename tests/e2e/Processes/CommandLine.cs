using System.Diagnostics;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.EndToEnd.Processes;

/// <summary>Runs the real <c>andamento</c> as its users do, with the server in the environment.</summary>
internal static class CommandLine
{
    public static async Task<(int Code, string Out, string Error)> AndamentoAsync(this Server server, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Built.CommandLine, .. arguments])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["ANDAMENTO_HOST"] = server.Address;
        start.Environment["ANDAMENTO_TOKEN"] = server.Token;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().ForAsync($"andamento {string.Join(' ', arguments)}");
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs one that must end well, and answers what it printed.</summary>
    public static async Task<string> DoAsync(this Server server, params string[] arguments)
    {
        var (code, output, error) = await server.AndamentoAsync(input: null, arguments);
        Assert.True(code is 0, $"andamento {string.Join(' ', arguments)}: {code} {error}");
        return output;
    }
}
