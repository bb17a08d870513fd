using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Andamento.Api.OAuth;

/// <summary>Who asks for an access token (RFC 6749, sections 2.3.1 and 4.4).</summary>
/// <param name="ClientId">The application id of a service principal.</param>
/// <param name="ClientSecret">One of its secrets.</param>
internal sealed record TokenRequest(string ClientId, string ClientSecret)
{
    /// <summary>The one scope: everything that the service principal may do.</summary>
    public const string Scope = "all-apis";

    private const string Basic = "Basic ";

    /// <summary>Reads a request.</summary>
    /// <param name="authorization">The <c>Authorization</c> header, or null.</param>
    /// <param name="body">The body, form-encoded.</param>
    /// <exception cref="OAuthException">What the client should change.</exception>
    public static TokenRequest Read(string? authorization, string body)
    {
        var form = QueryHelpers.ParseQuery(body);
        if (form.FirstOrDefault(member => member.Value.Count > 1).Key is { } twice)
            throw new OAuthException("invalid_request", $"'{twice}' is sent twice.");

        switch (Member(form, "grant_type"))
        {
            case null:
                throw new OAuthException("invalid_request", "'grant_type' is missing. Send a form with grant_type=client_credentials.");
            case not "client_credentials":
                throw new OAuthException("unsupported_grant_type", "'grant_type' must be client_credentials.");
        }

        if (Member(form, "scope") is { } scope && scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(one => one is not Scope))
            throw new OAuthException("invalid_scope", $"'scope' must be {Scope}, or left out.");

        return FromHeader(authorization)
            ?? (Member(form, "client_id") is { } id && Member(form, "client_secret") is { } secret ? new(id, secret) : throw OAuthException.UnknownClient());
    }

    /// <inheritdoc />
    public override string ToString() => ClientId; // a secret in a log is a secret lost

    private static string? Member(Dictionary<string, StringValues> form, string name) =>
        form.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;

    private static TokenRequest? FromHeader(string? authorization)
    {
        if (authorization?.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) is not true) return null;

        var pair = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[Basic.Length..].Trim(), pair, out var length)) throw OAuthException.UnknownClient();

        return Encoding.UTF8.GetString(pair, 0, length).Split(':', 2) is [var id, var secret]
            ? new(WebUtility.UrlDecode(id), WebUtility.UrlDecode(secret))
            : throw OAuthException.UnknownClient();
    }
}
