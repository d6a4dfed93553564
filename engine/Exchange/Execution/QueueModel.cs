namespace Trading.Exchange;

/// <summary>
/// How the place of our resting order in a recorded queue is estimated: the tape shows a price's total quantity, not its
/// orders. In every model trades at the price use up what stands ahead first.
/// </summary>
public enum QueueModel : byte
{
    /// <summary>Optimistic bound: nothing ever stands ahead.</summary>
    FrontOfQueue = 1,

    /// <summary>Pessimistic bound: all that is shown at entry stands ahead, and every cancel comes from behind, as far as
    /// there is anything behind.</summary>
    BackOfQueue = 2,

    /// <summary>A cancel is split over what stands ahead (a) and behind (b) as a^n : b^n, n the power of the configuration;
    /// n = 1 spreads cancels evenly over the queue.</summary>
    Proportional = 3,
}
