using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Andamento.Cli.Commands;

/// <summary>A JSON body on the command line: as it stands, <c>@file</c>, or <c>-</c> for standard input.</summary>
internal static class BodyText
{
    /// <summary>The option, for one command.</summary>
    public static Option<string?> Option(string description, bool required = true) =>
        new("--data", "-d") { Description = $"{description}: JSON, @file, or - for standard input", HelpName = "JSON", Required = required };

    /// <summary>Reads what the option says.</summary>
    /// <exception cref="WrongUseException">It is not a JSON object.</exception>
    public static async Task<JsonObject> ReadAsync(string text, TextReader input, CancellationToken cancellationToken)
    {
        var json = text switch
        {
            "-" => await input.ReadToEndAsync(cancellationToken),
            ['@', .. var file] => await ReadFileAsync(file, cancellationToken),
            _ => text,
        };
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? throw new WrongUseException("--data: must be a JSON object.");
        }
        catch (JsonException broken)
        {
            throw new WrongUseException($"--data: is no JSON: {broken.Message}");
        }
    }

    private static async Task<string> ReadFileAsync(string file, CancellationToken cancellationToken) => File.Exists(file)
        ? await File.ReadAllTextAsync(file, cancellationToken)
        : throw new WrongUseException($"--data: there is no file '{file}'.");
}
