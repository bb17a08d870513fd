namespace Andamento.RateLimits;

/// <summary>What the budget knows of one lease.</summary>
internal sealed class Lease
{
    /// <summary>All that was granted.</summary>
    public BudgetAmount Granted { get; set; }

    /// <summary>What was reported as spent, and so is in the windows.</summary>
    public BudgetAmount Spent { get; set; }

    /// <summary>When the holder must have stopped spending, unless it renews.</summary>
    public long EndsAtMs { get; set; }

    /// <summary>What may have been spent unseen. A call may use more tokens than were granted; that is no debt.</summary>
    public BudgetAmount Outstanding => (Granted - Spent).OrNothing();

    /// <summary>
    /// The holder went silent, and <see cref="Outstanding"/> was counted under this stamp as if it were spent; 0 while it talks.
    /// </summary>
    public long LapsedStampMs { get; set; }

    /// <summary>It is neither lapsed nor returned.</summary>
    public bool IsLive => LapsedStampMs is 0;
}
