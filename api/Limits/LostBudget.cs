using Andamento.Api.Failures;
using Andamento.Serving;

namespace Andamento.Api.Limits;

/// <summary>Tells a budget whose silo has just gone from one that failed.</summary>
internal static class LostBudget
{
    /// <summary>True when the budget is somewhere else by now, and can be asked there.</summary>
    public static bool Is(Exception exception) => FailureTranslation.Of(exception).Kind is FailureKind.Unavailable;
}
