using Microsoft.AspNetCore.Connections.Features;

namespace Andamento.Api.Auth;

/// <summary>
/// The hash of the token that a connection sent last: a client sends the same one over and over, and hashing costs more than the
/// rest of room 1. Only the hash of what was sent is remembered, so what became of the token meanwhile is looked up as ever.
/// </summary>
internal sealed class ConnectionToken
{
    private static readonly object Item = new();

    private string? _header;
    private TokenKey _key;

    /// <summary>The hash of a token.</summary>
    /// <param name="context">The request.</param>
    /// <param name="header">
    /// What the token is a part of, and the only thing that decides it. A connection that gets the same bytes again hands out
    /// the same string.
    /// </param>
    /// <param name="token">The token, of at most <see cref="TokenKey.MaxLength"/> characters.</param>
    public static TokenKey KeyOf(HttpContext context, string? header, ReadOnlySpan<char> token)
    {
        // Requests of one HTTP/2 connection overlap, and what a connection remembers is no place for that.
        if (header is null || !HttpProtocol.IsHttp11(context.Request.Protocol)
            || context.Features.Get<IConnectionItemsFeature>()?.Items is not { } items)
        {
            return TokenKey.Of(token);
        }

        if (!items.TryGetValue(Item, out var known)) items[Item] = known = new ConnectionToken();
        return ((ConnectionToken)known!).KeyOf(header, token);
    }

    private TokenKey KeyOf(string header, ReadOnlySpan<char> token)
    {
        if (ReferenceEquals(header, _header)) return _key;

        _key = TokenKey.Of(token);
        _header = header;
        return _key;
    }
}
