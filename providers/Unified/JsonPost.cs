using System.Net.Http.Headers;

namespace Andamento.Providers.Unified;

/// <summary>The call that every dialect ends in: JSON posted to an address.</summary>
internal static class JsonPost
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Builds it. A stream is asked for uncompressed, so that nothing holds events back.</summary>
    public static HttpRequestMessage Create(string address, ReadOnlyMemory<byte> body, bool stream)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
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

    /// <summary>An address from a setting, without the slash it may end in.</summary>
    public static string Base(ProviderTarget target, string setting, string usual) =>
        (target.Setting(setting) is { Length: > 0 } set ? set : usual).Trim().TrimEnd('/');
}
