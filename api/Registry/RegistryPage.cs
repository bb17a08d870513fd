using System.Buffers.Text;
using System.Text;
using Andamento.Api.Control.Reading;

namespace Andamento.Api.Registry;

/// <summary>Which page of a list is asked for. A token says where the page before has ended, so nothing is remembered here.</summary>
/// <param name="Count">Rows of the page.</param>
/// <param name="Number">A time or a version of the last row before; 0 on the first page.</param>
/// <param name="Name">The name of the last row before; null on the first page.</param>
internal readonly record struct RegistryPage(int Count, long Number, string? Name)
{
    private const int DefaultCount = 100, MaxCount = 1000;

    /// <summary>Reads <c>max_results</c> and <c>page_token</c>. A page of more than 1000 rows is cut: the token leads on.</summary>
    public static RegistryPage Read(JsonField arguments)
    {
        var count = arguments.Integer("max_results") ?? 0;
        if (count < 0) throw arguments.Wrong("max_results", $"'{count}' must not be negative.");
        count = count == 0 ? DefaultCount : Math.Min(count, MaxCount);
        if (arguments.Text("page_token") is not { Length: > 0 } token) return new((int)count, 0, null);

        var parts = Decode(token)?.Split(':', 2);
        return parts is [var number, var name] && long.TryParse(number, out var value)
            ? new((int)count, value, name)
            : throw arguments.Wrong("page_token", "is none that this server gave; begin without one.");
    }

    /// <summary>The token of the page behind a row.</summary>
    public static string Token(long number, string name) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{number}:{name}"));

    private static string? Decode(string token) => Base64Url.IsValid(token)
        ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token))
        : null;
}
