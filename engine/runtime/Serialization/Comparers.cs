using Orleans.Serialization;

namespace Orleans.Standin;

/// <summary>Collections keep how they compare text; any other comparer would be lost in silence, so it is refused.</summary>
internal static class Comparers
{
    private const byte Default = 0;
    private const byte Ordinal = 1;
    private const byte OrdinalIgnoreCase = 2;

    public static byte Code(object? comparer) => comparer switch
    {
        null => Default,
        _ when comparer.Equals(StringComparer.Ordinal) => Ordinal,
        _ when comparer.Equals(StringComparer.OrdinalIgnoreCase) => OrdinalIgnoreCase,
        _ when comparer.GetType().Namespace == "System.Collections.Generic" => Default,
        _ => throw new CodecNotFoundException($"Could not find a codec for type {comparer.GetType()}: a collection with this comparer does not travel."),
    };

    public static IEqualityComparer<T>? Equality<T>(byte code) => (IEqualityComparer<T>?)OfText(code);

    public static IComparer<T>? Order<T>(byte code) => (IComparer<T>?)OfText(code);

    private static StringComparer? OfText(byte code) => code switch
    {
        Ordinal => StringComparer.Ordinal,
        OrdinalIgnoreCase => StringComparer.OrdinalIgnoreCase,
        _ => null,
    };
}
