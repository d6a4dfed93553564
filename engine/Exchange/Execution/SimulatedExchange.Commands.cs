using Trading.Orders;

namespace Trading.Exchange;

public abstract partial class SimulatedExchange
{
    private void Submit(in OrderIntent intent, ExecutionReportBuffer reports)
    {
        Statistics.Submits++;
        var command = CommandOf(intent, BookCommandKind.Submit);
        var order = OrderOf(command);
        var reason = RefusalOf(intent, command);
        if (reason == OrderReason.None) reason = CheckMarket(order);
        if (reason == OrderReason.None) Place(order, reports);
        else Refuse(ExecType.Rejected, intent, reason, reports);
    }

    private OrderReason RefusalOf(in OrderIntent intent, in BookCommand command)
    {
        var reason = _gate.Check(IntentKind.Submit, NowNs);
        if (reason != OrderReason.None) return reason;
        if (!BookRules.IsWellFormed(command)) return OrderReason.MalformedCommand;
        if (_orders.TryFind(command.OrderId, out _)) return OrderReason.DuplicateOrderId;
        if (_orders.Count >= Config.OpenOrdersMax) return OrderReason.QueueFull;
        reason = _rules.CheckSubmit(command, BookRules.ExpireTimeNs(command, NowNs), NowNs);
        return reason == OrderReason.None && Risk is { } risk ? risk.Check(intent, NowNs) : reason;
    }

    private void Cancel(in OrderIntent intent, ExecutionReportBuffer reports)
    {
        Statistics.Cancels++;
        var isKnown = _orders.TryFind(intent.ClientOrderId.Value, out var slot);
        var reason = _gate.Check(IntentKind.Cancel, NowNs);
        if (reason == OrderReason.None && !isKnown) reason = OrderReason.UnknownOrder;
        if (reason == OrderReason.None) CancelOrder(slot, reports);
        else RefuseRequest(ExecType.CancelRejected, intent, isKnown ? slot : -1, reason, reports);
    }

    private void Replace(in OrderIntent intent, ExecutionReportBuffer reports)
    {
        Statistics.Replaces++;
        var command = CommandOf(intent, BookCommandKind.Replace);
        var isKnown = _orders.TryFind(intent.ClientOrderId.Value, out var slot);
        var reason = _gate.Check(IntentKind.Replace, NowNs);
        if (reason == OrderReason.None && !isKnown) reason = OrderReason.UnknownOrder;
        if (reason == OrderReason.None) reason = RefusalOfReplace(intent, command, slot);
        if (reason == OrderReason.None) ReplaceOrder(slot, command, reports);
        else RefuseRequest(ExecType.ReplaceRejected, intent, isKnown ? slot : -1, reason, reports);
    }

    private OrderReason RefusalOfReplace(in OrderIntent intent, in BookCommand command, int slot)
    {
        ref readonly var order = ref _orders.At(slot);
        // A total that is filled already is no new order: the rest is canceled.
        if (command.Quantity >= 0 && command.Quantity <= order.FilledQty) return OrderReason.None;
        var reason = _rules.CheckReplace(command, order.OrderType, order.IsWaiting);
        return reason == OrderReason.None && Risk is { } risk ? risk.Check(intent, NowNs) : reason;
    }

    private protected static BookCommand CommandOf(in OrderIntent intent, BookCommandKind kind) => new()
    {
        OrderId = intent.ClientOrderId.Value,
        Price = intent.Price,
        Quantity = intent.Quantity,
        TriggerPrice = intent.TriggerPrice,
        ExpireTimeNs = intent.ExpireTimeNs,
        Kind = kind,
        Side = intent.Side,
        OrderType = intent.OrderType,
        TimeInForce = intent.TimeInForce,
        Flags = intent.Flags,
        SelfTradePrevention = intent.SelfTradePrevention,
    };

    private ExecutionOrder OrderOf(in BookCommand command) => new()
    {
        Id = command.OrderId,
        Price = BookRules.HasLimitPrice(command.OrderType) ? command.Price : 0,
        Quantity = command.Quantity,
        TriggerPrice = BookRules.IsStop(command.OrderType) ? command.TriggerPrice : 0,
        ExpireTimeNs = BookRules.ExpireTimeNs(command, NowNs),
        Side = command.Side,
        OrderType = command.OrderType,
        TimeInForce = command.TimeInForce,
        Flags = command.Flags,
        SelfTradePrevention = command.SelfTradePrevention,
        Status = OrderStatus.Pending,
        IsWaiting = BookRules.IsStop(command.OrderType),
    };
}
