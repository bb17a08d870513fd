using System.Text;

namespace Andamento.Api.Auth;

/// <summary>
/// Finds the token in an <c>Authorization</c> header: <c>Bearer token</c>, or Basic with the user <c>token</c>. Where a route says
/// so, it may be the value of <see cref="KeyHeader"/> instead.
/// </summary>
internal static class Credentials
{
    /// <summary>The header that has a token on some routes.</summary>
    public const string KeyHeader = "x-api-key";

    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const int MaxBasicBytes = 1024;

    /// <summary>The token, part of the header where possible; empty when there is none.</summary>
    public static ReadOnlySpan<char> TokenOf(string? header)
    {
        if (header is null) return [];

        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return header.AsSpan(Bearer.Length).Trim();

        return header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) ? PasswordOf(header.AsSpan(Basic.Length).Trim()) : [];
    }

    /// <summary>The token in the value of <see cref="KeyHeader"/>, part of it; empty when there is none.</summary>
    public static ReadOnlySpan<char> KeyOf(string? header) => header.AsSpan().Trim();

    private static ReadOnlySpan<char> PasswordOf(ReadOnlySpan<char> encoded)
    {
        Span<byte> decoded = stackalloc byte[MaxBasicBytes];
        if (!Convert.TryFromBase64Chars(encoded, decoded, out var length)) return [];

        var pair = decoded[..length];
        return pair.StartsWith("token:"u8) ? Encoding.UTF8.GetString(pair["token:".Length..]) : [];
    }
}
