using System.Text.Json;
using Andamento.Serving;

namespace Andamento.Api.Dialects;

/// <summary>
/// A JSON value of a caller's body that knows where it stands, so that a refusal can name it. Null counts as missing. The
/// place becomes text only in a refusal: a conversation has thousands of members.
/// </summary>
/// <param name="Value">The value.</param>
/// <param name="Place">Where it stands; null for the whole body.</param>
internal readonly record struct BodyPart(JsonElement Value, BodyPlace? Place = null)
{
    /// <summary>A member, or null when missing.</summary>
    public BodyPart? Find(string name) =>
        Value.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null
            ? new BodyPart(member, new(Place, name))
            : null;

    /// <summary>A member that must be there.</summary>
    public BodyPart Require(string name) => Find(name) ?? throw Wrong(name, "is missing.");

    /// <summary>A text, or null when missing.</summary>
    public string? Text(string name) => Find(name)?.AsText();

    /// <summary>A text that must be there.</summary>
    public string RequireText(string name) => Require(name).AsText();

    /// <summary>An object, or null when missing.</summary>
    public BodyPart? Object(string name) => Find(name)?.AsObject();

    /// <summary>The objects of a list; none when it is missing.</summary>
    public IEnumerable<BodyPart> Objects(string name) => Find(name) is { } list ? list.Objects() : [];

    /// <summary>The objects of this list.</summary>
    public IEnumerable<BodyPart> Objects()
    {
        if (Value.ValueKind is not JsonValueKind.Array) throw Wrong("must be a list.");

        var index = 0;
        foreach (var item in Value.EnumerateArray()) yield return new BodyPart(item, new(Place, null, index++)).AsObject();
    }

    /// <summary>The members that are not null, in order.</summary>
    public IEnumerable<(string Name, BodyPart Part)> Members()
    {
        foreach (var member in Value.EnumerateObject())
        {
            if (member.Value.ValueKind is not JsonValueKind.Null) yield return (member.Name, new(member.Value, new(Place, member.Name)));
        }
    }

    /// <summary>This value as a text.</summary>
    public string AsText() => Value.ValueKind is JsonValueKind.String ? Value.GetString()! : throw Wrong("must be a string.");

    /// <summary>This value as an object.</summary>
    public BodyPart AsObject() => Value.ValueKind is JsonValueKind.Object ? this : throw Wrong("must be an object.");

    /// <summary>This value as a boolean.</summary>
    public bool AsFlag() => Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong("must be true or false."),
    };

    /// <summary>True when this is a text.</summary>
    public bool IsText => Value.ValueKind is JsonValueKind.String;

    /// <summary>A refusal that names a member of this object.</summary>
    public ServingException Wrong(string name, string rule) => new BodyPart(default, new(Place, name)).Wrong(rule);

    /// <summary>A refusal that names this value.</summary>
    /// <param name="rule">What is wrong and what to do, ending with a full stop.</param>
    public ServingException Wrong(string rule)
    {
        var path = Place?.ToString() ?? "The body";
        return new(FailureKind.BadRequest, $"{path}: {rule}") { Param = Place is null ? null : path };
    }
}

/// <summary>Where a value stands in a body: a member, or an item when <paramref name="Name"/> is null.</summary>
internal sealed record BodyPlace(BodyPlace? Parent, string? Name, int Index = 0)
{
    /// <summary>For example <c>messages[2].content[0].source</c>.</summary>
    public override string ToString() => Name is null ? $"{Parent}[{Index}]" : Parent is null ? Name : $"{Parent}.{Name}";
}
