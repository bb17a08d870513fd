using System.Buffers;
using Andamento.Api.Control.Reading;

namespace Andamento.Api.Control;

/// <summary>The shape of endpoint names. What cannot be a name is no grain's key either, so no grain is woken for it.</summary>
internal static class EndpointNameShape
{
    private const int MaxLength = 63;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>The name of an endpoint that shall be created.</summary>
    public static string Read(JsonField body)
    {
        var name = body.RequiredText("name");
        return Fits(name) ? name : throw body.Wrong("name", "must be 1 to 63 characters out of A-Z, a-z, 0-9, '_' and '-'.");
    }

    /// <summary>True when an endpoint may be called that.</summary>
    public static bool Fits(string name) => name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Characters);
}
