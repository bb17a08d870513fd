using System.Text.Json;

namespace Andamento.Inference.Tokens;

/// <summary>One part of a <c>tokenizer.json</c>, such as a normalizer, with what it says about itself.</summary>
internal readonly struct FilePart(JsonElement json)
{
    /// <summary>What kind of part it is.</summary>
    public string Type => Text("type") ?? throw new FormatException("a part of it says no type");

    /// <summary>The part as JSON.</summary>
    public JsonElement Json => json;

    /// <summary>The part below a name, or null where there is none.</summary>
    public FilePart? Part(string name) => Member(name) is { } found ? new FilePart(found) : null;

    /// <summary>The parts of a list; of a list that is not there, none.</summary>
    public IEnumerable<FilePart> Parts(string name)
    {
        if (Member(name) is not { } list) yield break;
        foreach (var part in list.EnumerateArray()) yield return new FilePart(part);
    }

    public string? Text(string name) => Member(name)?.GetString();

    public string Required(string name) => Text(name) ?? throw new FormatException($"its {Type} lacks '{name}'");

    public bool Flag(string name, bool otherwise = false) => Member(name)?.GetBoolean() ?? otherwise;

    public bool? Choice(string name) => Member(name)?.GetBoolean();

    public int? Number(string name) => Member(name)?.GetInt32();

    /// <summary>A string of exactly one character.</summary>
    public char Character(string name, char otherwise) => Text(name) switch
    {
        null => otherwise,
        { Length: 1 } text => text[0],
        var text => throw new FormatException($"its {Type} says '{text}' where one character is needed"),
    };

    /// <summary>The refusal of a part that this server does not know.</summary>
    /// <param name="role">What the part is for, such as normalizer.</param>
    public FormatException Unknown(string role) => new($"its {role} is {Type}, which is not known here");

    private JsonElement? Member(string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var member)
        && member.ValueKind is not JsonValueKind.Null ? member : null;
}
