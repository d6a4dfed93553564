using Trading.Model;
using Trading.Orders;

namespace Trading.Strategy;

/// <summary>
/// The order of a strategy's callbacks, in one place: the host has applied an input to its views and calls one of these.
/// Timers and bars that are due come first, so that a strategy never hears of something later before something earlier.
/// </summary>
/// <param name="strategy">The strategy, guarded.</param>
/// <param name="context">Its context; its time is the input's.</param>
public sealed class StrategyDriver(IStrategy strategy, StrategyContext context)
{
    /// <summary>When <see cref="Advance"/> is to be called next if no other input comes, UNIX nanoseconds.</summary>
    public long NextNs => context.NextNs;

    /// <summary>The session begins.</summary>
    public void Start() => strategy.OnStart(context);

    /// <summary>The session ends, after what is due.</summary>
    public void Stop()
    {
        Advance();
        strategy.OnStop(context);
    }

    /// <summary>Tells bars that have ended and timers that are due, by time; of equal times bars first.</summary>
    public void Advance()
    {
        var nowNs = context.TimeNs;
        while (context.NextNs <= nowNs)
        {
            if (context.Bars.NextCloseNs <= context.Timers.NextNs) CloseBar(nowNs);
            else if (context.Timers.TryTake(nowNs, out var timer)) strategy.OnTimer(context, timer);
        }
    }

    /// <summary>A market event of an instrument: the trade first, then the book.</summary>
    /// <param name="instrument">The instrument's index.</param>
    /// <param name="isBookChanged">True when the book or its state changed.</param>
    /// <param name="isTrade">True when the market's last trade is this event.</param>
    public void Market(int instrument, bool isBookChanged, bool isTrade)
    {
        Advance();
        if (isTrade)
        {
            var trade = context.Market(instrument).LastTrade;
            context.Bars.Add(instrument, context.TimeNs, trade);
            strategy.OnTrade(context, instrument, trade);
        }

        if (isBookChanged) strategy.OnMarket(context, instrument);
    }

    /// <summary>A venue's report: the own orders first, then the fill or the order event.</summary>
    /// <returns>False for a report of an order that is closed or was never made; the strategy hears nothing of it.</returns>
    public bool Report(in ExecutionReport report)
    {
        Advance();
        if (!context.Orders.Apply(report)) return false;
        if (report.ExecType == ExecType.Trade) strategy.OnFill(context, report);
        else strategy.OnOrder(context, OrderEvent.From(report));
        return true;
    }

    /// <summary>Our own rules denied an intent. An input of its own, later than the callback that sent the intent.</summary>
    /// <param name="intent">The denied intent.</param>
    /// <param name="reason">Why; RiskDenied where a rule of risk did.</param>
    /// <param name="verdict">That rule and its numbers.</param>
    /// <returns>False when the order is closed by now.</returns>
    public bool Deny(in OrderIntent intent, OrderReason reason, RiskVerdict verdict)
    {
        Advance();
        if (!context.Orders.TryDeny(intent.ClientOrderId, intent.Kind, out var order)) return false;
        strategy.OnOrder(context, new OrderEvent
        {
            ClientOrderId = intent.ClientOrderId,
            Instrument = intent.Instrument,
            Kind = OrderEventKind.Denied,
            Side = order.Side,
            Status = order.Status,
            Reason = reason,
            TimeNs = context.TimeNs,
            Price = new Price(intent.Price),
            Quantity = new Quantity(intent.Quantity),
            FilledQty = order.FilledQty,
            LeavesQty = order.Status.IsClosed() ? Quantity.Zero : order.LeavesQty,
            DeniedIntent = intent.Kind,
            Denial = verdict,
        });
        return true;
    }

    private void CloseBar(long nowNs)
    {
        if (context.Bars.TryClose(nowNs, out var instrument, out var bar)) strategy.OnBar(context, instrument, bar);
    }
}
