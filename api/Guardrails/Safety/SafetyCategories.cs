namespace Andamento.Api.Guardrails.Safety;

/// <summary>In what way a text is unsafe: the hazards of Llama Guard 2, which are the categories of the contract.</summary>
[Flags]
internal enum SafetyCategories
{
    None = 0,
    ViolentCrimes = 1,
    NonViolentCrimes = 1 << 1,
    SexCrimes = 1 << 2,
    ChildExploitation = 1 << 3,
    SpecializedAdvice = 1 << 4,
    Privacy = 1 << 5,
    IntellectualProperty = 1 << 6,
    IndiscriminateWeapons = 1 << 7,
    Hate = 1 << 8,
    SelfHarm = 1 << 9,
    SexualContent = 1 << 10,
}

/// <summary>The names of categories on the wire, in Llama Guard's order.</summary>
internal static class SafetyCategoryNames
{
    /// <summary>The names; the first is <c>S1</c> of Llama Guard and the lowest bit of <see cref="SafetyCategories"/>.</summary>
    public static readonly string[] All =
    [
        "violent-crimes", "non-violent-crimes", "sex-crimes", "child-exploitation", "specialized-advice", "privacy",
        "intellectual-property", "indiscriminate-weapons", "hate", "self-harm", "sexual-content",
    ];

    /// <summary>The category at a place of <see cref="All"/>; none for a place outside it.</summary>
    public static SafetyCategories At(int index) =>
        index >= 0 && index < All.Length ? (SafetyCategories)(1 << index) : SafetyCategories.None;
}
