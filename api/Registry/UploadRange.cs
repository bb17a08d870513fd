using System.Globalization;
using Andamento.Serving;
using Microsoft.Net.Http.Headers;

namespace Andamento.Api.Registry;

/// <summary>Where a part of an upload begins: <c>Content-Range: bytes 100-199/1000</c>, or <c>?offset=100</c>.</summary>
internal static class UploadRange
{
    /// <summary>Reads the offset of a part.</summary>
    /// <param name="request">The request.</param>
    /// <param name="total">How many bytes the upload will have.</param>
    /// <exception cref="ServingException">There is none, or it does not fit the upload or the part.</exception>
    public static long Read(HttpRequest request, long total)
    {
        var range = request.Headers.ContentRange.ToString();
        var query = request.Query["offset"].ToString();
        var offset = range.Length > 0 ? Begin(range, request.ContentLength, total)
            : query.Length == 0 ? throw Wrong("offset", "is missing; send Content-Range: bytes <first>-<last>/<all>, or ?offset=<first>.")
            : long.TryParse(query, NumberStyles.None, null, out var number) ? number
            : throw Wrong("offset", $"'{query}' is no number of bytes.");
        if (offset > total || request.ContentLength > total - offset)
            throw Wrong("offset", $"the part ends behind the {total} bytes that were announced.");
        return offset;
    }

    private static long Begin(string text, long? length, long total)
    {
        if (!ContentRangeHeaderValue.TryParse(text, out var range) || range is not { Unit.Value: "bytes", From: { } from, To: { } to })
            throw Wrong("Content-Range", $"'{text}' must look like bytes <first>-<last>/<all>.");
        if (range.Length is { } all && all != total)
            throw Wrong("Content-Range", $"'{text}' speaks of {all} bytes, and {total} were announced.");
        if (length is { } sent && sent != to - from + 1)
            throw Wrong("Content-Range", $"'{text}' is {to - from + 1} bytes, and the body has {sent}.");
        return from;
    }

    private static ServingException Wrong(string field, string rule) => new(FailureKind.InvalidParameter, $"{field}: {rule}") { Param = field };
}
