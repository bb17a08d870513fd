namespace Andamento.Api.Guardrails.Pii;

/// <summary>
/// Finds personal data by its shape, in one pass from left to right. Each detector looks a bounded way ahead, so time grows with
/// the length of the text and nothing else.
/// </summary>
/// <remarks>
/// The verdict on a text does not depend on how it arrives: what may go on in text that is not here yet is undecided, and is
/// asked again. A name, an address or a birthday has no shape: whoever needs those found needs a model.
/// </remarks>
internal static class PiiScanner
{
    /// <summary>Characters before a place that the verdict on that place may depend on.</summary>
    public const int LookBehind = EmailAddress.MaxName + NearbyWords.Reach;

    /// <summary>The first find at or after a place.</summary>
    /// <param name="text">The text, with up to <see cref="LookBehind"/> characters before the place.</param>
    /// <param name="from">The place. What is before it is done with.</param>
    public static PiiFind Next(in ScannedText text, int from)
    {
        var run = new EmailRun(from, -1, default);
        for (var at = from; at < text.Length; at++)
        {
            var c = text[at];
            if (at >= run.End && EmailAddress.IsName(c)) run = EmailAddress.In(text, at);
            if (at == run.Start && run.Address != default) return PiiFind.Of(PiiKinds.EmailAddress, at, run.Address);

            if (!MayStart(c) || !Characters.IsStart(text, at)) continue;

            var find = c switch
            {
                '+' => PiiFind.Of(PiiKinds.PhoneNumber, at, PhoneNumber.International(text, at)),
                '(' => PiiFind.Of(PiiKinds.PhoneNumber, at, PhoneNumber.InBrackets(text, at)),
                _ when char.IsAsciiDigit(c) => Number(text, at),
                _ => PiiFind.Of(PiiKinds.Iban, at, Iban.At(text, at)),
            };
            if (!find.IsNothing) return find;
        }

        return PiiFind.None(text.Length);
    }

    private static bool MayStart(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '(';

    // The length of its first group says what a number can be. In this order, since a card's number proves itself.
    private static PiiFind Number(in ScannedText text, int at)
    {
        var end = at + 1;
        while (char.IsAsciiDigit(text[end]) && end - at <= CardNumber.Most) end++;
        if (text.IsOpen(end)) return PiiFind.Of(PiiKinds.None, at, Probe.Undecided);

        var length = end - at;
        var find = PiiFind.None(at);
        if (length is >= CardNumber.SmallestGroup and <= CardNumber.Most)
            find = PiiFind.Of(PiiKinds.CreditCard, at, CardNumber.At(text, at));
        if (find.IsNothing && length is 3 or 9)
            find = PiiFind.Of(PiiKinds.SocialSecurityNumber, at, SocialSecurityNumber.At(text, at, bare: length is 9));
        if (find.IsNothing && length is 1 or 3 or 10 or 11)
            find = PiiFind.Of(PiiKinds.PhoneNumber, at, PhoneNumber.At(text, at, length));
        if (find.IsNothing && length is >= BankNumber.Fewest and <= BankNumber.Most)
            find = PiiFind.Of(PiiKinds.BankNumber, at, BankNumber.At(text, at, end));
        return find;
    }
}

/// <summary>What was found first.</summary>
/// <param name="Kind">What it is; none when nothing was, or when that is undecided.</param>
/// <param name="Start">Where it begins. Before this there is nothing.</param>
/// <param name="End">Where it ends.</param>
/// <param name="IsUndecided">Something may begin at <paramref name="Start"/>, depending on what follows.</param>
internal readonly record struct PiiFind(PiiKinds Kind, int Start, int End, bool IsUndecided)
{
    /// <summary>Neither found nor undecided.</summary>
    public bool IsNothing => Kind is PiiKinds.None && !IsUndecided;

    /// <summary>There is nothing before the end.</summary>
    public static PiiFind None(int end) => new(PiiKinds.None, end, end, IsUndecided: false);

    /// <summary>What a detector said about a place.</summary>
    public static PiiFind Of(PiiKinds kind, int at, Probe probe) =>
        probe.End > 0 ? new(kind, at, probe.End, IsUndecided: false) : new(PiiKinds.None, at, at, probe.IsUndecided);
}
