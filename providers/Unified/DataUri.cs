namespace Andamento.Providers.Unified;

/// <summary>Where the bytes of an image or a file are: in the body as base64, or at an address.</summary>
/// <param name="MediaType">For example <c>image/png</c>; null for an address.</param>
/// <param name="Data">The base64; null for an address.</param>
/// <param name="Url">The address; null for base64.</param>
internal readonly record struct DataUri(string? MediaType, string? Data, string? Url)
{
    /// <summary>Reads <c>data:type;base64,…</c> or an http address.</summary>
    /// <exception cref="ProviderException">It is neither: to leave an image out silently would change the question.</exception>
    public static DataUri Parse(string? text, string param)
    {
        if (text is null) throw Fault.Malformed(param, "must be a data URI or a web address");

        if (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            return new(null, null, text);
        }

        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !text.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
            || !text[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            throw Fault.Malformed(param, "must be a base64 data URI or a web address");
        }

        var type = text[5..comma].Split(';')[0];
        return new(type, text[(comma + 1)..], null);
    }
}
