using System.Security.Cryptography;

namespace Andamento.Providers.Unified;

/// <summary>Ids for what a provider gave none.</summary>
internal static class RandomId
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A prefix and 24 random letters and digits.</summary>
    public static string Of(string prefix) => prefix + RandomNumberGenerator.GetString(Base62, 24);
}
