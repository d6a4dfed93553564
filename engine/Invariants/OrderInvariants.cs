using System.Collections.Immutable;
using Trading.Model;
using Trading.Orders;

namespace Trading.Invariants;

/// <summary>What holds of an order through every move of its life.</summary>
public static class OrderInvariants
{
    /// <summary>201.</summary>
    public static readonly Invariant ClosedIsFinal = new(201, "closed is final", "A closed order never moves again.");

    /// <summary>202.</summary>
    public static readonly Invariant FilledNeverFalls =
        new(202, "filled never falls", "An order's filled quantity is monotonic and never exceeds what is ordered.");

    /// <summary>203.</summary>
    public static readonly Invariant OpenAddsUp =
        new(203, "open adds up", "Filled + leaves = ordered while an order is not closed, and nothing leaves a closed order open.");

    /// <summary>204.</summary>
    public static readonly Invariant FilledMeansAll =
        new(204, "filled means all", "An order is Filled exactly when all that is ordered was filled.");

    /// <summary>205.</summary>
    public static readonly Invariant MovesAreInTheTable =
        new(205, "moves are in the table", "Every change of an order's status is a line of the life-cycle table.");

    /// <summary>All of them, by number.</summary>
    public static readonly ImmutableArray<Invariant> All =
        [ClosedIsFinal, FilledNeverFalls, OpenAddsUp, FilledMeansAll, MovesAreInTheTable];

    /// <summary>Checks one move of an order.</summary>
    /// <param name="before">The order before.</param>
    /// <param name="after">The order after; the same one when the move was refused.</param>
    /// <returns>The first violation; null when all hold.</returns>
    public static Violation? Check(Order before, Order after)
    {
        if (before.Status.IsClosed() && after != before) return new(ClosedIsFinal, $"{before.Status} became {after.Status}");
        if (after.FilledQty < before.FilledQty || after.FilledQty > after.Quantity)
        {
            return new(FilledNeverFalls, $"filled {before.FilledQty}, then {after.FilledQty} of {after.Quantity}");
        }

        var leaves = after.Status.IsClosed() ? Quantity.Zero : after.Quantity - after.FilledQty;
        if (after.LeavesQty != leaves) return new(OpenAddsUp, $"leaves {after.LeavesQty}, expected {leaves}");
        if (after.Status == OrderStatus.Filled != (after.FilledQty == after.Quantity))
        {
            return new(FilledMeansAll, $"{after.Status} with {after.FilledQty} of {after.Quantity}");
        }

        return before.Status == after.Status || HasLine(before.Status, after.Status)
            ? null
            : new(MovesAreInTheTable, $"{before.Status} became {after.Status}");
    }

    private static bool HasLine(OrderStatus from, OrderStatus to)
    {
        foreach (var line in OrderLifecycle.Table)
        {
            if (line.From == from && line.To == to) return true;
        }

        return false;
    }
}
