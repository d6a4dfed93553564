using Trading.Exchange;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;

namespace Trading.Simulation;

/// <summary>Turns what happens in a run into trace events and counts.</summary>
internal sealed class SimulationTrace(ISimulationSink sink)
{
    /// <summary>The counts.</summary>
    public SimulationMetrics Metrics { get; set; } = new();

    /// <summary>The book takes a command.</summary>
    public void Command(int market, in BookCommand command) => sink.OnCommand(market, command);

    /// <summary>A message arrives at a queue of this depth.</summary>
    public void SampleQueue(int depth)
    {
        Metrics.QueueSamples++;
        Metrics.QueueDepthSum += depth;
        if (depth > Metrics.QueueDepthMax) Metrics.QueueDepthMax = depth;
    }

    /// <summary>Another regime rules.</summary>
    public void RegimeChanged(Regime regime, long timeNs)
    {
        var e = TapeEvent.Empty;
        e.Kind = TapeEventKind.Regime;
        e.TimeNs = timeNs;
        e.Regime = (int)regime - 1;
        Metrics.RegimeChanges++;
        Emit(e);
    }

    /// <summary>Sequences of the link are lost for good.</summary>
    public void Gap(int market, long timeNs, long first, long last)
    {
        var e = TapeEvent.Empty;
        e.Kind = TapeEventKind.FeedGap;
        e.TimeNs = timeNs;
        e.Instrument = market;
        e.FirstUpdateId = (ulong)first;
        e.VenueSequence = (ulong)last;
        e.Count = last - first + 1;
        Metrics.Gaps++;
        Metrics.LostMessages += last - first + 1;
        Emit(e);
    }

    /// <summary>A message found its queue full.</summary>
    public void Overflow(int market, int agent, long timeNs)
    {
        var e = TapeEvent.Empty;
        e.Kind = TapeEventKind.Overflow;
        e.TimeNs = timeNs;
        e.Instrument = market;
        e.Agent = agent;
        e.Count = 1;
        Metrics.Overflows++;
        Emit(e);
    }

    /// <summary>An order or request was refused before the book saw it.</summary>
    public void Rejected(int market, int agent, long timeNs, in BookCommand command, OrderReason reason)
    {
        var e = Order(TapeEventKind.Reject, market, agent, timeNs, command.OrderId, command.Side);
        e.Price = command.Price;
        e.Quantity = command.Quantity;
        e.Reason = reason;
        if (command.Kind == BookCommandKind.Submit)
        {
            e.OrderType = command.OrderType;
            e.TimeInForce = command.TimeInForce;
            e.Status = OrderStatus.Rejected;
        }

        if (reason == OrderReason.InventoryLimit) Metrics.InventoryRejects++;
        Metrics.Rejects++;
        Emit(e);
    }

    /// <summary>The book reports.</summary>
    public void Report(int market, long timeNs, in BookCommand command, in BookReport report)
    {
        switch (report.Kind)
        {
            case BookReportKind.Accepted:
                Metrics.Orders++;
                Emit(market, BookTapeEvents.Accepted(command, report, timeNs));
                break;
            case BookReportKind.Trade:
                Metrics.Fills += 2;
                EmitFills(market, timeNs, report);
                break;
            case BookReportKind.Canceled:
                Metrics.Cancels++;
                EmitOrder(TapeEventKind.Cancel, market, timeNs, report);
                break;
            case BookReportKind.Expired:
                EmitOrder(TapeEventKind.Expire, market, timeNs, report);
                break;
            case BookReportKind.Replaced:
                Metrics.Amends++;
                EmitOrder(TapeEventKind.Amend, market, timeNs, report);
                break;
            case BookReportKind.Rejected:
            case BookReportKind.CancelRejected:
            case BookReportKind.ReplaceRejected:
                Metrics.Rejects++;
                EmitOrder(TapeEventKind.Reject, market, timeNs, report);
                break;
            case BookReportKind.Decremented:
                Metrics.Amends++;
                EmitOrder(TapeEventKind.Amend, market, timeNs, report);
                break;
            case BookReportKind.Triggered:
                // No agent places stop orders.
                break;
        }
    }

    private void EmitFills(int market, long timeNs, in BookReport report)
    {
        Emit(market, BookTapeEvents.TakersFill(report, timeNs));
        Emit(market, BookTapeEvents.MakersFill(report, timeNs));
    }

    private void EmitOrder(TapeEventKind kind, int market, long timeNs, in BookReport report) =>
        Emit(market, BookTapeEvents.Order(kind, report, timeNs));

    private static TapeEvent Order(TapeEventKind kind, int market, int agent, long timeNs, ulong orderId, Side side)
    {
        var e = TapeEvent.Empty;
        e.Kind = kind;
        e.TimeNs = timeNs;
        e.Instrument = market;
        e.Agent = agent;
        e.OrderId = orderId;
        e.Side = side;
        return e;
    }

    /// <summary>An event of the book: the order's id names its agent.</summary>
    private void Emit(int market, TapeEvent e)
    {
        e.Instrument = market;
        e.Agent = AgentContext.IndexOf(e.OrderId);
        Emit(e);
    }

    private void Emit(in TapeEvent e)
    {
        Metrics.Events++;
        sink.OnEvent(e);
    }
}
