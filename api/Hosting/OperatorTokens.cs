using System.Net.Sockets;
using System.Text.Json;
using Andamento.Identity;

namespace Andamento.Api.Hosting;

/// <summary>Tokens that the operator of the machine makes from the command line.</summary>
internal static class OperatorTokens
{
    /// <summary>The administrator that a token without a user is for: the one that a first start makes.</summary>
    public const string Administrator = "admin@localhost";

    /// <summary>The token to make.</summary>
    /// <param name="user">Whom it is for; null for the administrator.</param>
    /// <param name="administrator">Makes a named user an administrator too.</param>
    public static NewToken Wish(string? user, bool administrator) => new()
    {
        User = user ?? Administrator,
        Comment = "made on the command line",
        Administrator = administrator || user is null,
    };

    /// <summary>Asks a running server for a token.</summary>
    /// <returns>The token's value; null when no server listens.</returns>
    /// <exception cref="HttpRequestException">A server listens, and refused.</exception>
    public static async Task<string?> AskAsync(string socket, string? user, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellation) => AdminSocket.ConnectAsync(socket, cancellation),
        };
        using var client = new HttpClient(handler, disposeHandler: false) { BaseAddress = new Uri("http://localhost") };
        try
        {
            using var answer = await client.PostAsJsonAsync(AdminRoutes.Tokens, new { user }, cancellationToken);
            using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            return answer.IsSuccessStatusCode
                ? body.RootElement.GetProperty("token_value").GetString()
                : throw new HttpRequestException(body.RootElement.GetProperty("message").GetString());
        }
        catch (HttpRequestException refused) when (refused.InnerException is SocketException)
        {
            return null;
        }
    }
}
