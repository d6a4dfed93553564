using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>Marks of an order in the fast book's pool, above the bits of <see cref="OrderFlags"/>.</summary>
[System.Flags]
internal enum OrderMarks : byte
{
    None = 0,
    PostOnly = OrderFlags.PostOnly,
    ReduceOnly = OrderFlags.ReduceOnly,
    FlagBits = PostOnly | ReduceOnly,

    /// <summary>A stop that has not triggered.</summary>
    Waiting = 4,

    /// <summary>The id index knows it.</summary>
    Indexed = 8,
}

/// <summary>An order in the fast book's pool: one cache line. Index 0 of the pool is nobody.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct BookOrder
{
    public ulong Id;
    public ulong Sequence;
    public long Price;
    public long Quantity;
    public long LeavesQty;

    /// <summary>The next younger order of the level; in the free list the next free slot.</summary>
    public int Next;

    /// <summary>The next older order of the level.</summary>
    public int Previous;

    /// <summary>The level it rests in; 0 while it stands nowhere or waits.</summary>
    public int Level;

    /// <summary>Its trigger and expiry in <see cref="OrderTerms"/>; 0 for the many that have neither.</summary>
    public int Terms;

    public uint AccountId;
    public Side Side;
    public OrderType OrderType;
    public OrderMarks Marks;

    // The time in force in the low four bits, self-trade prevention above: the structure must stay one cache line.
    private byte _conditions;

    public readonly TimeInForce TimeInForce => (TimeInForce)(_conditions & 15);

    public readonly SelfTradePrevention SelfTradePrevention => (SelfTradePrevention)(_conditions >> 4);

    public readonly long FilledQty => Quantity - LeavesQty;

    public readonly bool IsWaiting => (Marks & OrderMarks.Waiting) != 0;

    public void SetConditions(TimeInForce timeInForce, SelfTradePrevention prevention) =>
        _conditions = unchecked((byte)((byte)timeInForce | ((byte)prevention << 4)));
}

/// <summary>A price of the fast book with its queue: half a cache line. Index 0 of the pool is no level.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct PriceLevel
{
    public long Price;
    public long Quantity;

    /// <summary>The oldest order; in the free list the next free slot.</summary>
    public int Head;

    /// <summary>The youngest order.</summary>
    public int Tail;

    public int OrderCount;

    /// <summary>Where it hangs in the ladder: node × 64 + bit.</summary>
    public int Place;
}
