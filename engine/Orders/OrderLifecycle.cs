using System;
using System.Collections.Immutable;
using static Trading.Orders.OrderStatus;
using static Trading.Orders.OrderTransition;

namespace Trading.Orders;

/// <summary>
/// The life cycle of every order in the system, as one table of (status, transition) → status. What is not in the table
/// is illegal. The book, the simulator and the order table take every status from here.
/// </summary>
public static class OrderLifecycle
{
    /// <summary>One line of the table.</summary>
    /// <param name="From">The status before.</param>
    /// <param name="Transition">What happens.</param>
    /// <param name="To">The status after.</param>
    public readonly record struct Line(OrderStatus From, OrderTransition Transition, OrderStatus To);

    /// <summary>The legal moves, in the order of an order's life.</summary>
    public static readonly ImmutableArray<Line> Table =
    [
        new(New, Submit, Pending),
        new(New, Deny, Denied),

        new(Pending, Accept, Accepted),
        new(Pending, Reject, Rejected),
        // A venue may report a fill before its acknowledgement.
        new(Pending, FillPartly, PartiallyFilled),
        new(Pending, FillCompletely, Filled),
        // A cancel may be asked for before the acknowledgement has come.
        new(Pending, RequestCancel, PendingCancel),
        // Venues may end an immediate order without a separate acknowledgement.
        new(Pending, Cancel, Canceled),
        new(Pending, Expire, Expired),

        new(Accepted, FillPartly, PartiallyFilled),
        new(Accepted, FillCompletely, Filled),
        new(Accepted, RequestCancel, PendingCancel),
        new(Accepted, RequestReplace, PendingReplace),
        // The venue may replace or cancel of its own accord.
        new(Accepted, ReplaceUnfilled, Accepted),
        new(Accepted, Cancel, Canceled),
        new(Accepted, Trigger, Accepted),
        new(Accepted, Expire, Expired),

        // The acknowledgement after a fill changes nothing.
        new(PartiallyFilled, Accept, PartiallyFilled),
        new(PartiallyFilled, FillPartly, PartiallyFilled),
        new(PartiallyFilled, FillCompletely, Filled),
        new(PartiallyFilled, RequestCancel, PendingCancel),
        new(PartiallyFilled, RequestReplace, PendingReplace),
        new(PartiallyFilled, ReplacePartlyFilled, PartiallyFilled),
        new(PartiallyFilled, Cancel, Canceled),
        new(PartiallyFilled, Expire, Expired),

        // The acknowledgement of the order itself may come after our cancel request.
        new(PendingCancel, Accept, PendingCancel),
        new(PendingCancel, Reject, Rejected),
        // Fills may overtake the cancel.
        new(PendingCancel, FillPartly, PendingCancel),
        new(PendingCancel, FillCompletely, Filled),
        new(PendingCancel, Cancel, Canceled),
        new(PendingCancel, RejectCancelUnfilled, Accepted),
        new(PendingCancel, RejectCancelPartlyFilled, PartiallyFilled),
        // A replacement that was under way is answered after the cancel request.
        new(PendingCancel, ReplaceUnfilled, PendingCancel),
        new(PendingCancel, ReplacePartlyFilled, PendingCancel),
        new(PendingCancel, RejectReplaceUnfilled, PendingCancel),
        new(PendingCancel, RejectReplacePartlyFilled, PendingCancel),
        new(PendingCancel, Trigger, PendingCancel),
        new(PendingCancel, Expire, Expired),

        // A fill, and our replacement after it, may come before the acknowledgement of the order itself.
        new(PendingReplace, Accept, PendingReplace),
        // Fills may overtake the replacement.
        new(PendingReplace, FillPartly, PendingReplace),
        new(PendingReplace, FillCompletely, Filled),
        new(PendingReplace, RequestCancel, PendingCancel),
        new(PendingReplace, ReplaceUnfilled, Accepted),
        new(PendingReplace, ReplacePartlyFilled, PartiallyFilled),
        new(PendingReplace, RejectReplaceUnfilled, Accepted),
        new(PendingReplace, RejectReplacePartlyFilled, PartiallyFilled),
        new(PendingReplace, Cancel, Canceled),
        new(PendingReplace, Trigger, PendingReplace),
        new(PendingReplace, Expire, Expired),
    ];

    private const int StatusCount = (int)Expired + 1;
    private const int TransitionCount = (int)Expire + 1;
    private const byte Illegal = 0xFF;

    private static readonly byte[] Next = CreateNext();

    /// <summary>The status after a transition.</summary>
    /// <param name="from">The status before.</param>
    /// <param name="transition">What happens.</param>
    /// <param name="to">The status after, where the move is legal.</param>
    /// <returns>False when the move is illegal.</returns>
    public static bool TryNext(OrderStatus from, OrderTransition transition, out OrderStatus to)
    {
        to = from;
        if ((uint)from >= StatusCount || (uint)transition >= TransitionCount) return false;
        var next = Next[(int)from * TransitionCount + (int)transition];
        if (next == Illegal) return false;
        to = (OrderStatus)next;
        return true;
    }

    /// <summary>The status after a transition that the caller's own state makes legal: any other call is a bug and throws.</summary>
    internal static OrderStatus After(OrderStatus from, OrderTransition transition)
    {
        var next = Next[(int)from * TransitionCount + (int)transition];
        return next != Illegal ? (OrderStatus)next : throw new InvalidOperationException($"illegal: {transition} on {from}");
    }

    /// <summary>The transition that a report of the venue is.</summary>
    /// <param name="type">What happened.</param>
    /// <param name="isFilled">True when some quantity was filled.</param>
    /// <param name="isCompleted">For a fill, true when nothing is left after it.</param>
    internal static OrderTransition TransitionOf(ExecType type, bool isFilled, bool isCompleted = false) => type switch
    {
        ExecType.Accepted => Accept,
        ExecType.Rejected => Reject,
        ExecType.Trade => isCompleted ? FillCompletely : FillPartly,
        ExecType.Canceled => Cancel,
        ExecType.Expired => Expire,
        ExecType.Replaced => isFilled ? ReplacePartlyFilled : ReplaceUnfilled,
        ExecType.CancelRejected => isFilled ? RejectCancelPartlyFilled : RejectCancelUnfilled,
        ExecType.ReplaceRejected => isFilled ? RejectReplacePartlyFilled : RejectReplaceUnfilled,
        ExecType.Triggered => Trigger,
    };

    /// <summary>True for a status that nothing can follow.</summary>
    public static bool IsClosed(this OrderStatus status) => status switch
    {
        Denied or Rejected or Filled or Canceled or Expired => true,
        New or Pending or Accepted or PendingReplace or PendingCancel or PartiallyFilled => false,
    };

    /// <summary>True while the order may trade at the venue.</summary>
    public static bool IsOpen(this OrderStatus status) => status switch
    {
        Accepted or PendingReplace or PendingCancel or PartiallyFilled => true,
        New or Denied or Pending or Rejected or Filled or Canceled or Expired => false,
    };

    /// <summary>True while an answer of the venue is awaited.</summary>
    public static bool IsInFlight(this OrderStatus status) => status switch
    {
        Pending or PendingReplace or PendingCancel => true,
        New or Denied or Accepted or Rejected or PartiallyFilled or Filled or Canceled or Expired => false,
    };

    private static byte[] CreateNext()
    {
        var next = new byte[StatusCount * TransitionCount];
        Array.Fill(next, Illegal);
        foreach (var line in Table) next[(int)line.From * TransitionCount + (int)line.Transition] = (byte)line.To;
        return next;
    }
}
