using Microsoft.Extensions.Logging;

namespace Andamento.Identity;

// Events 1300-1399. An id is never reused. No value of a token or secret appears; its id does.
internal static partial class IdentityLog
{
    [LoggerMessage(1300, LogLevel.Information, "Token {TokenId} made for {User}")]
    public static partial void TokenMade(ILogger logger, string tokenId, string user);

    [LoggerMessage(1301, LogLevel.Information, "Token {TokenId} of {User} revoked")]
    public static partial void TokenRevoked(ILogger logger, string tokenId, string user);

    [LoggerMessage(1302, LogLevel.Information, "User {User} made; administrator: {Administrator}")]
    public static partial void UserMade(ILogger logger, string user, bool administrator);

    [LoggerMessage(1303, LogLevel.Information, "{Kind} {Name} made")]
    public static partial void PrincipalMade(ILogger logger, PrincipalKind kind, string name);

    [LoggerMessage(1304, LogLevel.Information, "{Name} changed; active: {Active}")]
    public static partial void PrincipalChanged(ILogger logger, string name, bool active);

    [LoggerMessage(1305, LogLevel.Information, "Group {Group} made or changed")]
    public static partial void GroupChanged(ILogger logger, string group);

    [LoggerMessage(1306, LogLevel.Information, "The user, service principal or group with the id {Id} deleted")]
    public static partial void Deleted(ILogger logger, string id);

    [LoggerMessage(1307, LogLevel.Information, "Secret {SecretId} made for service principal {Principal}")]
    public static partial void SecretMade(ILogger logger, string secretId, string principal);

    [LoggerMessage(1308, LogLevel.Information, "Secret {SecretId} deleted")]
    public static partial void SecretDeleted(ILogger logger, string secretId);

    [LoggerMessage(1309, LogLevel.Information, "Access tokens are signed with a new key")]
    public static partial void SigningKeyMade(ILogger logger);

    [LoggerMessage(1310, LogLevel.Information, "Secret scope {Scope} made by {Creator}")]
    public static partial void ScopeMade(ILogger logger, string scope, string creator);

    [LoggerMessage(1311, LogLevel.Information, "Secret scope {Scope} deleted")]
    public static partial void ScopeDeleted(ILogger logger, string scope);
}
