using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Andamento.Tests.TestKit;

namespace Andamento.Tests.EndToEnd.Processes;

/// <summary>The built server, as a process of its own on a free port.</summary>
public sealed class Server : IAsyncDisposable
{
    private const string ServesOn = "Andamento serves on ";
    private const string ShownOnce = "Token, shown once:";
    private const string MadeBefore = "Tokens were made before";
    private const string Invites = "Try: ";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string?> _token = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _invites;

    private Server(string data, ProcessStartInfo start)
    {
        Data = data;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => Ended();
    }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    /// <summary>The address, without a slash at its end.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The administrator's token.</summary>
    public string Token { get; private set; } = "";

    /// <summary>A client with that token.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Everything the process has printed.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts one and waits until it serves.</summary>
    /// <param name="data">A data folder that an earlier one has used, or null for a new one.</param>
    /// <param name="token">The token of that folder's administrator; needed with <paramref name="data"/>.</param>
    /// <param name="settings">Settings by their configuration name.</param>
    public static async Task<Server> StartAsync(
        string? data = null, string? token = null, params (string Name, string Value)[] settings)
    {
        data ??= Directory.CreateTempSubdirectory("andamento-e2e-").FullName;
        var start = Command(["--port", "0", "--data", data, "--models", Built.Models]);
        start.Environment["Andamento__Endpoints__MaxChanges"] = "0"; // tests change more than people do
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;

        var server = new Server(data, start);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            server.Address = await server._address.Task.WaitAsync(Built.StartLimit);
            server.Token = await server._token.Task.WaitAsync(Built.StartLimit) ?? token
                ?? throw new InvalidOperationException($"The server printed no token.\n{server.Output}");
            await server._greeted.Task.WaitAsync(Built.StartLimit);
        }
        catch (TimeoutException slow)
        {
            server.Kill();
            throw new TimeoutException($"The server was not ready within {Built.StartLimit}.\n{server.Output}", slow);
        }

        server.Client = server.ClientOf(server.Token);
        return server;
    }

    /// <summary>A client with another token; null for none.</summary>
    public HttpClient ClientOf(string? token)
    {
        // Who leaves leaves at once: by default this client first reads on for two seconds.
        var handler = new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero };
        var client = new HttpClient(handler) { BaseAddress = new Uri(Address) };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Makes a token of a user who is no administrator, as the operator of the machine does.</summary>
    public async Task<string> NewTokenAsync(string user)
    {
        using var process = Process.Start(Command(["--data", Data, "--new-token", "--user", user]))!;
        var token = await process.StandardOutput.ReadToEndAsync().ForAsync("the command that makes a token");
        await process.WaitForExitAsync().ForAsync("the command that makes a token");
        return process.ExitCode is 0
            ? token.Trim()
            : throw new InvalidOperationException($"--new-token failed: {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>kill -9: the process gets no chance to do anything.</summary>
    public void Kill()
    {
        if (_process.HasExited) return;

        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Kills it and starts another on the same data folder.</summary>
    public async Task<Server> KillAndStartAgainAsync()
    {
        End();
        return await StartAsync(Data, Token);
    }

    public ValueTask DisposeAsync()
    {
        End();
        Directory.Delete(Data, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void End()
    {
        Kill();
        Client?.Dispose();
        _process.Dispose();
    }

    private static ProcessStartInfo Command(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Built.Server, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_gcServer"] = "0"; // several of them share this machine
        return start;
    }

    private void Hear(string? line)
    {
        Note(line);
        if (line is null) return;

        if (line.StartsWith(ServesOn, StringComparison.Ordinal)) _address.TrySetResult(line[ServesOn.Length..].TrimEnd('/'));
        else if (line.StartsWith(ShownOnce, StringComparison.Ordinal)) _token.TrySetResult(line[ShownOnce.Length..].Trim());
        else if (line.StartsWith(MadeBefore, StringComparison.Ordinal)) _token.TrySetResult(null);
        else if (line.StartsWith(Invites, StringComparison.Ordinal)) _invites = true;
        else if (_invites && line.Length is 0) _greeted.TrySetResult();
    }

    private void Note(string? line)
    {
        lock (_output) _output.AppendLine(line);
    }

    private void Ended()
    {
        if (_token.Task.IsCompleted) return; // it was ready

        _process.WaitForExit(); // its last words may still be on their way
        var failure = new InvalidOperationException($"The server ended before it was ready.\n{Output}");
        _address.TrySetException(failure);
        _token.TrySetException(failure);
    }
}
