using System.Runtime.CompilerServices;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

internal sealed unsafe partial class OrderBook
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ExpireDue(ReportBuffer reports)
    {
        while (_expiring.Count != 0 && _expiring.SmallestKey <= _nowNs)
        {
            var order = _expiring.Smallest;
            Unlink(order);
            ReportOn(BookReportKind.Expired, order, Moves.Expired, OrderReason.ExpiryReached, 0, reports);
            Forget(order);
        }

        _nextExpiryNs = _expiring.SmallestKey;
    }

    private void LetTimePass(long timeNs, ReportBuffer reports)
    {
        _nowNs = timeNs;
        if (timeNs >= _nextExpiryNs) ExpireDue(reports);
    }

    /// <summary>The long way of a new order: any type, condition or fault.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Submit(in BookCommand command, ReportBuffer reports)
    {
        var reason = _index.Find(command.OrderId, _orders.Items, out _) != 0
            ? OrderReason.DuplicateOrderId
            : RefusalOf(command);
        if (reason == OrderReason.None && command.Quantity > long.MaxValue - SideOf(command.Side)->OpenQuantity)
        {
            reason = OrderReason.OpenQuantityTooLarge;
        }

        if (reason == OrderReason.None
            && (command.Flags & OrderFlags.PostOnly) != 0
            && Reaches(command.Side, command.Price))
        {
            reason = OrderReason.PostOnlyWouldTake;
        }

        if (reason == OrderReason.None) Work(Accept(command, reports), reports);
        else ReportRefusal(BookReportKind.Rejected, command, reason, reports);
    }

    private OrderReason RefusalOf(in BookCommand command) =>
        _rules.CheckSubmit(command, BookRules.ExpireTimeNs(command, _nowNs), _nowNs);

    private int Accept(in BookCommand command, ReportBuffer reports)
    {
        var index = TakeOrder();
        var order = At(index);
        order->Id = command.OrderId;
        order->Sequence = _reportSequence + 1;
        order->Price = BookRules.HasLimitPrice(command.OrderType) ? command.Price : 0;
        order->Quantity = command.Quantity;
        order->LeavesQty = command.Quantity;
        order->Level = 0;
        order->Terms = 0;
        order->AccountId = command.AccountId;
        order->Side = command.Side;
        order->OrderType = command.OrderType;
        order->Marks = (OrderMarks)command.Flags;
        order->SetConditions(command.TimeInForce, command.SelfTradePrevention);
        if (BookRules.IsStop(command.OrderType) || command.TimeInForce is TimeInForce.Gtd or TimeInForce.Day)
        {
            SetTerms(index, command);
        }

        SideOf(command.Side)->OpenQuantity += command.Quantity;
        ReportOn(BookReportKind.Accepted, index, Moves.Accepted, OrderReason.None, command.Quantity, reports);
        return index;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetTerms(int order, in BookCommand command)
    {
        var isStop = BookRules.IsStop(command.OrderType);
        if (isStop) At(order)->Marks |= OrderMarks.Waiting;
        At(order)->Terms = TakeTerms(isStop ? command.TriggerPrice : 0, BookRules.ExpireTimeNs(command, _nowNs));
    }

    /// <summary>Sends a live order that stands nowhere on its way: it waits, triggers, trades or rests.</summary>
    private void Work(int order, ReportBuffer reports)
    {
        if (!At(order)->IsWaiting) Take(order, reports);
        else if (IsTriggeredByLastPrice(order)) Trigger(order, reports);
        else Wait(order);
    }

    private bool IsTriggeredByLastPrice(int stop) =>
        _lastPrice != 0
        && BookRules.IsTriggered(At(stop)->Side, _terms[At(stop)->Terms].TriggerPrice, _lastPrice, _lastPrice);

    private void Cancel(in BookCommand command, ReportBuffer reports)
    {
        var order = _index.Find(command.OrderId, _orders.Items, out var slot);
        if (!IsOwned(command, order, BookReportKind.CancelRejected, reports)) return;
        _index.RemoveAt(slot);
        At(order)->Marks &= ~OrderMarks.Indexed;
        Unlink(order);
        Close(order, OrderReason.CancelRequested, reports);
    }

    private bool IsOwned(in BookCommand command, int order, BookReportKind refusal, ReportBuffer reports)
    {
        if (order == 0)
        {
            ReportRefusal(refusal, command, OrderReason.UnknownOrder, reports);
            return false;
        }

        if (command.AccountId == 0 || command.AccountId == At(order)->AccountId) return true;
        ReportStanding(refusal, order, OrderReason.NotOwner, reports);
        return false;
    }

    private void Replace(in BookCommand command, ReportBuffer reports)
    {
        var index = _index.Find(command.OrderId, _orders.Items, out _);
        if (!IsOwned(command, index, BookReportKind.ReplaceRejected, reports)) return;
        var order = At(index);
        if (command.Quantity >= 0 && command.Quantity <= order->FilledQty)
        {
            Unlink(index);
            Close(index, OrderReason.ReplacedBelowFilled, reports);
            return;
        }

        var price = BookRules.HasLimitPrice(order->OrderType) ? command.Price : 0;
        var trigger = order->IsWaiting ? TriggerAfter(command, index) : 0;
        var reason = RefusalOf(command, index, price);
        if (reason != OrderReason.None)
        {
            ReportStanding(BookReportKind.ReplaceRejected, index, reason, reports);
            return;
        }

        var keepsPlace = price == order->Price
            && command.Quantity < order->Quantity
            && (!order->IsWaiting || trigger == _terms[order->Terms].TriggerPrice);
        if (keepsPlace) Reduce(index, command.Quantity, reports);
        else Replace(index, price, command.Quantity, trigger, reports);
    }

    private long TriggerAfter(in BookCommand command, int order) =>
        command.TriggerPrice != 0 ? command.TriggerPrice : _terms[At(order)->Terms].TriggerPrice;

    private OrderReason RefusalOf(in BookCommand command, int index, long price)
    {
        var order = At(index);
        var reason = _rules.CheckReplace(command, order->OrderType, order->IsWaiting);
        if (reason != OrderReason.None) return reason;
        var others = SideOf(order->Side)->OpenQuantity - order->LeavesQty;
        if (command.Quantity - order->FilledQty > long.MaxValue - others) return OrderReason.OpenQuantityTooLarge;
        return (order->Marks & OrderMarks.PostOnly) != 0 && Reaches(order->Side, price)
            ? OrderReason.ReplaceWouldTake
            : OrderReason.None;
    }

    private void Reduce(int index, long quantity, ReportBuffer reports)
    {
        var order = At(index);
        var less = order->Quantity - quantity;
        order->Quantity = quantity;
        order->LeavesQty -= less;
        SideOf(order->Side)->OpenQuantity -= less;
        if (order->Level != 0) _ladder.At(order->Level)->Quantity -= less;
        ReportReplaced(index, reports);
    }

    private void Replace(int index, long price, long quantity, long triggerPrice, ReportBuffer reports)
    {
        Unlink(index);
        var order = At(index);
        var more = quantity - order->Quantity;
        order->Price = price;
        order->Quantity = quantity;
        order->LeavesQty += more;
        order->Sequence = _reportSequence + 1;
        SideOf(order->Side)->OpenQuantity += more;
        if (order->IsWaiting) _terms[order->Terms].TriggerPrice = triggerPrice;
        ReportReplaced(index, reports);
        Work(index, reports);
    }
}
