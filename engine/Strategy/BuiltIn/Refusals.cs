using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Strategy.BuiltIn;

/// <summary>Waits after a refusal, side by side, so that a strategy does not ask again with every event what was just
/// refused, and a side that is refused does not keep the other one from reducing a position.</summary>
/// <param name="instrument">The instrument whose orders are watched.</param>
internal sealed class Refusals(int instrument)
{
    /// <summary>The wait after a denial or rejection: 1 s.</summary>
    public const long DeniedNs = 1_000_000_000;

    /// <summary>The wait after an immediate order found nothing: 100 ms.</summary>
    public const long UnfilledNs = 100_000_000;

    private long _buyUntilNs;
    private long _sellUntilNs;

    /// <summary>True while it is too early to ask again on a side.</summary>
    public bool IsRecent(StrategyContext context, Side side) =>
        context.TimeNs < (side == Side.Buy ? _buyUntilNs : _sellUntilNs);

    /// <summary>Takes an order event.</summary>
    public void Note(StrategyContext context, in OrderEvent e)
    {
        if (e.Instrument != instrument) return;
        var untilNs = context.TimeNs + WaitNs(e);
        if (e.Side == Side.Buy) _buyUntilNs = Math.Max(_buyUntilNs, untilNs);
        else _sellUntilNs = Math.Max(_sellUntilNs, untilNs);
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_buyUntilNs);
        writer.Write(_sellUntilNs);
    }

    public void Load(ref StateReader reader)
    {
        _buyUntilNs = reader.ReadInt64();
        _sellUntilNs = reader.ReadInt64();
    }

    private static long WaitNs(in OrderEvent e) => e.Kind switch
    {
        // A post-only order that the market has overtaken is asked for again at the new price.
        OrderEventKind.Rejected when e.Reason == OrderReason.PostOnlyWouldTake => 0,
        OrderEventKind.ReplaceRejected when e.Reason == OrderReason.ReplaceWouldTake => 0,
        OrderEventKind.Denied or OrderEventKind.Rejected => DeniedNs,
        OrderEventKind.CancelRejected or OrderEventKind.ReplaceRejected => DeniedNs,
        OrderEventKind.Canceled or OrderEventKind.Expired => e.Reason == OrderReason.CancelRequested ? 0 : UnfilledNs,
        OrderEventKind.Accepted or OrderEventKind.Replaced or OrderEventKind.Triggered => 0,
    };
}
