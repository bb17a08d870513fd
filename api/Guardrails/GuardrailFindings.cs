using Andamento.Api.Guardrails.Pii;
using Andamento.Api.Guardrails.Safety;
using Andamento.Api.Guardrails.Texts;
using Andamento.Gateway;

namespace Andamento.Api.Guardrails;

/// <summary>Which way a text goes.</summary>
internal enum GuardrailDirection
{
    Input,
    Output,
}

/// <summary>What a check looks for.</summary>
internal enum GuardrailKind
{
    Keyword,
    Pii,
    Topic,
    Safety,
}

/// <summary>What the checks of one direction have found in one query so far. Never any of its text.</summary>
internal sealed class GuardrailFindings(TextChecks checks, GuardrailDirection direction)
{
    /// <summary>The checks.</summary>
    public TextChecks Checks => checks;

    /// <summary>Which way the texts go.</summary>
    public GuardrailDirection Direction => direction;

    /// <summary>The first check that blocked, or null.</summary>
    public GuardrailKind? Blocked { get; private set; }

    /// <summary>Kinds of personal data found.</summary>
    public PiiKinds Pii { get; private set; }

    /// <summary>The verdict on safety, or null when none was asked for.</summary>
    public SafetyVerdict? Safety { get; private set; }

    /// <summary>Some text was changed.</summary>
    public bool Masked => Pii is not PiiKinds.None && checks.Pii is PiiBehavior.Mask;

    /// <summary>Looks through a text.</summary>
    /// <returns>The text as it may go on; the same object when nothing is masked.</returns>
    public string Inspect(in TextSlot slot) => Inspect(slot.Place, slot.Text);

    /// <summary>Looks through a text that is read in the way of its place.</summary>
    public string Inspect(TextPlace place, string text)
    {
        if (place.Form is not TextForm.Json) return checks.Inspect(text, this);

        if (checks.Keywords?.AreIn(text) is true) Block(GuardrailKind.Keyword); // also in the names of members
        return JsonTexts.Change(text, value => checks.Inspect(value, this));
    }

    /// <summary>Nothing may pass.</summary>
    public void Block(GuardrailKind kind) => Blocked ??= kind;

    /// <summary>Personal data is there.</summary>
    public void Found(PiiKinds kind, PiiBehavior behavior)
    {
        Pii |= kind;
        if (behavior is PiiBehavior.Block) Block(GuardrailKind.Pii);
    }

    /// <summary>A text was judged.</summary>
    public void Judged(SafetyVerdict verdict)
    {
        Safety = new(verdict.IsUnsafe || Safety?.IsUnsafe is true, verdict.Categories | (Safety?.Categories ?? SafetyCategories.None));
        if (verdict.IsUnsafe) Block(GuardrailKind.Safety);
    }
}
