using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Andamento.Api.Hosting;

/// <summary>Reads the command line. An option's value follows it, or an equals sign.</summary>
internal static class CommandLine
{
    /// <summary>The options, for people.</summary>
    public const string Help = """
        Serves models: the front door and its silos in one process.

          --port N         TCP port (default 8080)
          --host ADDRESS   IP address, localhost, or * for every address (default 127.0.0.1: this machine only)
          --data DIR       folder for endpoints, tokens, secrets and keys (default ./data)
          --silos N        silos in this process (default 1)
          --models DIR     serve the models in this folder; may be repeated
          --new-token      make another administrator token; asks the server that runs on the data folder, or starts one
          --user NAME      with --new-token: a token of this user, who is no administrator
          --log text|json  how log lines look (default json)
          --help           this

        Every other setting of docs/configuration.md: --Section:Name=value, an environment variable like Section__Name, or
        appsettings.json beside the server.
        """;

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">As the process got them.</param>
    /// <param name="fault">What is wrong, in a sentence; null when all is well.</param>
    public static ServerArguments Parse(IEnumerable<string> args, out string? fault)
    {
        var parsed = new ServerArguments();
        fault = null;
        using var words = SplitEquals(args).GetEnumerator();
        while (fault is null && words.MoveNext()) parsed = Read(parsed, words.Current, words, ref fault);

        if (fault is null && parsed is { User: not null, NewToken: false }) fault = "--user goes with --new-token.";

        return parsed;
    }

    private static ServerArguments Read(ServerArguments parsed, string option, IEnumerator<string> words, ref string? fault)
    {
        switch (option)
        {
            case "--help" or "-h": return parsed with { Help = true };
            case "--new-token": return parsed with { NewToken = true };
            case "--port": return parsed with { Port = Number(option, words, 0, IPEndPoint.MaxPort, ref fault) };
            case "--silos": return parsed with { Silos = Number(option, words, 1, 64, ref fault) };
            case "--host": return parsed with { Host = Address(option, words, ref fault) };
            case "--data": return parsed with { Data = Value(option, words, ref fault) };
            case "--user": return parsed with { User = Value(option, words, ref fault) };
            case "--models": return parsed with { Models = parsed.Models.AddRange(Folder(option, words, ref fault)) };
            case "--log": return parsed with { Log = OneOf(option, words, ["json", "text"], ref fault) };
            case ['-', '-', .. var setting] when setting.Contains(':', StringComparison.Ordinal):
                return parsed with { Settings = parsed.Settings.Add(new(setting, Value(option, words, ref fault))) };
            default:
                fault = $"There is no option {option}; see --help.";
                return parsed;
        }
    }

    private static string? Value(string option, IEnumerator<string> words, ref string? fault)
    {
        if (words.MoveNext() && words.Current.Length > 0 && !words.Current.StartsWith("--", StringComparison.Ordinal)) return words.Current;

        fault = $"{option} needs a value; see --help.";
        return null;
    }

    private static int? Number(string option, IEnumerator<string> words, int least, int most, ref string? fault)
    {
        if (Value(option, words, ref fault) is not { } value) return null;
        if (int.TryParse(value, NumberStyles.None, null, out var number) && number >= least && number <= most) return number;

        fault = $"{option} takes a number from {least} to {most}, not '{value}'.";
        return null;
    }

    // The server would take any other name for every address of the machine, which is not what such a name says.
    private static string? Address(string option, IEnumerator<string> words, ref string? fault)
    {
        if (Value(option, words, ref fault) is not { } value) return null;
        if (value is "localhost" or "*" || IPAddress.TryParse(value, out _)) return value;

        fault = $"{option} takes an IP address, localhost or *, not '{value}'.";
        return null;
    }

    private static string? OneOf(string option, IEnumerator<string> words, string[] values, ref string? fault)
    {
        if (Value(option, words, ref fault) is not { } value) return null;
        if (values.Contains(value)) return value;

        fault = $"{option} takes {string.Join(" or ", values)}, not '{value}'.";
        return null;
    }

    private static ImmutableArray<string> Folder(string option, IEnumerator<string> words, ref string? fault) =>
        Value(option, words, ref fault) is { } folder ? [folder] : [];

    private static IEnumerable<string> SplitEquals(IEnumerable<string> args)
    {
        foreach (var arg in args)
        {
            var equals = arg.StartsWith("--", StringComparison.Ordinal) ? arg.IndexOf('=', StringComparison.Ordinal) : -1;
            if (equals < 0)
            {
                yield return arg;
                continue;
            }

            yield return arg[..equals];
            yield return arg[(equals + 1)..];
        }
    }
}
