using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

/// <summary>One open order of ours at a simulated exchange.</summary>
internal struct ExecutionOrder
{
    public ulong Id;

    /// <summary>Its age: orders of one price trade by it. A replacement that loses the place gets a new one.</summary>
    public ulong Age;

    public long Price;
    public long Quantity;
    public long FilledQty;
    public long TriggerPrice;
    public long ExpireTimeNs;

    /// <summary>When it began to rest, UNIX nanoseconds; 0 before.</summary>
    public long RestingSinceNs;

    /// <summary>Recorded market only: the market's quantity ahead of it at its price, by the estimate.</summary>
    public long Ahead;

    /// <summary>Recorded market only: the quantity that the tape last showed at its price.</summary>
    public long LevelQty;

    /// <summary>Recorded market only: what has traded at its price since the tape last showed the level.</summary>
    public long TradedQty;

    public Side Side;
    public OrderType OrderType;
    public TimeInForce TimeInForce;
    public OrderFlags Flags;
    public SelfTradePrevention SelfTradePrevention;
    public OrderStatus Status;

    /// <summary>A stop that has not triggered.</summary>
    public bool IsWaiting;

    /// <summary>It stands in the queue of its price.</summary>
    public bool IsResting;

    /// <summary>False while its price lies beyond the levels that the tape shows.</summary>
    public bool IsLevelSeen;

    public readonly long LeavesQty => Quantity - FilledQty;

    public readonly bool HasLimitPrice => BookRules.HasLimitPrice(OrderType);

    /// <summary>True when it would trade at a price.</summary>
    public readonly bool Accepts(long price) =>
        !HasLimitPrice || (Side == Side.Buy ? price <= Price : price >= Price);
}
