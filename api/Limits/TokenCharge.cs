using Andamento.Serving;

namespace Andamento.Api.Limits;

/// <summary>
/// The tokens that a query has reserved: at its end they are replaced by those it used. What the model does not say is guessed.
/// </summary>
internal sealed class TokenCharge(BudgetHold personal, BudgetHold endpoint, TokenEstimate estimate, ServingTask task)
{
    private long? _used;

    /// <summary>A whole answer is here.</summary>
    public void Answered(ServingAnswer answer) =>
        _used = answer.Usage?.TotalTokens ?? estimate.Prompt + (Writes ? TokenEstimate.OfText(answer.Body.Length) : 0);

    /// <summary>A stream has ended, in whatever way.</summary>
    /// <param name="usage">What it said of its tokens.</param>
    /// <param name="bytes">Bytes of events that came.</param>
    public void Streamed(TokenUsage? usage, long bytes) => _used = usage?.TotalTokens ?? estimate.Prompt + TokenEstimate.OfEvents(bytes);

    /// <summary>Tells the budgets. A call that failed before an answer used no tokens, unless its caller did not wait for one.</summary>
    public void Settle(FailureKind? failure)
    {
        var used = _used ?? (failure is FailureKind.Cancelled ? estimate.Prompt : 0);
        personal.Settle(used);
        endpoint.Settle(used);
    }

    private bool Writes => task is ServingTask.Chat or ServingTask.Completions;
}
