using Trading.Orders;

namespace Trading.Exchange;

internal sealed partial class NaiveOrderBook
{
    private void Close(NaiveOrder order, OrderReason reason, ReportBuffer reports)
    {
        order.Move(OrderTransition.Cancel);
        Report(BookReportKind.Canceled, order, reason, reports);
    }

    /// <summary>Reports on one order.</summary>
    /// <returns>The report's sequence.</returns>
    private ulong Report(BookReportKind kind, NaiveOrder order, OrderReason reason, ReportBuffer reports)
    {
        reports.Next() = new BookReport
        {
            Sequence = ++ReportSequence,
            OrderId = order.State.Id,
            Price = kind == BookReportKind.Triggered ? order.State.TriggerPrice : order.State.Price,
            Quantity = order.State.Quantity,
            LeavesQty = order.Status.IsClosed() ? 0 : order.State.LeavesQty,
            Kind = kind,
            Side = order.Side,
            Status = order.Status,
            Reason = reason,
            OrderType = order.State.OrderType,
        };
        return ReportSequence;
    }

    /// <summary>Reports a trade or a decrement.</summary>
    private void ReportPair(
        BookReportKind kind, NaiveOrder taker, NaiveOrder maker, long quantity, ReportBuffer reports) =>
        reports.Next() = new BookReport
        {
            Sequence = ++ReportSequence,
            OrderId = taker.State.Id,
            MakerOrderId = maker.State.Id,
            Price = maker.State.Price,
            Quantity = quantity,
            LeavesQty = taker.State.LeavesQty,
            MakerLeavesQty = maker.State.LeavesQty,
            Kind = kind,
            Side = taker.Side,
            Status = taker.Status,
            MakerStatus = maker.Status,
            Reason = kind == BookReportKind.Decremented ? OrderReason.SelfTradeDecrement : OrderReason.None,
            OrderType = taker.State.OrderType,
        };

    /// <summary>
    /// Refuses a command that concerns no live order; the command's own bytes are repeated as they came.
    /// </summary>
    private void ReportRefusal(BookReportKind kind, in BookCommand command, OrderReason reason, ReportBuffer reports) =>
        reports.Next() = new BookReport
        {
            Sequence = ++ReportSequence,
            OrderId = command.OrderId,
            Price = command.Price,
            Quantity = command.Quantity,
            Kind = kind,
            Side = command.Side,
            Status = OrderLifecycle.After(OrderStatus.Pending, OrderTransition.Reject),
            Reason = reason,
            OrderType = command.OrderType,
        };
}
