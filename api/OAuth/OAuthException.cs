namespace Andamento.Api.OAuth;

/// <summary>A refusal in OAuth's words (RFC 6749, section 5.2).</summary>
/// <param name="error">OAuth's code.</param>
/// <param name="description">What the client should change.</param>
internal sealed class OAuthException(string error, string description) : Exception(description)
{
    private const string InvalidClient = "invalid_client";

    /// <summary>OAuth's code.</summary>
    public string Error { get; } = error;

    /// <summary>The HTTP status.</summary>
    public int Status => Error is InvalidClient ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest;

    /// <summary>The same words for an unknown client and a wrong secret, or anybody could find out which clients there are.</summary>
    public static OAuthException UnknownClient() => new(
        InvalidClient,
        "The client is unknown or its secret is wrong. Send the application id and the OAuth secret of an active service principal, by HTTP "
        + "Basic or as client_id and client_secret.");
}
