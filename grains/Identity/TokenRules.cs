using System.Collections.Immutable;
using Andamento.Serving;

namespace Andamento.Identity;

/// <summary>Who may have which personal tokens. Pure.</summary>
internal static class TokenRules
{
    private const int MaxComment = 1000;

    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(3650);

    /// <summary>Checks a wish by itself.</summary>
    public static void Check(NewToken token)
    {
        IdentityRules.CheckName("user", token.User);
        CheckComment(token.Comment);
        if (token.Lifetime is { } lifetime && lifetime <= TimeSpan.Zero) throw IdentityRules.Invalid("lifetime_seconds", "must be positive.");
        if (token.Lifetime > LongestLifetime) throw IdentityRules.Invalid("lifetime_seconds", "must be at most ten years.");
    }

    /// <summary>Checks what a token is said to be for.</summary>
    public static void CheckComment(string comment)
    {
        if (comment.Length > MaxComment) throw IdentityRules.Invalid("comment", $"must have at most {MaxComment} characters.");
    }

    /// <summary>Whose the token will be: somebody known, or a new user with that id.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.PermissionDenied"/> for somebody who may have none.</exception>
    public static StoredPrincipal Owner(IdentityRecord record, NewToken wish, string newId)
    {
        if (!record.Users.TryGetValue(wish.User, out var owner))
        {
            if (wish.OwnerMustExist) throw new ServingException(FailureKind.PermissionDenied, $"'{wish.User}' is no user any more.");

            var name = PrincipalRules.CheckUserName(wish.User);
            IdentityRules.CheckFree(record, "user", name);
            owner = new() { Id = newId, Name = name };
        }

        if (wish.Administrator) return Administrator(owner);

        return owner.Active ? owner : throw new ServingException(FailureKind.PermissionDenied, $"'{wish.User}' is not active.");
    }

    /// <summary>Refuses one token too many.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.QuotaExceeded"/>.</exception>
    public static void CheckQuota(IdentityRecord record, string owner, int most)
    {
        if (record.Tokens.Count(token => token.User == owner) >= most)
            throw new ServingException(FailureKind.QuotaExceeded, $"'{owner}' has {most} tokens, which is the most; delete one first.");
    }

    /// <summary>The tokens that have not expired.</summary>
    public static ImmutableArray<StoredToken> Unexpired(ImmutableArray<StoredToken> tokens, DateTimeOffset now) =>
        tokens.RemoveAll(token => token.Info.ExpiresAt <= now);

    // The operator of the machine gets in again, whatever became of the last administrator.
    private static StoredPrincipal Administrator(StoredPrincipal owner) => owner with
    {
        Active = true,
        Groups = owner.Groups.Contains(BuiltInGroups.Admins) ? owner.Groups : owner.Groups.Add(BuiltInGroups.Admins),
    };
}
