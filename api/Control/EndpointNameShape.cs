using System.Buffers;

namespace Andamento.Api.Control;

/// <summary>The shape of endpoint names. What cannot be a name is no grain's key either, so no grain is woken for it.</summary>
internal static class EndpointNameShape
{
    private const int MaxLength = 63;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>True when an endpoint may be called that.</summary>
    public static bool Fits(string name) => name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Characters);
}
