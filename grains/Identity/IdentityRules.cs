using System.Security.Cryptography;
using Andamento.Serving;

namespace Andamento.Identity;

/// <summary>What holds for users, service principals and groups alike. Pure.</summary>
internal static class IdentityRules
{
    private const int MaxName = 256;
    private const string Mutability = "mutability"; // SCIM's code of a change to what must stay

    /// <summary>A new id. Decimal, since some SDKs read it as a number, and short enough for any of them.</summary>
    public static string NewId() => $"{RandomNumberGenerator.GetInt32(1, 10)}{RandomNumberGenerator.GetString("0123456789", 14)}";

    /// <summary>Refuses what cannot be a name.</summary>
    public static void CheckName(string field, string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxName || name.Any(char.IsControl) || name != name.Trim())
            throw Invalid(field, $"must be a name of at most {MaxName} characters, without control characters or spaces around it.");
    }

    /// <summary>Refuses a text that is too long.</summary>
    public static void CheckText(string field, string? text)
    {
        if (text?.Length > MaxName) throw Invalid(field, $"must have at most {MaxName} characters.");
    }

    /// <summary>Refuses a name that is taken, be it by something of another kind or in other letters' case.</summary>
    public static void CheckFree(IdentityRecord record, string field, string name)
    {
        if (record.Users.Keys.Concat(record.AllGroups.Select(group => group.Name)).Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new ServingException(FailureKind.AlreadyExists, $"{field}: the name '{name}' is taken.") { Param = field };
    }

    /// <summary>The record after a change, if somebody can still administer the workspace.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.InvalidParameter"/>.</exception>
    public static IdentityRecord KeepAdministrator(IdentityRecord before, IdentityRecord after) =>
        HasAdministrator(after) || !HasAdministrator(before)
            ? after
            : throw new ServingException(
                FailureKind.InvalidParameter, $"The last active member of '{BuiltInGroups.Admins}' must stay; add another one first.") { Code = Mutability };

    /// <summary>A refusal.</summary>
    public static ServingException Invalid(string field, string rule) =>
        new(FailureKind.InvalidParameter, $"{field}: {rule}") { Param = field };

    /// <summary>A refusal of a change to what must stay.</summary>
    public static ServingException Fixed(string field, string rule) =>
        new(FailureKind.InvalidParameter, $"{field}: {rule}") { Param = field, Code = Mutability };

    private static bool HasAdministrator(IdentityRecord record) => record.Users.Values.Any(
        principal => principal.Active && Memberships.Of(record, principal).Contains(BuiltInGroups.Admins));
}
