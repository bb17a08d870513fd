using System.Text;
using System.Text.Json;

namespace Andamento.Tests.Unit.Providers.Recordings;

/// <summary>JSON in which one value after the other is replaced by one that does not belong there.</summary>
internal static class OddValues
{
    private const int Stride = 5; // of all that could be tried, which would take minutes; no divisor of the number of values
    private static readonly string Nested = new string('[', 60) + new string(']', 60); // as deep as a body may be, or nearly

    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "true", "false", "0", "-1", "1.5", "1e400", "9223372036854775808", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\udc00x\"",
            "[]", "{}", "[1]", "[null]", "[\"x\"]", "[{}]", "[[]]", "{\"\\ud800\":1}", "{\"type\":1}", "[{\"type\":\"text\",\"text\":1}]",
            "\"https://\"", "\"gs://\"", "\"data:;base64,\"", Nested, $"\"{Nested}\"",
        }.Select(Encoding.UTF8.GetBytes),
        [(byte)'"', 0xC3, (byte)'"'], // half of a letter
    ];

    /// <summary>The JSON with one odd value in it: each of them in some places, and some of them in each place.</summary>
    public static IEnumerable<byte[]> In(byte[] json) =>
        (from place in Places(json)
         from value in Values
         select (place, value))
        .Where((_, at) => at % Stride == 0)
        .Select(one => (byte[])[.. json[..one.place.Start], .. one.value, .. json[one.place.End..]]);

    private static List<(int Start, int End)> Places(byte[] json)
    {
        var places = new List<(int Start, int End)>();
        var open = new Stack<int>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName) continue;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) open.Push((int)reader.TokenStartIndex);
            else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) places.Add((open.Pop(), (int)reader.BytesConsumed));
            else places.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
        }

        return places;
    }
}
