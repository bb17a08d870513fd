using Andamento.Api.Failures;
using Andamento.Serving;

namespace Andamento.Api.Limits;

/// <summary>
/// Asks a budget again whose silo has just gone: until the cluster has noticed, its other silos cannot reach the budget; then
/// one of them has it.
/// </summary>
internal static class LostBudget
{
    private const int MostTries = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until it is there; for ten seconds, or as long as the caller waits.</summary>
    public static async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> ask, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await ask();
            }
            catch (Exception lost) when (tries < MostTries && Is(lost) && !cancellationToken.IsCancellationRequested)
            {
                if (tries > 1) await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>True when the budget is somewhere else by now, or will be soon.</summary>
    public static bool Is(Exception exception) => FailureTranslation.Of(exception).Kind is FailureKind.Unavailable;
}
