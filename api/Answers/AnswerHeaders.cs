using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Andamento.Api.Answers;

/// <summary>Headers that answers carry.</summary>
internal static class AnswerHeaders
{
    /// <summary>The served entity that answered.</summary>
    public const string ServedModel = "Served-Model-Name";

    /// <summary>The provider's own id of the call.</summary>
    public const string UpstreamRequest = "x-upstream-request-id";

    private const int MaxLength = 128;

    // What another company sends is not trusted to fit into a header of ours.
    private static readonly SearchValues<char> Printable = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    /// <summary>True when a text from outside may be the value of a header.</summary>
    public static bool CanBeSent([NotNullWhen(true)] string? value) =>
        value is { Length: > 0 and <= MaxLength } && !value.AsSpan().ContainsAnyExcept(Printable);
}
