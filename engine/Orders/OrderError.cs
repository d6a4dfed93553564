namespace Trading.Orders;

/// <summary>The rule that a move of an order broke.</summary>
public enum OrderRule : byte
{
    /// <summary>The life-cycle table has no such move.</summary>
    IllegalTransition = 1,

    /// <summary>A fill is not positive, or greater than what is open.</summary>
    FillOutOfRange = 2,

    /// <summary>A replacement's total is not greater than what was filled.</summary>
    TotalNotAboveFilled = 3,
}

/// <summary>An order's move that is not legal: the status that it had, what was to happen, and why not.</summary>
/// <param name="Rule">The broken rule.</param>
/// <param name="Status">The status that the order keeps.</param>
/// <param name="Transition">What was to happen.</param>
/// <param name="Reason">The cause that came with it.</param>
public sealed record OrderError(OrderRule Rule, OrderStatus Status, OrderTransition Transition, OrderReason Reason)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"{Rule}: {Transition} on {Status} (reason {Reason})";
}
