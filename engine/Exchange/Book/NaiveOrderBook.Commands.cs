using System;
using System.Diagnostics.CodeAnalysis;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

internal sealed partial class NaiveOrderBook
{
    /// <summary>Time never goes back: a command with an earlier time runs at the book's time.</summary>
    private void LetTimePass(long timeNs, ReportBuffer reports)
    {
        _nowNs = Math.Max(_nowNs, timeNs);
        while (TryGetExpired(out var order))
        {
            Leave(order);
            order.Move(OrderTransition.Expire);
            Report(BookReportKind.Expired, order, OrderReason.ExpiryReached, reports);
        }
    }

    private bool TryGetExpired([NotNullWhen(true)] out NaiveOrder? order)
    {
        order = null;
        foreach (var (key, first) in _expiring)
        {
            if (key.ExpireTimeNs <= _nowNs) order = first;
            break;
        }

        return order != null;
    }

    private void Submit(in BookCommand command, ReportBuffer reports)
    {
        var order = new NaiveOrder(ToOrder(command), OrderStatus.Pending);
        var reason = RefusalOf(command, order);
        if (reason != OrderReason.None)
        {
            ReportRefusal(BookReportKind.Rejected, command, reason, reports);
            return;
        }

        order.Move(OrderTransition.Accept);
        order.State.Sequence = Report(BookReportKind.Accepted, order, OrderReason.None, reports);
        Work(order, reports);
    }

    private OrderReason RefusalOf(in BookCommand command, NaiveOrder order)
    {
        if (_orders.ContainsKey(command.OrderId)) return OrderReason.DuplicateOrderId;
        var reason = _rules.CheckSubmit(command, order.State.ExpireTimeNs, _nowNs);
        if (reason != OrderReason.None) return reason;
        if (OpenQuantityOf(order.Side) + command.Quantity > long.MaxValue) return OrderReason.OpenQuantityTooLarge;
        return order.State.Flags.HasFlag(OrderFlags.PostOnly) && WouldTake(order)
            ? OrderReason.PostOnlyWouldTake
            : OrderReason.None;
    }

    private OrderState ToOrder(in BookCommand command) => new()
    {
        Id = command.OrderId,
        Price = BookRules.HasLimitPrice(command.OrderType) ? command.Price : 0,
        Quantity = command.Quantity,
        TriggerPrice = BookRules.IsStop(command.OrderType) ? command.TriggerPrice : 0,
        ExpireTimeNs = BookRules.ExpireTimeNs(command, _nowNs),
        AccountId = command.AccountId,
        Side = command.Side,
        OrderType = command.OrderType,
        TimeInForce = command.TimeInForce,
        Flags = command.Flags,
        SelfTradePrevention = command.SelfTradePrevention,
        IsWaiting = BookRules.IsStop(command.OrderType),
    };

    /// <summary>Sends an order that stands nowhere on its way: it waits, triggers, trades or rests.</summary>
    private void Work(NaiveOrder order, ReportBuffer reports)
    {
        if (!order.State.IsWaiting) Take(order, reports);
        else if (IsTriggeredByLastPrice(order)) Trigger(order, reports);
        else Enter(order);
    }

    private bool IsTriggeredByLastPrice(NaiveOrder stop) =>
        _lastPrice != 0 && BookRules.IsTriggered(stop.Side, stop.State.TriggerPrice, _lastPrice, _lastPrice);

    private void Trigger(NaiveOrder stop, ReportBuffer reports)
    {
        stop.State.IsWaiting = false;
        stop.Move(OrderTransition.Trigger);
        stop.State.Sequence = Report(BookReportKind.Triggered, stop, OrderReason.None, reports);
        Take(stop, reports);
    }

    private void Cancel(in BookCommand command, ReportBuffer reports)
    {
        if (!TryGetOwned(command, BookReportKind.CancelRejected, reports, out var order)) return;
        Leave(order);
        Close(order, OrderReason.CancelRequested, reports);
    }

    private void Replace(in BookCommand command, ReportBuffer reports)
    {
        if (!TryGetOwned(command, BookReportKind.ReplaceRejected, reports, out var order)) return;
        if (command.Quantity >= 0 && command.Quantity <= order.State.FilledQty)
        {
            Leave(order);
            Close(order, OrderReason.ReplacedBelowFilled, reports);
            return;
        }

        var replacement = ToReplacement(command, order);
        var reason = RefusalOf(command, order, replacement);
        if (reason != OrderReason.None)
        {
            Report(BookReportKind.ReplaceRejected, order, reason, reports);
            return;
        }

        var transition = order.State.FilledQty == 0
            ? OrderTransition.ReplaceUnfilled
            : OrderTransition.ReplacePartlyFilled;
        if (KeepsPriority(order.State, replacement.State))
        {
            OpenQuantityOf(order.Side) -= order.State.Quantity - command.Quantity;
            order.State.Quantity = command.Quantity;
            order.Move(transition);
            Report(BookReportKind.Replaced, order, OrderReason.None, reports);
            return;
        }

        Leave(order);
        replacement.Move(transition);
        replacement.State.Sequence = Report(BookReportKind.Replaced, replacement, OrderReason.None, reports);
        Work(replacement, reports);
    }

    private static NaiveOrder ToReplacement(in BookCommand command, NaiveOrder order)
    {
        var state = order.State;
        state.Quantity = command.Quantity;
        if (!order.IsMarket) state.Price = command.Price;
        if (state.IsWaiting && command.TriggerPrice != 0) state.TriggerPrice = command.TriggerPrice;
        return new NaiveOrder(state, order.Status);
    }

    private OrderReason RefusalOf(in BookCommand command, NaiveOrder order, NaiveOrder replacement)
    {
        var reason = _rules.CheckReplace(command, order.State.OrderType, order.State.IsWaiting);
        if (reason != OrderReason.None) return reason;
        var openQuantity = OpenQuantityOf(order.Side) - order.State.LeavesQty + replacement.State.LeavesQty;
        if (openQuantity > long.MaxValue) return OrderReason.OpenQuantityTooLarge;
        return order.State.Flags.HasFlag(OrderFlags.PostOnly) && WouldTake(replacement)
            ? OrderReason.ReplaceWouldTake
            : OrderReason.None;
    }

    private static bool KeepsPriority(in OrderState order, in OrderState replacement) =>
        replacement.Price == order.Price
        && replacement.TriggerPrice == order.TriggerPrice
        && replacement.Quantity < order.Quantity;

    private bool TryGetOwned(
        in BookCommand command,
        BookReportKind refusal,
        ReportBuffer reports,
        [NotNullWhen(true)] out NaiveOrder? order)
    {
        if (!_orders.TryGetValue(command.OrderId, out order))
        {
            ReportRefusal(refusal, command, OrderReason.UnknownOrder, reports);
            return false;
        }

        if (command.AccountId == 0 || command.AccountId == order.State.AccountId) return true;
        Report(refusal, order, OrderReason.NotOwner, reports);
        return false;
    }
}
