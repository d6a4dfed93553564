using System;
using Trading.Model;

namespace Trading.Orders;

/// <summary>One of our orders as the order table knows it.</summary>
public struct OrderEntry
{
    /// <summary>Our id.</summary>
    public ClientOrderId ClientOrderId { get; internal set; }

    /// <summary>The instrument's index in the desk's configuration.</summary>
    public int Instrument { get; internal set; }

    /// <summary>Buy or sell.</summary>
    public Side Side { get; internal set; }

    /// <summary>Limit, market or stop.</summary>
    public OrderType OrderType { get; internal set; }

    /// <summary>How long it stays in force.</summary>
    public TimeInForce TimeInForce { get; internal set; }

    /// <summary>PostOnly, ReduceOnly.</summary>
    public OrderFlags Flags { get; internal set; }

    /// <summary>What happens when it meets an order of the same account.</summary>
    public SelfTradePrevention SelfTradePrevention { get; internal set; }

    /// <summary>Where the order stands.</summary>
    public OrderStatus Status { get; internal set; }

    /// <summary>The cause of the last move, where it had one.</summary>
    public OrderReason Reason { get; internal set; }

    /// <summary>The limit price in price units, as the venue has last confirmed it; 0 for market orders.</summary>
    public long Price { get; internal set; }

    /// <summary>The total quantity in quantity units, as the venue has last confirmed it.</summary>
    public long Quantity { get; internal set; }

    /// <summary>The trigger price in price units, for stop orders; otherwise 0.</summary>
    public long TriggerPrice { get; internal set; }

    /// <summary>Expiry of a Gtd order, UNIX nanoseconds; otherwise 0.</summary>
    public long ExpireTimeNs { get; internal set; }

    /// <summary>The price that a replacement under way asks for; meaningful while <see cref="ReplaceQuantity"/> is not 0.</summary>
    public long ReplacePrice { get; internal set; }

    /// <summary>The total quantity that a replacement under way asks for; 0 while none is.</summary>
    public long ReplaceQuantity { get; internal set; }

    /// <summary>What was filled so far.</summary>
    public long FilledQty { get; internal set; }

    /// <summary>Σ LastPx × LastQty over the fills, exactly.</summary>
    public Notional FilledValue { get; internal set; }

    /// <summary>The ExecId of the last report that was taken; 0 before the first.</summary>
    public ulong LastExecId { get; internal set; }

    /// <summary>When the order was sent, UNIX nanoseconds.</summary>
    public long SentNs { get; internal set; }

    /// <summary>When it last moved: the time of a request or of a report, UNIX nanoseconds.</summary>
    public long LastNs { get; internal set; }

    /// <summary>What is still to fill; nothing once the order is closed.</summary>
    public readonly long LeavesQty => Status.IsClosed() ? 0 : Quantity - FilledQty;

    /// <summary>The most that may still fill: as <see cref="LeavesQty"/>, but of a replacement under way the greater total.</summary>
    public readonly long OpenQty => Status.IsClosed() ? 0 : Math.Max(Quantity, ReplaceQuantity) - FilledQty;

    /// <summary>The average price of the fills in price units, rounded half to even; 0 before the first fill.</summary>
    public readonly Price AvgPx =>
        FilledQty == 0 ? default : new((long)Money.DivideToEven(FilledValue.Units, FilledQty));

    /// <summary>The price at which the order may trade first, of the confirmed one and of a replacement's under way.</summary>
    /// <returns>The most aggressive price; for orders without a limit the end of the range on their side.</returns>
    public readonly Price KeenestPrice
    {
        get
        {
            if (OrderType is OrderType.Market or OrderType.StopMarket) return Side == Side.Buy ? Model.Price.Max : Model.Price.Min;
            if (ReplaceQuantity == 0) return new(Price);
            return new(Side == Side.Buy ? Math.Max(Price, ReplacePrice) : Math.Min(Price, ReplacePrice));
        }
    }
}
