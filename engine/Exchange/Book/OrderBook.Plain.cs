using System.Runtime.CompilerServices;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

// The short way of plain orders, which most orders are: limit or market, good till canceled or immediate, without flag,
// prevention or expiry. It has the same reports as the long way. What it gains is that a taker needs no place in the pool
// while it trades, and that nothing is asked twice.
internal sealed unsafe partial class OrderBook
{
    // Kind, side, type, time in force, flags and prevention of a command are six neighbouring bytes. Each of a plain
    // order's is its lowest value, or, where the mask has a bit, the one above.
    private const ulong PlainLowest = 0x0000_01_01_01_01;
    private const ulong PlainChoices = 0x0000_01_01_01_00;
    private const ulong PlainBytes = 0xFFFF_FF_FF_FF_FF;

    /// <summary>
    /// True for a Submit that names a side and asks for nothing special. The numbers are still to be judged.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(in BookCommand command)
    {
        unchecked
        {
            var bytes = Unsafe.As<BookCommandKind, ulong>(ref Unsafe.AsRef(in command.Kind)) & PlainBytes;
            return ((bytes - PlainLowest) & ~PlainChoices) == 0 && command.ExpireTimeNs == 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Fits(in BookCommand command) =>
        command.Quantity >= _quantityMin
        && command.Quantity <= _quantityMax
        && (_lotSize == 1 || command.Quantity % _lotSize == 0)
        && (command.OrderType == OrderType.Market
            || command.Price > 0 && (_tickSize == 1 || command.Price % _tickSize == 0) && !_hasMinNotional);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SubmitPlain(in BookCommand command, ReportBuffer reports)
    {
        unchecked
        {
            ForeseeMaker(command.Side);
            if (_index.Find(command.OrderId, _orders.Items, out var slot) != 0
                || !Fits(command)
                || command.Quantity > long.MaxValue - SideOf(command.Side)->OpenQuantity)
            {
                Submit(command, reports);
                return;
            }

            var isLimit = command.OrderType == OrderType.Limit;
            var other = SideOf(Opposite(command.Side));
            var limit = isLimit ? command.Price ^ MeetingMask(command.Side) : long.MaxValue;
            ReportPlain(BookReportKind.Accepted, command, Moves.Accepted, OrderReason.None, command.Quantity, reports);
            if (limit >= other->BestKey && other->BestLevel != 0)
            {
                TakePlain(command, limit, reports);
            }
            else if (isLimit && command.TimeInForce == TimeInForce.Gtc)
            {
                RestPlain(command, command.Quantity, _reportSequence, slot);
            }
            else
            {
                ReportUnfilled(command, reports);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakePlain(in BookCommand command, long limit, ReportBuffer reports)
    {
        var accepted = _reportSequence;
        var firstPrice = _ladder.At(SideOf(Opposite(command.Side))->BestLevel)->Price;
        var taker = new Taker(command.OrderId, command.Side, command.OrderType, limit, NoGuard);
        var leaves = Sweep(taker, command.Quantity, reports);
        if (leaves != 0)
        {
            if (command.OrderType == OrderType.Limit && command.TimeInForce == TimeInForce.Gtc)
            {
                _index.Find(command.OrderId, _orders.Items, out var slot);
                RestPlain(command, leaves, accepted, slot);
            }
            else
            {
                ReportUnfilled(command, reports);
            }
        }

        if ((_buyStops.Count | _sellStops.Count) != 0) QueueTriggeredStops(firstPrice, _lastPrice);
    }

    /// <summary>Puts a plain order, or what is left of it, into the pool, the index and its price's queue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RestPlain(in BookCommand command, long leavesQty, ulong sequence, uint slot)
    {
        unchecked
        {
            var index = TakeOrder();
            var order = At(index);
            order->Id = command.OrderId;
            order->Sequence = sequence;
            order->Price = command.Price;
            order->Quantity = command.Quantity;
            order->LeavesQty = leavesQty;
            order->Terms = 0;
            order->AccountId = command.AccountId;
            order->Side = command.Side;
            order->OrderType = OrderType.Limit;
            order->Marks = OrderMarks.Indexed;
            order->SetConditions(TimeInForce.Gtc, SelfTradePrevention.None);
            SideOf(command.Side)->OpenQuantity += leavesQty;
            _index.AddAt(slot, command.OrderId, index);
            Rest(index);
        }
    }

    private void ReportUnfilled(in BookCommand command, ReportBuffer reports)
    {
        var reason = command.OrderType == OrderType.Market ? OrderReason.MarketUnfilled : OrderReason.IocUnfilled;
        ReportPlain(BookReportKind.Canceled, command, Moves.Canceled, reason, 0, reports);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReportPlain(
        BookReportKind kind,
        in BookCommand command,
        OrderStatus status,
        OrderReason reason,
        long leavesQty,
        ReportBuffer reports)
    {
        ref var report = ref reports.Next();
        report.Sequence = unchecked(++_reportSequence);
        report.OrderId = command.OrderId;
        report.MakerOrderId = 0;
        report.Price = command.OrderType == OrderType.Limit ? command.Price : 0;
        report.Quantity = command.Quantity;
        report.LeavesQty = leavesQty;
        report.MakerLeavesQty = 0;
        SetTail(ref report, kind, command.Side, status, OrderStatus.New, reason, command.OrderType);
    }
}
