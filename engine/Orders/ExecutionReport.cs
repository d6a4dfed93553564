using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Orders;

/// <summary>What an execution report says (FIX 150).</summary>
public enum ExecType : byte
{
    /// <summary>The venue acknowledges the order.</summary>
    Accepted = 1,

    /// <summary>The order is refused; see the reason.</summary>
    Rejected = 2,

    /// <summary>A fill: see LastPx, LastQty, Fee and Liquidity.</summary>
    Trade = 3,

    /// <summary>The order is canceled; see the reason.</summary>
    Canceled = 4,

    /// <summary>The order ended by its time in force.</summary>
    Expired = 5,

    /// <summary>Price or quantity was replaced.</summary>
    Replaced = 6,

    /// <summary>A cancel is refused; see the reason. The order stands.</summary>
    CancelRejected = 7,

    /// <summary>A replacement is refused; see the reason. The order stands.</summary>
    ReplaceRejected = 8,

    /// <summary>A stop order's trigger price was reached.</summary>
    Triggered = 9,
}

/// <summary>
/// What a venue tells about one of our orders: 112 bytes, little-endian, fields in declaration order. It travels from the
/// venue back to the strategy and into journals unchanged.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct ExecutionReport
{
    /// <summary>The size of the layout.</summary>
    public const int SizeBytes = 112;

    /// <summary>In a trade what it cost, in the quote asset; negative for a rebate. Otherwise zero.</summary>
    public Money Fee;

    /// <summary>The exchange's own count of its reports for the instrument: 1, 2, 3 … without a gap.</summary>
    public ulong ExecId;

    /// <summary>The order.</summary>
    public ClientOrderId ClientOrderId;

    /// <summary>When it happened at the exchange, UNIX nanoseconds.</summary>
    public long TimeNs;

    /// <summary>The order's limit price after the event, in price units; 0 for market orders.</summary>
    public long Price;

    /// <summary>The order's total quantity after the event, in quantity units.</summary>
    public long Quantity;

    /// <summary>The price of this fill, in price units; 0 outside trades.</summary>
    public long LastPx;

    /// <summary>The quantity of this fill, in quantity units; 0 outside trades.</summary>
    public long LastQty;

    /// <summary>What was filled so far, this fill included (FIX: CumQty).</summary>
    public long FilledQty;

    /// <summary>What is still open; 0 once the order is closed.</summary>
    public long LeavesQty;

    /// <summary>The instrument's index in the desk's configuration.</summary>
    public int Instrument;

    /// <summary>What happened.</summary>
    public ExecType ExecType;

    /// <summary>The order's side.</summary>
    public Side Side;

    /// <summary>The order's status after the event, from the life-cycle table.</summary>
    public OrderStatus Status;

    /// <summary>Why, where there is a cause.</summary>
    public OrderReason Reason;

    /// <summary>Whether the order made or took, in a trade; otherwise 0.</summary>
    public LiquiditySide Liquidity;

    // Named so that a copy carries them: the bytes of equal reports are equal.
    private readonly byte _reserved1;
    private readonly ushort _reserved2;
    private readonly uint _reserved3;
    private readonly ulong _reserved4;
}
