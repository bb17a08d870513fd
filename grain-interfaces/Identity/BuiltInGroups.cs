namespace Andamento.Identity;

/// <summary>The groups that every workspace has.</summary>
public static class BuiltInGroups
{
    /// <summary>Those who may do everything.</summary>
    public const string Admins = "admins";

    /// <summary>Everybody.</summary>
    public const string Users = "users";
}
