using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Andamento.Bench.Gateway;

/// <summary>A server in a process of its own, so that nobody's garbage is collected on another's time.</summary>
internal sealed partial class Child : IDisposable
{
    private readonly Process _process;
    private readonly string? _folder;

    private Child(Process process, Uri url, string token, string? folder)
    {
        (_process, Url, Token, _folder) = (process, url, token, folder);

        // Nobody needs the rest; an unread pipe would stop the child.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    public Uri Url { get; }

    public string Token { get; }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>This program in another role; it prints its address first.</summary>
    public static async Task<Child> StartSelfAsync(params string[] arguments)
    {
        var process = Start([typeof(Child).Assembly.Location, .. arguments]);
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("No address came.");
        return new(process, new Uri(address), "none", null);
    }

    /// <summary>The server on a fresh data folder; its banner tells address and token.</summary>
    public static async Task<Child> StartServerAsync()
    {
        var folder = Directory.CreateTempSubdirectory("andamento-bench-").FullName;
        var process = Start([
            Path.Combine(AppContext.BaseDirectory, "../../Andamento.Api/release/Andamento.Api.dll"),
            "--port", "0", "--data", folder, "--Andamento:AccessLog:Enabled=false"]);
        string? url = null, token = null;
        while ((url is null || token is null) && await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Address().Match(line) is { Success: true } found) url ??= found.Value;

            if (TokenValue().Match(line) is { Success: true } value) token ??= value.Value;
        }

        return new(process, new Uri(url!), token!, folder);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    private static Process Start(string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", arguments)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardInput = true,
    })!;

    [GeneratedRegex(@"http://[0-9.]+:\d+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex("dapi[0-9a-f]{32}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TokenValue();
}
