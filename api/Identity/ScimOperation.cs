using System.Text.Json;
using Andamento.Api.Control.Reading;

namespace Andamento.Api.Identity;

/// <summary>One operation of a patch (RFC 7644, section 3.5.2).</summary>
/// <param name="Kind"><c>add</c>, <c>remove</c> or <c>replace</c>.</param>
/// <param name="Path">What it changes; null when the value says.</param>
/// <param name="Value">The value; null when there is none.</param>
internal readonly record struct ScimOperation(string Kind, string? Path, JsonField? Value)
{
    /// <summary>Reads the operations of a patch. The standard writes their name with a capital letter; not all clients do.</summary>
    public static List<ScimOperation> Read(JsonField body) =>
        (body.List("Operations") ?? body.List("operations") ?? throw Malformed("Operations", "is missing.")).ConvertAll(ReadOne);

    /// <summary>The members that it changes, each with its new value.</summary>
    public IEnumerable<(string Name, JsonField Field)> Members()
    {
        if (Path is not null && Value is { } value) return [(Path, value)];

        return Value is { Value.ValueKind: JsonValueKind.Object } members
            ? members.Members()
            : throw ScimFailures.Refusal(ScimFailures.InvalidValue, "Operations: an operation without a path needs an object for its value.");
    }

    private static ScimOperation ReadOne(JsonField operation)
    {
        if (operation.Value.ValueKind is not JsonValueKind.Object) throw Malformed(operation.Path, "must be an object.");

        var kind = operation.RequiredText("op").ToLowerInvariant();
        if (kind is not ("add" or "remove" or "replace")) throw Malformed($"{operation.Path}.op", $"'{kind}' must be add, remove or replace.");

        var path = operation.Text("path");
        if (kind is "remove" && path is null) throw ScimFailures.Refusal(ScimFailures.NoTarget, $"{operation.Path}.path: is missing; a remove must say what goes.");

        var hasValue = operation.Value.TryGetProperty("value"u8, out var value) && value.ValueKind is not JsonValueKind.Null;
        return new(kind, path, hasValue ? new JsonField(value, $"{operation.Path}.value") : null);
    }

    private static Serving.ServingException Malformed(string path, string rule) => ScimFailures.Refusal(ScimFailures.InvalidSyntax, $"{path}: {rule}");
}
