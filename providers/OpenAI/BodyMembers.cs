using System.Text.Json;
using Andamento.Providers.Unified;

namespace Andamento.Providers.OpenAI;

/// <summary>One member of a body, still as its sender wrote it.</summary>
/// <param name="Name">Its name, unescaped.</param>
/// <param name="NameJson">The name as JSON, quotes included.</param>
/// <param name="Value">The value as JSON.</param>
internal readonly record struct BodyMember(string Name, ReadOnlyMemory<byte> NameJson, ReadOnlyMemory<byte> Value)
{
    /// <summary>The value is null, which equals an absent member.</summary>
    public bool IsNull => Value.Span.SequenceEqual("null"u8);
}

/// <summary>The members at the top of a JSON object, found in one pass over its bytes. Nothing below them is built.</summary>
internal static class BodyMembers
{
    /// <summary>How deep a body may nest. Tools carry schemas, which nest more than most JSON.</summary>
    public const int MaxDepth = 256;

    /// <summary>The members, in their order.</summary>
    /// <exception cref="ProviderException">The bytes are no JSON object, or name a member twice: each reader would pick another.</exception>
    public static List<BodyMember> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return ReadObject(json);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new ProviderException(ProviderFailure.Unsupported, $"The body is no valid JSON: {broken.Message}", broken);
        }
    }

    private static List<BodyMember> ReadObject(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new ProviderException(ProviderFailure.Unsupported, "The body is no JSON object.");
        }

        var members = new List<BodyMember>(8);
        HashSet<string>? names = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (IsTwice(name, members, ref names)) throw Unsupported(name, $"The body names '{name}' twice.");

            // A name ends in front of its colon, behind which the reader already stands.
            var nameJson = json[(int)reader.TokenStartIndex..][..(reader.ValueSpan.Length + 2)];
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            members.Add(new(name, nameJson, json[start..(int)reader.BytesConsumed]));
        }

        reader.Read(); // throws when anything follows the object
        return members;
    }

    // Nearly every body has few members, and comparing those is faster than hashing them.
    private static bool IsTwice(string name, List<BodyMember> members, ref HashSet<string>? names)
    {
        if (names is null && members.Count < 16)
        {
            foreach (var member in members)
            {
                if (member.Name == name) return true;
            }

            return false;
        }

        names ??= new(members.Select(static member => member.Name), StringComparer.Ordinal);
        return !names.Add(name);
    }

    /// <summary>Requires that all strings in a member are text, which whoever must read them takes for granted.</summary>
    /// <exception cref="ProviderException">One holds half of a surrogate pair.</exception>
    public static void RequireText(BodyMember member)
    {
        if (HalfPairs.In(member.Value.Span)) throw Unsupported(member.Name, $"'{member.Name}' holds half of a surrogate pair, which is no text.");
    }

    /// <summary>A refusal that names the member at fault.</summary>
    public static ProviderException Unsupported(string param, string message) =>
        new(ProviderFailure.Unsupported, message) { Code = "unsupported_parameter", Param = param };
}
