using System.Runtime.InteropServices;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

/// <summary>What a report says.</summary>
public enum BookReportKind : byte
{
    /// <summary>The order is acknowledged.</summary>
    Accepted = 1,

    /// <summary>The order is refused; see the reason.</summary>
    Rejected = 2,

    /// <summary>A trade: <see cref="BookReport.OrderId"/> took from <see cref="BookReport.MakerOrderId"/>.</summary>
    Trade = 3,

    /// <summary>The order is canceled; see the reason.</summary>
    Canceled = 4,

    /// <summary>The order expired.</summary>
    Expired = 5,

    /// <summary>Price or quantity was replaced.</summary>
    Replaced = 6,

    /// <summary>A cancel is refused; see the reason.</summary>
    CancelRejected = 7,

    /// <summary>A replacement is refused; the order stands as it was.</summary>
    ReplaceRejected = 8,

    /// <summary>A stop order's trigger price was reached.</summary>
    Triggered = 9,

    /// <summary>Self-trade prevention reduced taker and maker by LastQty without a trade.</summary>
    Decremented = 10,
}

/// <summary>One event of a book: 64 bytes, little-endian, fields in declaration order.</summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct BookReport
{
    /// <summary>The size of the layout.</summary>
    public const int SizeBytes = 64;

    /// <summary>The book's own count of reports: 1, 2, 3 … without a gap.</summary>
    public ulong Sequence;

    /// <summary>The order; in a trade the taker.</summary>
    public ulong OrderId;

    /// <summary>In a trade or decrement the maker; otherwise 0.</summary>
    public ulong MakerOrderId;

    /// <summary>In price units: in a trade or decrement the maker's, otherwise the order's limit (Triggered: trigger) price.</summary>
    public long Price;

    /// <summary>In a trade or decrement LastQty; otherwise the order's total quantity, in quantity units.</summary>
    public long Quantity;

    /// <summary>Open quantity of the order after the event (the taker's in a trade); 0 when closed.</summary>
    public long LeavesQty;

    /// <summary>Open quantity of the maker after the event; otherwise 0.</summary>
    public long MakerLeavesQty;

    /// <summary>What happened.</summary>
    public BookReportKind Kind;

    /// <summary>The order's side; in a trade the aggressor's.</summary>
    public Side Side;

    /// <summary>The order's status after the event, from the life-cycle table.</summary>
    public OrderStatus Status;

    /// <summary>The maker's status after the event; otherwise New.</summary>
    public OrderStatus MakerStatus;

    /// <summary>Why, where there is a cause.</summary>
    public OrderReason Reason;

    /// <summary>The type of the order.</summary>
    public OrderType OrderType;

    // Named so that a copy carries it: the 64 bytes of equal reports are equal.
    private readonly ushort _reserved;
}
