using Microsoft.Extensions.Logging;

namespace Andamento.Identity;

// Events 1300-1399. An id is never reused. No token's value appears; its id does.
internal static partial class IdentityLog
{
    [LoggerMessage(1300, LogLevel.Information, "Token {TokenId} made for {User}")]
    public static partial void TokenMade(ILogger logger, string tokenId, string user);

    [LoggerMessage(1301, LogLevel.Information, "Token {TokenId} of {User} revoked")]
    public static partial void TokenRevoked(ILogger logger, string tokenId, string user);

    [LoggerMessage(1302, LogLevel.Information, "User {User} made; administrator: {Administrator}")]
    public static partial void UserMade(ILogger logger, string user, bool administrator);

    [LoggerMessage(1310, LogLevel.Information, "Secret scope {Scope} made by {Creator}")]
    public static partial void ScopeMade(ILogger logger, string scope, string creator);

    [LoggerMessage(1311, LogLevel.Information, "Secret scope {Scope} deleted")]
    public static partial void ScopeDeleted(ILogger logger, string scope);
}
