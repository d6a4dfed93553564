using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

internal sealed partial class RecordedExchange
{
    private protected override OrderReason CheckMarket(in ExecutionOrder order)
    {
        if (_market.State != Market.BookState.Live) return OrderReason.MarketUnavailable;
        if (order.Quantity > long.MaxValue - OpenQuantity(order.Side)) return OrderReason.OpenQuantityTooLarge;
        if ((order.Flags & OrderFlags.PostOnly) != 0 && Reaches(order)) return OrderReason.PostOnlyWouldTake;
        return order.OrderType == OrderType.Market && !CanFill(order)
            ? OrderReason.InsufficientLiquidity
            : OrderReason.None;
    }

    private protected override void Place(in ExecutionOrder order, ExecutionReportBuffer reports) =>
        Work(Accept(order, reports), reports);

    private protected override void CancelOrder(int slot, ExecutionReportBuffer reports) =>
        Close(slot, ExecType.Canceled, OrderReason.CancelRequested, reports);

    private protected override void ReplaceOrder(int slot, in BookCommand command, ExecutionReportBuffer reports)
    {
        ref var order = ref _orders.At(slot);
        if (command.Quantity <= order.FilledQty)
        {
            Close(slot, ExecType.Canceled, OrderReason.ReplacedBelowFilled, reports);
            return;
        }

        var price = order.HasLimitPrice ? command.Price : 0;
        var trigger = order.IsWaiting && command.TriggerPrice != 0 ? command.TriggerPrice : order.TriggerPrice;
        var reason = RefusalOfReplace(order, price, command.Quantity);
        if (reason != OrderReason.None)
        {
            RefuseStanding(ExecType.ReplaceRejected, slot, reason, reports);
            return;
        }

        var keepsPlace = price == order.Price && command.Quantity < order.Quantity && trigger == order.TriggerPrice;
        if (!keepsPlace)
        {
            _orders.Leave(slot);
            _orders.Rejuvenate(slot);
        }

        (order.Price, order.Quantity, order.TriggerPrice) = (price, command.Quantity, trigger);
        ReportReplaced(slot, OrderReason.None, reports);
        if (!keepsPlace) Work(slot, reports);
    }

    private protected override void Expire(ExecutionReportBuffer reports)
    {
        while (_orders.NextExpiryNs <= NowNs)
        {
            foreach (var slot in _orders.ByAge)
            {
                if (_orders.At(slot).ExpireTimeNs != _orders.NextExpiryNs) continue;
                Close(slot, ExecType.Expired, OrderReason.ExpiryReached, reports);
                break;
            }
        }
    }

    private OrderReason RefusalOfReplace(in ExecutionOrder order, long price, long quantity)
    {
        if (_market.State != Market.BookState.Live) return OrderReason.MarketUnavailable;
        var others = OpenQuantity(order.Side) - order.LeavesQty;
        if (quantity - order.FilledQty > long.MaxValue - others) return OrderReason.OpenQuantityTooLarge;
        return (order.Flags & OrderFlags.PostOnly) != 0 && Reaches(order with { Price = price })
            ? OrderReason.ReplaceWouldTake
            : OrderReason.None;
    }

    private long OpenQuantity(Side side)
    {
        var sum = 0L;
        foreach (var slot in _orders.ByAge)
        {
            if (_orders.At(slot).Side == side) sum += _orders.At(slot).LeavesQty;
        }

        return sum;
    }

    /// <summary>Sends an open order that stands nowhere on its way: it waits, triggers, trades or rests.</summary>
    private void Work(int slot, ExecutionReportBuffer reports)
    {
        ref readonly var order = ref _orders.At(slot);
        var last = _market.LastTrade.Price;
        if (!order.IsWaiting) Take(slot, reports);
        else if (last > 0 && BookRules.IsTriggered(order.Side, order.TriggerPrice, last, last)) Trigger(slot, reports);
    }

    /// <summary>Triggers the stops that a trade reaches, the oldest first.</summary>
    private void TriggerStops(long price, ExecutionReportBuffer reports)
    {
        _scratch.Clear();
        foreach (var slot in _orders.ByAge)
        {
            ref readonly var order = ref _orders.At(slot);
            if (order.IsWaiting && BookRules.IsTriggered(order.Side, order.TriggerPrice, price, price)) _scratch.Add(slot);
        }

        // A stop that triggers may end another one only by self-trade prevention, which never reaches a waiting order.
        foreach (var slot in _scratch) Trigger(slot, reports);
    }

    private void Trigger(int slot, ExecutionReportBuffer reports)
    {
        _orders.Rejuvenate(slot);
        ReportTriggered(slot, reports);
        Take(slot, reports);
    }
}
