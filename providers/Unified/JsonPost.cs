using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace Andamento.Providers.Unified;

/// <summary>The call that every dialect ends in: JSON posted to an address.</summary>
internal static class JsonPost
{
    private const int MostAddresses = 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // An entity calls one address or two. What a parsed one has worked out, like its host name, later calls find done.
    private static readonly ConcurrentDictionary<string, Uri> Addresses = new(StringComparer.Ordinal);

    /// <summary>Builds it. A stream is asked for uncompressed, so that nothing holds events back.</summary>
    public static HttpRequestMessage Create(string address, ReadOnlyMemory<byte> body, bool stream)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Parsed(address))
        {
            Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } },
        };
        request.Headers.TryAddWithoutValidation("Accept", stream ? "text/event-stream" : "application/json");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        request.Headers.TryAddWithoutValidation("User-Agent", "Andamento");
        return request;
    }

    /// <summary>Adds a bearer token.</summary>
    public static HttpRequestMessage WithBearer(this HttpRequestMessage request, string? token) =>
        request.With("Authorization", $"Bearer {token?.Trim()}");

    /// <summary>Adds a header, unless it has no value.</summary>
    public static HttpRequestMessage With(this HttpRequestMessage request, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value)) request.Headers.TryAddWithoutValidation(name, value.Trim());
        return request;
    }

    private static Uri Parsed(string address)
    {
        if (Addresses.TryGetValue(address, out var known)) return known;

        var parsed = new Uri(address, UriKind.RelativeOrAbsolute);
        if (Addresses.Count < MostAddresses) Addresses.TryAdd(address, parsed);
        return parsed;
    }

    /// <summary>An address from a setting, without the slash it may end in.</summary>
    public static string Base(ProviderTarget target, string setting, string usual) =>
        (target.Setting(setting) is { Length: > 0 } set ? set : usual).Trim().TrimEnd('/');
}
