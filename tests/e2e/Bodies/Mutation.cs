using System.Text;
using System.Text.Json.Nodes;

namespace Andamento.Tests.EndToEnd.Bodies;

/// <summary>One way to spoil a body. The numbers choose; any number fits any body.</summary>
/// <param name="Kind">Which way.</param>
/// <param name="Where">Which member or byte.</param>
/// <param name="What">What is put there.</param>
public sealed record Mutation(int Kind, int Where, int What)
{
    private const string RawMark = "@@raw@@";
    private const string TwiceMark = "@@twice@@";

    /// <summary>Values that fit nowhere, nearly nowhere, or just not here. Written as they are, whether or not that is JSON.</summary>
    private static readonly string[] Raw =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e400", "-1e400", "1208925819614629174706176", "9223372036854775808", "2147483648",
        "\"\"", "\" \"", "\"x\"", "\"0\"", "\"\\u0000\"", "\"\\ud800\"", "\"..\"", "\"../../etc/passwd\"", "\"a/b?c#d%00\"", "\"{{secrets/no/such}}\"", "\"🦔\"",
        "[]", "{}", "[[]]", "[1]", "[null]", "[\"x\"]", "[{}]", "{\"a\":1}", "{\"\":{}}", "{\"\\ud800\":1}", "[{\"key\":1}]",
        "\"" + new string('n', 1_000_000) + "\"", "\"" + new string('n', 70_000) + "\"",
        "{\"" + new string('k', 100_000) + "\":1}", "[" + string.Join(',', Enumerable.Repeat("{}", 20_000)) + "]",
        new string('[', 65) + new string(']', 65), string.Concat(Enumerable.Repeat("{\"a\":", 65)) + "1" + new string('}', 65), new string('[', 100_000),
        "NaN", "01", "'x'", "\"open", "/* */ 1", "\"tab\tinside\"",
    ];

    /// <summary>How many kinds there are.</summary>
    public const int Kinds = 12;

    /// <summary>The most that <see cref="What"/> can choose from.</summary>
    public static int Values => Raw.Length;

    /// <summary>Spoils a body once for each mutation: first its members, then its bytes.</summary>
    public static byte[] Spoil(string sample, IEnumerable<Mutation> mutations)
    {
        var all = mutations.ToList();
        var body = JsonNode.Parse(sample)!;
        var inserts = new List<string>();
        string? twice = null;
        foreach (var mutation in all) twice = mutation.OnMembers(body, inserts) ?? twice;

        var text = new StringBuilder(body.ToJsonString());
        for (var i = 0; i < inserts.Count; i++) text.Replace($"\"{RawMark}{i}\"", inserts[i]);
        if (twice is not null) text.Replace(TwiceMark, twice);
        return all.Aggregate(Encoding.UTF8.GetBytes(text.ToString()), static (bytes, mutation) => mutation.OnBytes(bytes));
    }

    /// <summary>For the report of a failure.</summary>
    public override string ToString() => $"({Kind} at {Where} with {(Raw[What % Raw.Length] is { Length: < 60 } raw ? raw : "something long")})";

    private string? OnMembers(JsonNode body, List<string> inserts)
    {
        var places = Places(body).ToList();
        if (places.Count is 0) return null;

        var (owner, name) = places[Where % places.Count];
        switch (Kind)
        {
            case 0:
                owner.Remove(name);
                return null;
            case 1:
                owner[TwiceMark] = owner[name]?.DeepClone();
                return name;
            case 2:
                Rename(owner, name, What % 2 is 0 ? name.ToUpperInvariant() : name + "x");
                return null;
            case 3:
                owner[name] = new JsonArray(owner[name]?.DeepClone());
                return null;
            case 4:
                owner[name] = new JsonObject { [name] = owner[name]?.DeepClone() };
                return null;
            case 5 when owner[name] is JsonArray { Count: > 0 } list:
                for (var copy = 0; copy < 3_000; copy++) list.Add(list[0]?.DeepClone());
                return null;
            case < 9: // most often: another value
                owner[name] = $"{RawMark}{inserts.Count}";
                inserts.Add(Raw[What % Raw.Length]);
                return null;
            default:
                return null;
        }
    }

    private byte[] OnBytes(byte[] bytes) => Kind switch
    {
        9 => bytes[..(Where % (bytes.Length + 1))],
        10 => [.. bytes[..(Where % (bytes.Length + 1))], (byte)(0x80 + (What * 7 % 0x80)), .. bytes[(Where % (bytes.Length + 1))..]],
        11 => Encoding.UTF8.GetBytes((What % 4) switch { 0 => "", 1 => "[]", 2 => "null", _ => Raw[Where % Raw.Length] }),
        _ => bytes,
    };

    private static void Rename(JsonObject owner, string name, string other)
    {
        owner.Remove(name, out var value);
        owner[other] = value;
    }

    private static IEnumerable<(JsonObject Owner, string Name)> Places(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Places(member.Value).Prepend((members, member.Key))),
        JsonArray items => items.SelectMany(Places),
        _ => [],
    };
}
