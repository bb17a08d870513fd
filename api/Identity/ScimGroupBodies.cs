using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Andamento.Api.Control.Reading;
using Andamento.Identity;

namespace Andamento.Api.Identity;

/// <summary>Reads wishes for groups.</summary>
internal static partial class ScimGroupBodies
{
    private const string Members = "members";
    private const string DisplayName = "displayName";

    /// <summary>Reads the body of a create request.</summary>
    public static NewGroup ReadNew(JsonField body) => new()
    {
        Name = body.RequiredText(DisplayName),
        Members = ReadMembers(body.List(Members)),
        ExternalId = body.Text("externalId"),
    };

    /// <summary>Reads the body of a replace request: its members and nobody else.</summary>
    public static ImmutableArray<GroupChange> ReadReplacement(JsonField body, GroupDetails current)
    {
        CheckName(current, body.Text(DisplayName));
        return [new(GroupChangeKind.Replace, ReadMembers(body.List(Members)))];
    }

    /// <summary>Reads a patch.</summary>
    public static ImmutableArray<GroupChange> ReadPatch(JsonField body, GroupDetails current) =>
        [.. ScimOperation.Read(body).SelectMany(operation => operation.Kind is "remove" ? [ReadRemoval(operation)] : ReadChange(operation, current))];

    private static GroupChange ReadRemoval(ScimOperation operation)
    {
        if (operation.Path is { } path && OneMember().Match(path) is { Success: true } one)
            return new(GroupChangeKind.Remove, [one.Groups["id"].Value]);
        if (operation.Path is not Members) throw Unchangeable(operation.Path);

        return operation.Value is { } value
            ? new(GroupChangeKind.Remove, ReadMembers(Items(value)))
            : new(GroupChangeKind.Replace, []);
    }

    private static IEnumerable<GroupChange> ReadChange(ScimOperation operation, GroupDetails current)
    {
        var kind = operation.Kind is "add" ? GroupChangeKind.Add : GroupChangeKind.Replace;
        foreach (var (name, field) in operation.Members())
        {
            if (name is Members) yield return new(kind, ReadMembers(Items(field)));
            else if (name is DisplayName) CheckName(current, field.AsText());
            else if (operation.Path is not null) throw Unchangeable(name);
        }
    }

    // Clients send one member as an object or as a list of one.
    private static List<JsonField> Items(JsonField field) => field.Value.ValueKind is JsonValueKind.Array
        ? [.. field.Value.EnumerateArray().Select((item, index) => new JsonField(item, $"{field.Path}[{index}]"))]
        : [field];

    private static ImmutableArray<string> ReadMembers(List<JsonField>? members) => [.. (members ?? []).Select(static member =>
        member.Value.ValueKind is JsonValueKind.Object ? member.RequiredText("value") : throw member.Wrong("must be an object with a value."))];

    private static void CheckName(GroupDetails current, string? sent)
    {
        if (sent is not null && sent != current.Name)
        {
            throw ScimFailures.Refusal(
                ScimFailures.Mutability, $"{DisplayName}: it stays '{current.Name}', since permissions and limits name it.");
        }
    }

    private static Serving.ServingException Unchangeable(string? path) =>
        ScimFailures.Refusal(ScimFailures.InvalidPath, $"Operations: '{path}' cannot be changed; {Members} can.");

    [GeneratedRegex(
        """^members\[value eq "(?<id>[^"\\]+)"\]\z""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OneMember();
}
