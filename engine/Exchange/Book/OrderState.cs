using Trading.Model;

namespace Trading.Exchange;

/// <summary>Everything a book remembers of a live order: what is saved, hashed and checked.</summary>
internal record struct OrderState
{
    /// <summary>Unique among live orders.</summary>
    public ulong Id;

    /// <summary>
    /// The report that gave the order its place: of acceptance, of the last replacement that lost priority, or of the
    /// trigger.
    /// </summary>
    public ulong Sequence;

    /// <summary>Limit price; 0 for market types.</summary>
    public long Price;

    /// <summary>Ordered quantity, less what self-trade prevention took away.</summary>
    public long Quantity;

    /// <summary>What has traded.</summary>
    public long FilledQty;

    /// <summary>Trigger price of stop types; otherwise 0.</summary>
    public long TriggerPrice;

    /// <summary>When the order expires; 0 for never.</summary>
    public long ExpireTimeNs;

    /// <summary>The owner; 0 is anonymous.</summary>
    public uint AccountId;

    public Side Side;

    /// <summary>The type as submitted: a triggered stop keeps it.</summary>
    public OrderType OrderType;

    public TimeInForce TimeInForce;

    public OrderFlags Flags;

    public SelfTradePrevention SelfTradePrevention;

    /// <summary>True for a stop that has not triggered.</summary>
    public bool IsWaiting;

    /// <summary>What is still open.</summary>
    public readonly long LeavesQty => Quantity - FilledQty;
}
