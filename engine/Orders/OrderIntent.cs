using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Orders;

/// <summary>What a strategy wants done.</summary>
public enum IntentKind : byte
{
    /// <summary>A new order.</summary>
    Submit = 1,

    /// <summary>Cancel an open order.</summary>
    Cancel = 2,

    /// <summary>Give an open order another price and total quantity.</summary>
    Replace = 3,
}

/// <summary>
/// An order as a strategy wants it, before risk has seen it: 56 bytes, little-endian, fields in declaration order. The same
/// bytes go to risk, to the venue and into journals.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
public struct OrderIntent
{
    /// <summary>The size of the layout.</summary>
    public const int SizeBytes = 56;

    /// <summary>The order: a new id on Submit, the open order's on Cancel and Replace.</summary>
    public ClientOrderId ClientOrderId;

    /// <summary>Limit price in price units; 0 for market orders and cancels.</summary>
    public long Price;

    /// <summary>Ordered quantity in quantity units; on Replace the new total, fills included; 0 on Cancel.</summary>
    public long Quantity;

    /// <summary>Trigger price in price units, for stop orders; otherwise 0.</summary>
    public long TriggerPrice;

    /// <summary>Expiry of a Gtd order, UNIX nanoseconds; otherwise 0.</summary>
    public long ExpireTimeNs;

    /// <summary>The instrument's index in the desk's configuration.</summary>
    public int Instrument;

    /// <summary>What is wanted.</summary>
    public IntentKind Kind;

    /// <summary>Buy or sell; of a Cancel and Replace the open order's.</summary>
    public Side Side;

    /// <summary>Limit, market or stop.</summary>
    public OrderType OrderType;

    /// <summary>How long it stays in force.</summary>
    public TimeInForce TimeInForce;

    /// <summary>PostOnly, ReduceOnly.</summary>
    public OrderFlags Flags;

    /// <summary>What happens when it meets an order of the same account.</summary>
    public SelfTradePrevention SelfTradePrevention;

    // Named so that a copy carries it: the bytes of equal intents are equal.
    private readonly ushort _reserved1;
    private readonly uint _reserved2;
}
