using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

public abstract partial class SimulatedExchange
{
    /// <summary>Acknowledges a new order and opens it.</summary>
    private protected int Accept(in ExecutionOrder order, ExecutionReportBuffer reports)
    {
        var slot = _orders.Add(order);
        ReportAccepted(slot, reports);
        return slot;
    }

    /// <summary>Acknowledges an order that is open already.</summary>
    private protected void ReportAccepted(int slot, ExecutionReportBuffer reports)
    {
        Statistics.Accepted++;
        Report(ExecType.Accepted, slot, OrderReason.None, reports);
    }

    /// <summary>Refuses an order that is open already, and forgets it.</summary>
    private protected void ReportRejected(int slot, OrderReason reason, ExecutionReportBuffer reports)
    {
        Statistics.CountRefusal(reason);
        Report(ExecType.Rejected, slot, reason, reports);
        _orders.Remove(slot);
    }

    /// <summary>Closes an order with a report.</summary>
    private protected void Close(int slot, ExecType type, OrderReason reason, ExecutionReportBuffer reports)
    {
        Report(type, slot, reason, reports);
        _orders.Remove(slot);
    }

    /// <summary>Tells that price or quantity was replaced.</summary>
    private protected void ReportReplaced(int slot, OrderReason reason, ExecutionReportBuffer reports) =>
        Report(ExecType.Replaced, slot, reason, reports);

    /// <summary>Tells that a stop has triggered.</summary>
    private protected void ReportTriggered(int slot, ExecutionReportBuffer reports)
    {
        _orders.Awake(slot);
        Report(ExecType.Triggered, slot, OrderReason.None, reports);
    }

    /// <summary>A fill: the order moves on, the fee is charged, everything is counted. A filled order is forgotten.</summary>
    /// <param name="slot">The order.</param>
    /// <param name="price">What it trades at, in price units.</param>
    /// <param name="quantity">What it trades, in quantity units; at most what is open.</param>
    /// <param name="liquidity">Whether it rested.</param>
    /// <param name="reports">Takes the report.</param>
    /// <returns>True when the order is filled.</returns>
    private protected bool Fill(
        int slot, long price, long quantity, LiquiditySide liquidity, ExecutionReportBuffer reports)
    {
        ref var order = ref _orders.At(slot);
        order.FilledQty += quantity;
        var isFilled = order.LeavesQty == 0;
        var notional = Money.From(new Price(price) * new Quantity(quantity), Instrument);
        var fee = _fees.Charge(notional, liquidity, NowNs);
        ref var report = ref Report(ExecType.Trade, slot, OrderReason.None, reports);
        report.LastPx = price;
        report.LastQty = quantity;
        report.Fee = fee;
        report.Liquidity = liquidity;
        Statistics.Of(liquidity).CountFill(quantity, notional, fee);
        if (liquidity == LiquiditySide.Maker) Statistics.QueueTimeSumNs += NowNs - order.RestingSinceNs;
        WatchMarkout(order.Side, price, quantity, liquidity);
        if (isFilled) _orders.Remove(slot);
        return isFilled;
    }

    /// <summary>Refuses a new order.</summary>
    private protected void Refuse(ExecType type, in OrderIntent intent, OrderReason reason, ExecutionReportBuffer reports)
    {
        Statistics.CountRefusal(reason);
        ref var report = ref Next(type, reason, reports);
        report.ClientOrderId = intent.ClientOrderId;
        report.Price = intent.Price;
        report.Quantity = intent.Quantity;
        report.Side = intent.Side;
        report.Status = OrderLifecycle.After(OrderStatus.Pending, OrderTransition.Reject);
    }

    /// <summary>Refuses a cancel or a replacement: a known order stands as it was.</summary>
    private protected void RefuseRequest(
        ExecType type, in OrderIntent intent, int slot, OrderReason reason, ExecutionReportBuffer reports)
    {
        if (slot < 0) Refuse(type, intent, reason, reports);
        else RefuseStanding(type, slot, reason, reports);
    }

    /// <summary>Refuses a request about an open order, which stands as it was.</summary>
    private protected void RefuseStanding(ExecType type, int slot, OrderReason reason, ExecutionReportBuffer reports)
    {
        Statistics.CountRefusal(reason);
        Describe(ref Next(type, reason, reports), _orders.At(slot));
    }

    private ref ExecutionReport Report(ExecType type, int slot, OrderReason reason, ExecutionReportBuffer reports)
    {
        ref var order = ref _orders.At(slot);
        order.Status = OrderLifecycle.After(
            order.Status, OrderLifecycle.TransitionOf(type, order.FilledQty > 0, isCompleted: order.LeavesQty == 0));
        ref var report = ref Next(type, reason, reports);
        Describe(ref report, order);
        return ref report;
    }

    private ref ExecutionReport Next(ExecType type, OrderReason reason, ExecutionReportBuffer reports)
    {
        ref var report = ref reports.Next();
        report.ExecId = ++ExecId;
        report.TimeNs = NowNs;
        report.Instrument = InstrumentIndex;
        report.ExecType = type;
        report.Reason = reason;
        return ref report;
    }

    private static void Describe(ref ExecutionReport report, in ExecutionOrder order)
    {
        report.ClientOrderId = new ClientOrderId(order.Id);
        report.Price = order.Price;
        report.Quantity = order.Quantity;
        report.FilledQty = order.FilledQty;
        report.LeavesQty = order.Status.IsClosed() ? 0 : order.LeavesQty;
        report.Side = order.Side;
        report.Status = order.Status;
    }

    private void WatchMarkout(Side side, long price, long quantity, LiquiditySide liquidity)
    {
        if (!TryGetMidTwice(out var midTwice))
        {
            Statistics.MarkoutsMissing++;
            return;
        }

        Statistics.Of(liquidity).CountEdge((midTwice - price - price) * side.Sign(), quantity);
        _markouts.Add(new MarkoutMeter.Pending(NowNs, midTwice, quantity, side, liquidity));
    }
}
