using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>What a command asks of a book.</summary>
public enum BookCommandKind : byte
{
    /// <summary>A new order.</summary>
    Submit = 1,

    /// <summary>Cancel a live order by its id.</summary>
    Cancel = 2,

    /// <summary>
    /// Replace a live order's price and total quantity. Only a smaller quantity at the same price keeps priority.
    /// </summary>
    Replace = 3,

    /// <summary>
    /// Let time pass: orders whose expiry is at or before <see cref="BookCommand.TimeNs"/> expire, in expiry order,
    /// then by age.
    /// </summary>
    AdvanceTime = 4,
}

/// <summary>
/// A command to one instrument's book: 64 bytes, little-endian, fields in declaration order. The same bytes go over the
/// network and into the journal; a book refuses by report, never by exception, whatever the bytes are.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct BookCommand
{
    /// <summary>The size of the layout.</summary>
    public const int SizeBytes = 64;

    /// <summary>The order's id, unique among the book's live orders; free again once the order is closed.</summary>
    public ulong OrderId;

    /// <summary>Limit price in price units; ignored for market orders.</summary>
    public long Price;

    /// <summary>Ordered quantity in quantity units; on Replace the new total, fills included.</summary>
    public long Quantity;

    /// <summary>Trigger price in price units, for stop orders.</summary>
    public long TriggerPrice;

    /// <summary>Effective time of the command, UNIX nanoseconds.</summary>
    public long TimeNs;

    /// <summary>
    /// Expiry of a Gtd order, UNIX nanoseconds; otherwise 0. Day orders expire at the next midnight UTC.
    /// </summary>
    public long ExpireTimeNs;

    /// <summary>
    /// The owner; orders of one account do not trade with each other when prevention is asked for. 0 is anonymous.
    /// </summary>
    public uint AccountId;

    /// <summary>What is asked.</summary>
    public BookCommandKind Kind;

    /// <summary>Buy or sell.</summary>
    public Side Side;

    /// <summary>Limit, market or stop.</summary>
    public OrderType OrderType;

    /// <summary>How long it stays in force.</summary>
    public TimeInForce TimeInForce;

    /// <summary>PostOnly, ReduceOnly.</summary>
    public OrderFlags Flags;

    /// <summary>The incoming order's self-trade prevention.</summary>
    public SelfTradePrevention SelfTradePrevention;

    // Named so that a copy carries them: the 64 bytes of equal commands are equal.
    private readonly ushort _reserved1;
    private readonly uint _reserved2;
}
