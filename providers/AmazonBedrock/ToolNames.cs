using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Andamento.Providers.Unified;

namespace Andamento.Providers.AmazonBedrock;

/// <summary>
/// Names of tools that Converse does not take: longer ones, or with other letters. The same name always becomes the same
/// one, and the answer tells the caller's again.
/// </summary>
internal sealed partial class ToolNames
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal); // by the name sent

    /// <summary>The names in the tools of a chat.</summary>
    public ToolNames(JsonElement chat)
    {
        foreach (var tool in chat.Items("tools"u8))
        {
            if (tool.Member("function"u8).Text("name"u8) is { } name && !Fitting().IsMatch(name)) _given[Sent(name)] = name;
        }
    }

    /// <summary>The name to send.</summary>
    public static string Sent(string name) => Fitting().IsMatch(name)
        ? name
        : "tool_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..32];

    /// <summary>The caller's name of a tool.</summary>
    public string? Given(string? sent) => sent is null ? null : _given.GetValueOrDefault(sent, sent);

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fitting();
}
