using System.Diagnostics;

namespace Andamento.Api.Guardrails.Pii;

/// <summary>What kinds of personal data are looked for.</summary>
[Flags]
internal enum PiiKinds
{
    None = 0,
    EmailAddress = 1,
    PhoneNumber = 1 << 1,
    CreditCard = 1 << 2,
    SocialSecurityNumber = 1 << 3,
    BankNumber = 1 << 4,
    Iban = 1 << 5,
}

/// <summary>What stands in a masked text.</summary>
internal static class PiiLabels
{
    /// <summary>The label of one kind (data-plane contract, section 10).</summary>
    public static string Of(PiiKinds kind) => kind switch
    {
        PiiKinds.EmailAddress => "<EMAIL_ADDRESS>",
        PiiKinds.PhoneNumber => "<PHONE_NUMBER>",
        PiiKinds.CreditCard => "<CREDIT_CARD>",
        PiiKinds.SocialSecurityNumber => "<US_SSN>",
        PiiKinds.BankNumber => "<US_BANK_NUMBER>",
        PiiKinds.Iban => "<IBAN_CODE>",
        _ => throw new UnreachableException($"{kind} has no label."),
    };
}
