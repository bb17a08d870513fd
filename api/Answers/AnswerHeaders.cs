using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Andamento.Serving;

namespace Andamento.Api.Answers;

/// <summary>Headers that answers carry.</summary>
internal static class AnswerHeaders
{
    /// <summary>The served entity that answered.</summary>
    public const string ServedModel = "Served-Model-Name";

    /// <summary>The provider's own id of the call.</summary>
    public const string UpstreamRequest = "x-upstream-request-id";

    /// <summary>The parameters that the provider lacks or bounds, with commas between.</summary>
    public const string DroppedParameters = "x-gateway-dropped-params";

    /// <summary>How many gateways a request came through; a gateway counts one up and passes it on.</summary>
    public const string Hops = "x-gateway-hops";

    private const int MaxLength = 128;

    // What another company sends is not trusted to fit into a header of ours.
    private static readonly SearchValues<char> Printable = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code)]);

    /// <summary>Writes what is known of an answer beside its body.</summary>
    public static void Write(AnswerHead? head, IHeaderDictionary headers)
    {
        if (head is null) return;

        if (CanBeSent(head.UpstreamRequestId)) headers[UpstreamRequest] = head.UpstreamRequestId;
        if (CanBeSent(head.DroppedParameters)) headers[DroppedParameters] = head.DroppedParameters;
    }

    /// <summary>True when a text from outside may be the value of a header.</summary>
    public static bool CanBeSent([NotNullWhen(true)] string? value) =>
        value is { Length: > 0 and <= MaxLength } && !value.AsSpan().ContainsAnyExcept(Printable);
}
