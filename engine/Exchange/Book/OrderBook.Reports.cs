using System.Runtime.CompilerServices;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

internal sealed unsafe partial class OrderBook
{
    /// <summary>
    /// The moves that a book makes, each read from the life-cycle table once. A filled order has traded before, or not:
    /// the
    /// table sends both ways to the same status, and a test holds it to that.
    /// </summary>
    internal static class Moves
    {
        public static readonly OrderStatus Rejected = After(OrderStatus.Pending, OrderTransition.Reject);
        public static readonly OrderStatus Accepted = After(OrderStatus.Pending, OrderTransition.Accept);
        public static readonly OrderStatus PartiallyFilled = After(OrderStatus.Accepted, OrderTransition.FillPartly);
        public static readonly OrderStatus Filled = After(OrderStatus.Accepted, OrderTransition.FillCompletely);
        public static readonly OrderStatus Canceled = After(OrderStatus.Accepted, OrderTransition.Cancel);
        public static readonly OrderStatus Expired = After(OrderStatus.Accepted, OrderTransition.Expire);
        public static readonly OrderStatus Triggered = After(OrderStatus.Accepted, OrderTransition.Trigger);
        public static readonly OrderStatus Replaced = After(OrderStatus.Accepted, OrderTransition.ReplaceUnfilled);
        public static readonly OrderStatus ReplacedPartlyFilled =
            After(OrderStatus.PartiallyFilled, OrderTransition.ReplacePartlyFilled);

        private static OrderStatus After(OrderStatus from, OrderTransition transition) =>
            OrderLifecycle.After(from, transition);
    }

    private static OrderStatus StatusOf(BookOrder* order) =>
        order->LeavesQty == order->Quantity ? Moves.Accepted : Moves.PartiallyFilled;

    /// <summary>Cancels an order that stands nowhere and frees it.</summary>
    private void Close(int index, OrderReason reason, ReportBuffer reports)
    {
        ReportOn(BookReportKind.Canceled, index, Moves.Canceled, reason, 0, reports);
        Forget(index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReportOn(
        BookReportKind kind, int index, OrderStatus status, OrderReason reason, long leavesQty, ReportBuffer reports)
    {
        var order = At(index);
        ref var report = ref reports.Next();
        report.Sequence = unchecked(++_reportSequence);
        report.OrderId = order->Id;
        report.MakerOrderId = 0;
        report.Price = order->Price;
        report.Quantity = order->Quantity;
        report.LeavesQty = leavesQty;
        report.MakerLeavesQty = 0;
        SetTail(ref report, kind, order->Side, status, OrderStatus.New, reason, order->OrderType);
    }

    private void ReportStanding(BookReportKind kind, int index, OrderReason reason, ReportBuffer reports) =>
        ReportOn(kind, index, StatusOf(At(index)), reason, At(index)->LeavesQty, reports);

    private void ReportReplaced(int index, ReportBuffer reports)
    {
        var order = At(index);
        var status = order->LeavesQty == order->Quantity ? Moves.Replaced : Moves.ReplacedPartlyFilled;
        ReportOn(BookReportKind.Replaced, index, status, OrderReason.None, order->LeavesQty, reports);
    }

    private void ReportTriggered(int index, ReportBuffer reports)
    {
        var order = At(index);
        ReportOn(BookReportKind.Triggered, index, Moves.Triggered, OrderReason.None, order->LeavesQty, reports);
        reports.Last.Price = _terms[order->Terms].TriggerPrice;
    }

    /// <summary>The status of a traded order by what is left of it, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static OrderStatus StatusWith(long leavesQty)
    {
        unchecked
        {
            var isFilled = (int)((leavesQty - 1) >> 63);
            var (filled, partly) = ((int)Moves.Filled, (int)Moves.PartiallyFilled);
            return (OrderStatus)(partly ^ ((partly ^ filled) & isFilled));
        }
    }

    private void ReportDecrement(BookOrder* taker, BookOrder* maker, long quantity, ReportBuffer reports)
    {
        ref var report = ref reports.Next();
        report.Sequence = unchecked(++_reportSequence);
        report.OrderId = taker->Id;
        report.MakerOrderId = maker->Id;
        report.Price = maker->Price;
        report.Quantity = quantity;
        report.LeavesQty = taker->LeavesQty;
        report.MakerLeavesQty = maker->LeavesQty;
        SetTail(
            ref report,
            BookReportKind.Decremented,
            taker->Side,
            StatusOf(taker),
            StatusOf(maker),
            OrderReason.SelfTradeDecrement,
            taker->OrderType);
    }

    private void ReportRefusal(BookReportKind kind, in BookCommand command, OrderReason reason, ReportBuffer reports)
    {
        ref var report = ref reports.Next();
        report.Sequence = unchecked(++_reportSequence);
        report.OrderId = command.OrderId;
        report.MakerOrderId = 0;
        report.Price = command.Price;
        report.Quantity = command.Quantity;
        report.LeavesQty = 0;
        report.MakerLeavesQty = 0;
        SetTail(ref report, kind, command.Side, Moves.Rejected, OrderStatus.New, reason, command.OrderType);
    }

    // The six one-byte fields and the two spare bytes at the end, in one store.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetTail(
        ref BookReport report,
        BookReportKind kind,
        Side side,
        OrderStatus status,
        OrderStatus makerStatus,
        OrderReason reason,
        OrderType type) =>
        Unsafe.As<BookReportKind, ulong>(ref report.Kind) =
            (ulong)kind
            | ((ulong)side << 8)
            | ((ulong)status << 16)
            | ((ulong)makerStatus << 24)
            | ((ulong)reason << 32)
            | ((ulong)type << 40);
}
