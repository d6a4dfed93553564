using Trading.Model;
using Trading.Tape;

namespace Trading.Exchange;

/// <summary>A book's reports as events of a tape; the instrument is number 0 and nobody is the agent.</summary>
public static class BookTapeEvents
{
    /// <summary>An acknowledged order.</summary>
    /// <param name="command">Its command: the report does not repeat all of it.</param>
    /// <param name="report">The report.</param>
    /// <param name="timeNs">The book's time, UNIX nanoseconds.</param>
    public static TapeEvent Accepted(in BookCommand command, in BookReport report, long timeNs)
    {
        var e = Base(TapeEventKind.NewOrder, report.OrderId, report.Side, timeNs);
        e.Price = report.Price;
        e.Quantity = report.Quantity;
        e.LeavesQty = report.LeavesQty;
        e.TriggerPrice = BookRules.IsStop(command.OrderType) ? command.TriggerPrice : 0;
        e.ExpireTimeNs = command.TimeInForce == TimeInForce.Gtd ? command.ExpireTimeNs : 0;
        e.OrderType = command.OrderType;
        e.TimeInForce = command.TimeInForce;
        e.OrderFlags = command.Flags;
        e.SelfTradePrevention = command.SelfTradePrevention;
        e.Status = report.Status;
        return e;
    }

    /// <summary>The taker's half of a trade.</summary>
    public static TapeEvent TakersFill(in BookReport report, long timeNs)
    {
        var e = Fill(report, timeNs);
        (e.OrderId, e.CounterOrderId, e.Side) = (report.OrderId, report.MakerOrderId, report.Side);
        (e.LeavesQty, e.Status, e.Liquidity) = (report.LeavesQty, report.Status, LiquiditySide.Taker);
        return e;
    }

    /// <summary>The maker's half of a trade.</summary>
    public static TapeEvent MakersFill(in BookReport report, long timeNs)
    {
        var e = Fill(report, timeNs);
        (e.OrderId, e.CounterOrderId, e.Side) = (report.MakerOrderId, report.OrderId, report.Side.Opposite());
        (e.LeavesQty, e.Status, e.Liquidity) = (report.MakerLeavesQty, report.MakerStatus, LiquiditySide.Maker);
        return e;
    }

    /// <summary>Anything else that a report says of one order. What a refused command named beyond a tape's range is left out.</summary>
    public static TapeEvent Order(TapeEventKind kind, in BookReport report, long timeNs)
    {
        var e = Base(kind, report.OrderId, report.Side.IsDefined() ? report.Side : 0, timeNs);
        e.Price = report.Price;
        e.Quantity = long.Max(0, report.Quantity);
        e.LeavesQty = report.LeavesQty;
        e.Status = report.Status;
        e.Reason = report.Reason;
        return e;
    }

    private static TapeEvent Fill(in BookReport report, long timeNs)
    {
        var e = Base(TapeEventKind.Fill, report.OrderId, report.Side, timeNs);
        e.Price = report.Price;
        e.Quantity = report.Quantity;
        e.TradeId = report.Sequence;
        return e;
    }

    private static TapeEvent Base(TapeEventKind kind, ulong orderId, Side side, long timeNs)
    {
        var e = TapeEvent.Empty;
        e.Kind = kind;
        e.TimeNs = timeNs;
        e.Instrument = 0;
        e.OrderId = orderId;
        e.Side = side;
        return e;
    }
}
