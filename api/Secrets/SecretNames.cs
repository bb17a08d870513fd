using System.Buffers;
using Andamento.Api.Control.Reading;

namespace Andamento.Api.Secrets;

/// <summary>Names of scopes and keys (section 10): 1 to 128 letters, digits and <c>-_.@</c>.</summary>
internal static class SecretNames
{
    private const int MaxLength = 128;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.@");

    /// <summary>Reads the name in a member that must be there.</summary>
    public static string Read(JsonField body, string member)
    {
        var name = body.RequiredText(member);
        return Fits(name) ? name : throw body.Wrong(member, $"must be 1 to {MaxLength} characters out of A-Z, a-z, 0-9 and '-_.@'.");
    }

    /// <summary>True for what can be a name.</summary>
    public static bool Fits(string name) => name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Characters);
}
