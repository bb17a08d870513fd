using System.CommandLine;
using System.CommandLine.Invocation;
using Andamento.Cli.Commands;
using Andamento.Cli.Http;

namespace Andamento.Cli;

/// <summary>What a run of the program has around it.</summary>
/// <param name="Environment">The environment's variables.</param>
/// <param name="In">Standard input.</param>
/// <param name="Out">Standard output: what was asked for, and nothing else.</param>
/// <param name="Error">Standard error: progress, and what went wrong.</param>
internal sealed record Surroundings(IReadOnlyDictionary<string, string?> Environment, TextReader In, TextWriter Out, TextWriter Error);

/// <summary>The life of the process from its arguments to its exit code.</summary>
internal static class CliRun
{
    /// <summary>All went well.</summary>
    public const int Done = 0;

    /// <summary>The server refused, or could not be reached.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int WrongUse = 2;

    /// <summary>Runs one command.</summary>
    public static async Task<int> RunAsync(string[] args, Surroundings around, CancellationToken cancellationToken)
    {
        try
        {
            var parsed = CommandTree.Build(around).Parse(args, CommandTree.Parsing);
            var configuration = new InvocationConfiguration { Output = around.Out, Error = around.Error, EnableDefaultExceptionHandler = false };
            var code = await parsed.InvokeAsync(configuration, cancellationToken);
            return parsed.Action is ParseErrorAction ? WrongUse : code;
        }
        catch (WrongUseException wrong)
        {
            return await ComplainAsync(around, wrong.Message, WrongUse);
        }
        catch (RefusedException refused)
        {
            return await ComplainAsync(around, refused.Message, Refused);
        }
        catch (HttpRequestException unreachable)
        {
            return await ComplainAsync(around, $"The server cannot be reached: {unreachable.Message}", Refused);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return await ComplainAsync(around, broken.Message, Refused);
        }
        catch (OperationCanceledException)
        {
            return await ComplainAsync(around, "Cancelled.", Refused);
        }
    }

    private static async Task<int> ComplainAsync(Surroundings around, string sentence, int code)
    {
        await around.Error.WriteLineAsync(sentence);
        return code;
    }
}

/// <summary>The command line asks for what cannot be done; the message says what to change.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
