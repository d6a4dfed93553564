using Trading.Model;

namespace Trading.Orders;

/// <summary>
/// An order and where it stands. What can happen to it depends on its phase, and each phase is a type: a new order can
/// only be submitted or denied, a closed one has no moves at all, and only a live one takes reports.
/// </summary>
/// <remarks>Filled + leaves = ordered holds while an order is open; closing releases the leaves.</remarks>
public abstract record Order
{
    private protected Order(ulong orderId, Side side, Quantity quantity)
    {
        OrderId = orderId;
        Side = side;
        Quantity = quantity;
    }

    /// <summary>The order's id.</summary>
    public ulong OrderId { get; }

    /// <summary>Buy or sell.</summary>
    public Side Side { get; }

    /// <summary>The ordered quantity; a replacement changes it.</summary>
    public Quantity Quantity { get; private protected init; }

    /// <summary>What was filled so far; it never falls.</summary>
    public Quantity FilledQty { get; private protected init; }

    /// <summary>Where the order stands.</summary>
    public OrderStatus Status { get; private protected init; }

    /// <summary>The cause of the last move, where it had one.</summary>
    public OrderReason Reason { get; private protected init; }

    /// <summary>What is still to fill: ordered − filled while the order is open, nothing once it is closed.</summary>
    public Quantity LeavesQty => Status.IsClosed() ? Quantity.Zero : Quantity - FilledQty;

    /// <summary>A new order, not yet sent.</summary>
    /// <param name="orderId">Its id.</param>
    /// <param name="side">Buy or sell.</param>
    /// <param name="quantity">What is ordered; positive, as the instrument's rules have seen to.</param>
    public static NewOrder Create(ulong orderId, Side side, Quantity quantity) => new(orderId, side, quantity);
}

/// <summary>An order that was made and not yet sent.</summary>
public sealed record NewOrder : Order
{
    internal NewOrder(ulong orderId, Side side, Quantity quantity)
        : base(orderId, side, quantity) => Status = OrderStatus.New;

    /// <summary>It is sent.</summary>
    public LiveOrder Submit() => new(this, OrderLifecycle.After(Status, OrderTransition.Submit));

    /// <summary>Our own rules refuse it.</summary>
    public ClosedOrder Deny(OrderReason reason) => new(this, OrderLifecycle.After(Status, OrderTransition.Deny), reason);
}

/// <summary>An order that ended. It has no moves: what happened to it stands.</summary>
public sealed record ClosedOrder : Order
{
    internal ClosedOrder(Order order, OrderStatus status, OrderReason reason)
        : base(order.OrderId, order.Side, order.Quantity) =>
        (FilledQty, Status, Reason) = (status == OrderStatus.Filled ? order.Quantity : order.FilledQty, status, reason);
}

/// <summary>An order at the venue or on its way there.</summary>
public sealed record LiveOrder : Order
{
    internal LiveOrder(Order order, OrderStatus status)
        : base(order.OrderId, order.Side, order.Quantity) => (FilledQty, Status) = (order.FilledQty, status);

    /// <summary>The venue acknowledges it.</summary>
    public Result<Order, OrderError> Accept() => Move(OrderTransition.Accept, OrderReason.None);

    /// <summary>The venue refuses it.</summary>
    public Result<Order, OrderError> Reject(OrderReason reason) => Move(OrderTransition.Reject, reason);

    /// <summary>Some or all of it is filled.</summary>
    /// <param name="lastQty">The fill; positive and at most <see cref="Order.LeavesQty"/>.</param>
    public Result<Order, OrderError> Fill(Quantity lastQty)
    {
        var isComplete = lastQty == LeavesQty;
        var transition = isComplete ? OrderTransition.FillCompletely : OrderTransition.FillPartly;
        if (lastQty <= Quantity.Zero || lastQty > LeavesQty)
        {
            return new OrderError(OrderRule.FillOutOfRange, Status, transition, OrderReason.None);
        }

        if (!OrderLifecycle.TryNext(Status, transition, out var next)) return Illegal(transition, OrderReason.None);
        return isComplete
            ? new ClosedOrder(this, next, OrderReason.None)
            : new LiveOrder(this, next) { FilledQty = FilledQty + lastQty };
    }

    /// <summary>We ask for its cancel.</summary>
    public Result<Order, OrderError> RequestCancel() => Move(OrderTransition.RequestCancel, OrderReason.CancelRequested);

    /// <summary>The venue cancels it.</summary>
    public Result<Order, OrderError> Cancel(OrderReason reason) => Move(OrderTransition.Cancel, reason);

    /// <summary>The venue refuses our cancel.</summary>
    public Result<Order, OrderError> RejectCancel(OrderReason reason) =>
        Move(ByFill(OrderTransition.RejectCancelUnfilled, OrderTransition.RejectCancelPartlyFilled), reason);

    /// <summary>We ask for a replacement.</summary>
    public Result<Order, OrderError> RequestReplace() => Move(OrderTransition.RequestReplace, OrderReason.None);

    /// <summary>The venue replaces it.</summary>
    /// <param name="quantity">The new total; above what was filled.</param>
    public Result<Order, OrderError> Replace(Quantity quantity)
    {
        var transition = ByFill(OrderTransition.ReplaceUnfilled, OrderTransition.ReplacePartlyFilled);
        if (quantity <= FilledQty) return new OrderError(OrderRule.TotalNotAboveFilled, Status, transition, OrderReason.None);
        return OrderLifecycle.TryNext(Status, transition, out var next)
            ? new LiveOrder(this, next) { Quantity = quantity }
            : Illegal(transition, OrderReason.None);
    }

    /// <summary>The venue refuses our replacement.</summary>
    public Result<Order, OrderError> RejectReplace(OrderReason reason) =>
        Move(ByFill(OrderTransition.RejectReplaceUnfilled, OrderTransition.RejectReplacePartlyFilled), reason);

    /// <summary>Its trigger price was reached.</summary>
    public Result<Order, OrderError> Trigger() => Move(OrderTransition.Trigger, OrderReason.None);

    /// <summary>Its time in force ends it.</summary>
    public Result<Order, OrderError> Expire() => Move(OrderTransition.Expire, OrderReason.ExpiryReached);

    private OrderTransition ByFill(OrderTransition unfilled, OrderTransition partlyFilled) =>
        FilledQty == Quantity.Zero ? unfilled : partlyFilled;

    private Result<Order, OrderError> Move(OrderTransition transition, OrderReason reason)
    {
        if (!OrderLifecycle.TryNext(Status, transition, out var next)) return Illegal(transition, reason);
        return next.IsClosed() ? new ClosedOrder(this, next, reason) : new LiveOrder(this, next) { Reason = reason };
    }

    private OrderError Illegal(OrderTransition transition, OrderReason reason) =>
        new(OrderRule.IllegalTransition, Status, transition, reason);
}
