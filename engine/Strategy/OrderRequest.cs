using Trading.Model;

namespace Trading.Strategy;

/// <summary>A new order as a strategy asks for it. Start from one of the factories and change what differs by <c>with</c>.</summary>
public readonly record struct OrderRequest
{
    /// <summary>The instrument's index.</summary>
    public int Instrument { get; init; }

    /// <summary>Buy or sell.</summary>
    public Side Side { get; init; }

    /// <summary>Limit, market or stop.</summary>
    public OrderType OrderType { get; init; }

    /// <summary>How long it stays in force.</summary>
    public TimeInForce TimeInForce { get; init; }

    /// <summary>PostOnly, ReduceOnly.</summary>
    public OrderFlags Flags { get; init; }

    /// <summary>What happens when it meets an order of the same account.</summary>
    public SelfTradePrevention SelfTradePrevention { get; init; }

    /// <summary>Limit price; zero for market orders.</summary>
    public Price Price { get; init; }

    /// <summary>Ordered quantity.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>Trigger price of a stop order; otherwise zero.</summary>
    public Price TriggerPrice { get; init; }

    /// <summary>Expiry of a Gtd order, UNIX nanoseconds; otherwise 0.</summary>
    public long ExpireTimeNs { get; init; }

    /// <summary>A limit order, good till canceled.</summary>
    public static OrderRequest Limit(int instrument, Side side, Price price, Quantity quantity) => new()
    {
        Instrument = instrument,
        Side = side,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
        SelfTradePrevention = SelfTradePrevention.CancelNewest,
        Price = price,
        Quantity = quantity,
    };

    /// <summary>A limit order that is refused instead of taking liquidity.</summary>
    public static OrderRequest PostOnly(int instrument, Side side, Price price, Quantity quantity) =>
        Limit(instrument, side, price, quantity) with { Flags = OrderFlags.PostOnly };

    /// <summary>A limit order that trades at once what it can; the rest is canceled.</summary>
    public static OrderRequest ImmediateOrCancel(int instrument, Side side, Price price, Quantity quantity) =>
        Limit(instrument, side, price, quantity) with { TimeInForce = TimeInForce.Ioc };

    /// <summary>A market order: any price.</summary>
    public static OrderRequest Market(int instrument, Side side, Quantity quantity) =>
        ImmediateOrCancel(instrument, side, default, quantity) with { OrderType = OrderType.Market };
}
