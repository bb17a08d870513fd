using System.Globalization;
using System.Text.Json;
using Andamento.Serving;

namespace Andamento.Api.Control.Reading;

/// <summary>
/// A JSON value that knows its path, so that a refusal can name it. Members are read by what they should be; null counts as
/// missing, and numbers and booleans may be written as strings, as many clients do.
/// </summary>
/// <param name="Value">The value.</param>
/// <param name="Path">Where it stands, for example <c>config.served_entities[0]</c>; empty for the whole body.</param>
internal readonly record struct JsonField(JsonElement Value, string Path)
{
    /// <summary>Most characters of one string. The longest that any operation takes is a secret in base64; most take far less.</summary>
    public const int MaxTextLength = 256 * 1024;

    private const int MaxNumberLength = 32;

    /// <summary>An object, or null when missing.</summary>
    public JsonField? Object(string name) => Find(name) is { } member ? member.As(JsonValueKind.Object) : null;

    /// <summary>The items of a list, or null when missing.</summary>
    public List<JsonField>? List(string name) => Find(name)?.As(JsonValueKind.Array).Items();

    /// <summary>A string, or null when missing.</summary>
    public string? Text(string name) => Find(name)?.AsText();

    /// <summary>A string that may have been sent as a number, such as a version; null when missing.</summary>
    public string? TextOrNumber(string name) =>
        Find(name) is { } member ? member.Value.ValueKind is JsonValueKind.Number ? member.AsNumberText() : member.AsText() : null;

    /// <summary>A string that must be there and not be empty.</summary>
    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw Wrong(name, "is missing.");

    /// <summary>A whole number, or null when missing.</summary>
    public long? Integer(string name) => Find(name)?.AsInteger();

    /// <summary>A whole number of 32 bits, or null when missing.</summary>
    public int? SmallInteger(string name) => Integer(name) is not { } number ? null
        : number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Wrong(name, $"{number} is out of range.");

    /// <summary>A boolean, or null when missing.</summary>
    public bool? Flag(string name) => Find(name)?.AsFlag();

    /// <summary>Whether a member is there and says something: not null, and not an empty object or list.</summary>
    public bool HasContent(string name) => Find(name) is { } member && member.Value.ValueKind switch
    {
        JsonValueKind.Object => member.Value.GetPropertyCount() > 0,
        JsonValueKind.Array => member.Value.GetArrayLength() > 0,
        _ => true,
    };

    /// <summary>All members that are not null, in order.</summary>
    public IEnumerable<(string Name, JsonField Field)> Members()
    {
        foreach (var member in Value.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) yield return (member.Name, new(member.Value, PathOf(member.Name)));
        }
    }

    /// <summary>This value as a string.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public string AsText()
    {
        if (Value.ValueKind is not JsonValueKind.String) throw WrongKind("a string");

        try
        {
            return Value.GetString() is { Length: <= MaxTextLength } text ? text : throw Wrong($"must have at most {MaxTextLength} characters.");
        }
        catch (InvalidOperationException broken)
        {
            // An escape like \ud800 without its other half: fine for the parser, but no text.
            throw new ServingException(FailureKind.MalformedRequest, $"{Path}: holds half of a surrogate pair.", broken) { Param = Path };
        }
    }

    /// <summary>A refusal that names a member of this object.</summary>
    /// <param name="name">The member.</param>
    /// <param name="rule">What is wrong, ending with a full stop. Never a value that may be secret.</param>
    public ServingException Wrong(string name, string rule) => Refusal(PathOf(name), rule);

    /// <summary>A refusal that names this value.</summary>
    public ServingException Wrong(string rule) => Refusal(Path, rule);

    private static ServingException Refusal(string path, string rule) =>
        new(FailureKind.InvalidParameter, $"{path}: {rule}") { Param = path };

    private JsonField? Find(string name) =>
        As(JsonValueKind.Object).Value.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null
            ? new JsonField(member, PathOf(name))
            : null;

    private string PathOf(string name) => Path.Length is 0 ? name : $"{Path}.{name}";

    // A number may have as many digits as the body is long.
    private string AsNumberText() => Value.GetRawText() is { Length: <= MaxNumberLength } text ? text : throw Wrong("is no number that we know.");

    private JsonField As(JsonValueKind kind) =>
        Value.ValueKind == kind ? this : throw WrongKind(kind is JsonValueKind.Array ? "a list" : "an object");

    private List<JsonField> Items()
    {
        var items = new List<JsonField>(Value.GetArrayLength());
        foreach (var item in Value.EnumerateArray()) items.Add(new JsonField(item, $"{Path}[{items.Count}]"));

        return items;
    }

    private long AsInteger() => Value.ValueKind switch
    {
        JsonValueKind.Number when Value.TryGetInt64(out var number) => number,
        JsonValueKind.String when long.TryParse(AsText(), NumberStyles.AllowLeadingSign, null, out var number) => number,
        JsonValueKind.Number or JsonValueKind.String => throw Wrong("must be a whole number."),
        _ => throw WrongKind("a whole number"),
    };

    /// <summary>This value as a boolean.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public bool AsFlag() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(AsText(), out var flag) => flag,
        JsonValueKind.String => throw Wrong("must be true or false."),
        _ => throw WrongKind("true or false"),
    };

    private ServingException WrongKind(string wanted) => Wrong($"must be {wanted}, not {KindName(Value.ValueKind)}.");

    private static string KindName(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
