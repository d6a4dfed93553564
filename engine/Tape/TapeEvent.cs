using System.Runtime.InteropServices;
using Trading.Model;
using Trading.Orders;

namespace Trading.Tape;

/// <summary>
/// One event of a tape. A plain mutable struct that its owner reuses; the levels of a book event travel beside it.
/// Start from <see cref="Empty"/>: a field at its empty value is not written.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public struct TapeEvent
{
    /// <summary>An event with every field at its empty value.</summary>
    public static readonly TapeEvent Empty = new() { Instrument = -1, Agent = -1, Regime = -1 };

    /// <summary>What happened.</summary>
    public TapeEventKind Kind;

    /// <summary>Position in the tape: 1, 2, 3 … without a gap. The writer assigns it.</summary>
    public long Sequence;

    /// <summary>Event time, UNIX nanoseconds, not negative. It may step back: a tape keeps the order of arrival.</summary>
    public long TimeNs;

    /// <summary>Index into the header's instruments; −1 for none (only regime and overflow events).</summary>
    public int Instrument;

    /// <summary>Index into the header's agents; −1 for none.</summary>
    public int Agent;

    /// <summary>Index into the header's regimes, in regime events; −1 otherwise.</summary>
    public int Regime;

    /// <summary>The order's id.</summary>
    public ulong OrderId;

    /// <summary>In a fill the id of the order on the other side; otherwise 0.</summary>
    public ulong CounterOrderId;

    /// <summary>In price units of the instrument; in a <c>mark</c> event the MarkPrice.</summary>
    public long Price;

    /// <summary>In quantity units of the instrument; in a fill or trade the traded quantity.</summary>
    public long Quantity;

    /// <summary>Open quantity of the order after the event, in quantity units.</summary>
    public long LeavesQty;

    /// <summary>A stop order's trigger price, in price units; otherwise 0.</summary>
    public long TriggerPrice;

    /// <summary>A Gtd order's expiry, UNIX nanoseconds; otherwise 0.</summary>
    public long ExpireTimeNs;

    /// <summary>The venue's first update id of a book event; 0 where the venue has none.</summary>
    public ulong FirstUpdateId;

    /// <summary>The venue's (last) sequence number of a market event; 0 where the venue has none.</summary>
    public ulong VenueSequence;

    /// <summary>The venue's id of a trade; of a textual id its XxHash3 in 64 bits.</summary>
    public ulong TradeId;

    /// <summary>Events lost to an overflow or gap, where known; otherwise 0.</summary>
    public long Count;

    /// <summary>FundingRate in parts per billion: positive when long positions pay.</summary>
    public long FundingRatePpb;

    /// <summary>When the funding rate is paid next, UNIX nanoseconds.</summary>
    public long NextFundingTimeNs;

    /// <summary>The order's side; in a public trade the aggressor's. 0 when not stated.</summary>
    public Side Side;

    /// <summary>The order's type; 0 when not stated.</summary>
    public OrderType OrderType;

    /// <summary>The order's time in force; 0 when not stated.</summary>
    public TimeInForce TimeInForce;

    /// <summary>The order's conditions.</summary>
    public OrderFlags OrderFlags;

    /// <summary>The order's self-trade prevention.</summary>
    public SelfTradePrevention SelfTradePrevention;

    /// <summary>The order's status after the event.</summary>
    public OrderStatus Status;

    /// <summary>Why, where there is a cause.</summary>
    public OrderReason Reason;

    /// <summary>Whether the event's agent made or took, in a fill; 0 when not stated.</summary>
    public LiquiditySide Liquidity;
}
