using Andamento.Serving;

namespace Andamento.Identity;

/// <summary>Changes of users and service principals, from one record to the next. Pure.</summary>
internal static class PrincipalRules
{
    private const string UserName = "userName";
    private const string ApplicationId = "applicationId";

    /// <summary>Makes one of them.</summary>
    /// <param name="record">The record.</param>
    /// <param name="wish">What is wanted.</param>
    /// <param name="id">Its id.</param>
    /// <param name="newApplicationId">The name of a service principal that comes without one.</param>
    public static (IdentityRecord Record, StoredPrincipal Made) Create(
        IdentityRecord record, NewPrincipal wish, string id, Guid newApplicationId)
    {
        var name = wish.Kind switch
        {
            PrincipalKind.User => CheckUserName(wish.Name),
            PrincipalKind.ServicePrincipal => CheckApplicationId(wish.Name ?? newApplicationId.ToString("D")),
            _ => throw new ArgumentOutOfRangeException(nameof(wish), wish.Kind, "A group is no principal."),
        };
        IdentityRules.CheckFree(record, wish.Kind is PrincipalKind.User ? UserName : ApplicationId, name);
        CheckTexts(wish.DisplayName, wish.ExternalId);
        var made = new StoredPrincipal
        {
            Id = id,
            Name = name,
            IsServicePrincipal = wish.Kind is PrincipalKind.ServicePrincipal,
            DisplayName = wish.DisplayName,
            ExternalId = wish.ExternalId,
            Active = wish.Active,
        };
        return (record.With(made), made);
    }

    /// <summary>Changes one of them. Whoever stops being active has no token any more; one who comes back makes new ones.</summary>
    public static IdentityRecord Change(IdentityRecord record, string id, PrincipalChange change)
    {
        CheckTexts(change.DisplayName, change.ExternalId);
        var principal = Existing(record, id);
        var changed = principal with
        {
            DisplayName = change.DisplayName ?? principal.DisplayName,
            ExternalId = change.ExternalId ?? principal.ExternalId,
            Active = change.Active ?? principal.Active,
        };
        var next = record.With(changed);
        return changed.Active ? next : IdentityRules.KeepAdministrator(record, WithoutTokens(next, changed));
    }

    /// <summary>Deletes one of them.</summary>
    public static IdentityRecord Delete(IdentityRecord record, string id)
    {
        var principal = Existing(record, id);
        var next = record with { Users = record.Users.Remove(principal.Name) };
        return IdentityRules.KeepAdministrator(record, WithoutTokens(next, principal));
    }

    /// <summary>Checks the name of a user. A GUID is none: it would name a service principal.</summary>
    public static string CheckUserName(string? name)
    {
        IdentityRules.CheckName(UserName, name);
        return !Grantee.IsApplicationId(name!)
            ? name!
            : throw IdentityRules.Invalid(UserName, $"'{name}' is a GUID, as service principals have for names; a user needs another name.");
    }

    /// <summary>One of them, by id.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.ResourceNotFound"/>.</exception>
    public static StoredPrincipal Existing(IdentityRecord record, string id) => record.FindPrincipal(id)
        ?? throw new ServingException(FailureKind.ResourceNotFound, $"There is no user or service principal with the id '{id}'.");

    private static string CheckApplicationId(string name) => Grantee.IsApplicationId(name)
        ? name.ToLowerInvariant()
        : throw IdentityRules.Invalid(ApplicationId, $"'{name}' must be a GUID.");

    private static void CheckTexts(string? displayName, string? externalId)
    {
        IdentityRules.CheckText("displayName", displayName);
        IdentityRules.CheckText("externalId", externalId);
    }

    private static IdentityRecord WithoutTokens(IdentityRecord record, StoredPrincipal owner) =>
        record with { Tokens = record.Tokens.RemoveAll(token => token.User == owner.Name) };
}
