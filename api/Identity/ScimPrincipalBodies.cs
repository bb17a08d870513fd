using Andamento.Api.Control.Reading;
using Andamento.Identity;

namespace Andamento.Api.Identity;

/// <summary>Reads wishes for users and service principals.</summary>
internal static class ScimPrincipalBodies
{
    private const string Active = "active";
    private const string DisplayName = "displayName";
    private const string ExternalId = "externalId";

    /// <summary>The member that holds the name.</summary>
    public static string NameMember(PrincipalKind kind) => kind is PrincipalKind.User ? "userName" : "applicationId";

    /// <summary>Reads the body of a create request.</summary>
    public static NewPrincipal ReadNew(JsonField body, PrincipalKind kind) => new()
    {
        Kind = kind,
        Name = kind is PrincipalKind.User ? body.RequiredText("userName") : body.Text("applicationId"),
        DisplayName = body.Text(DisplayName) ?? PersonName(body),
        ExternalId = body.Text(ExternalId),
        Active = body.Flag(Active) ?? true,
    };

    /// <summary>Reads the body of a replace request. What it leaves out stays.</summary>
    public static PrincipalChange ReadReplacement(JsonField body, PrincipalDetails current)
    {
        CheckName(current, body.Text(NameMember(current.Kind)));
        return new()
        {
            DisplayName = body.Text(DisplayName) ?? PersonName(body),
            ExternalId = body.Text(ExternalId),
            Active = body.Flag(Active),
        };
    }

    /// <summary>Reads a patch.</summary>
    public static PrincipalChange ReadPatch(JsonField body, PrincipalDetails current)
    {
        var change = new PrincipalChange();
        foreach (var operation in ScimOperation.Read(body))
        {
            if (operation.Kind is "remove") throw Unchangeable(operation.Path);

            foreach (var (name, field) in operation.Members()) change = Apply(change, name, field, current, named: operation.Path is not null);
        }

        return change;
    }

    private static PrincipalChange Apply(PrincipalChange change, string name, JsonField field, PrincipalDetails current, bool named)
    {
        switch (name)
        {
            case Active:
                return change with { Active = field.AsFlag() };
            case DisplayName:
                return change with { DisplayName = field.AsText() };
            case ExternalId:
                return change with { ExternalId = field.AsText() };
            default:
                if (name == NameMember(current.Kind)) CheckName(current, field.AsText());
                else if (named) throw Unchangeable(name); // beside others in an object it is merely unknown, and ignored as everywhere
                return change;
        }
    }

    private static void CheckName(PrincipalDetails current, string? sent)
    {
        if (sent is not null && sent != current.Name)
        {
            throw ScimFailures.Refusal(
                ScimFailures.Mutability, $"{NameMember(current.Kind)}: it stays '{current.Name}', since permissions name it.");
        }
    }

    private static string? PersonName(JsonField body) => body.Object("name") is { } name
        && $"{name.Text("givenName")} {name.Text("familyName")}".Trim() is { Length: > 0 } full ? full : null;

    private static Serving.ServingException Unchangeable(string? path) => ScimFailures.Refusal(
        ScimFailures.InvalidPath, $"Operations: '{path}' cannot be changed; {Active}, {DisplayName} and {ExternalId} can be added and replaced.");
}
