using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

/// <summary>
/// What a book refuses before it looks at its orders: bytes that name nothing, numbers outside the instrument's rules,
/// conditions that exclude each other. Both books ask here, in this order.
/// </summary>
internal sealed class BookRules
{
    /// <summary>Nanoseconds of a UTC day.</summary>
    public const long DayNs = 86_400_000_000_000;

    private const OrderFlags FlagsDefined = OrderFlags.PostOnly | OrderFlags.ReduceOnly;

    private readonly Instrument _instrument;
    private readonly bool _hasMinNotional;

    public BookRules(Instrument instrument)
    {
        _instrument = instrument;
        _hasMinNotional = instrument.MinNotional > Notional.Zero;
    }

    /// <summary>True when every byte that the command's kind uses names a member.</summary>
    public static bool IsWellFormed(in BookCommand command) => command.Kind switch
    {
        BookCommandKind.Submit => HasDefinedConditions(command),
        BookCommandKind.Cancel or BookCommandKind.Replace or BookCommandKind.AdvanceTime => true,
        _ => false,
    };

    /// <summary>True for types that carry a limit price.</summary>
    public static bool HasLimitPrice(OrderType type) => type is OrderType.Limit or OrderType.StopLimit;

    /// <summary>True for types that wait for a trigger.</summary>
    public static bool IsStop(OrderType type) => type is OrderType.StopLimit or OrderType.StopMarket;

    /// <summary>Judges a well-formed new order by itself.</summary>
    /// <param name="command">A Submit.</param>
    /// <param name="expireTimeNs">From <see cref="ExpireTimeNs"/>.</param>
    /// <param name="nowNs">The book's time.</param>
    public OrderReason CheckSubmit(in BookCommand command, long expireTimeNs, long nowNs)
    {
        var reason = CheckNumbers(command.OrderType, command.Price, command.Quantity);
        if (reason != OrderReason.None) return reason;
        if (IsStop(command.OrderType) && !IsOnTick(command.TriggerPrice)) return OrderReason.BadTriggerPrice;
        if (!IsCombinable(command)) return OrderReason.InvalidCombination;
        return expireTimeNs != 0 && expireTimeNs <= nowNs || command.TimeInForce == TimeInForce.Gtd && expireTimeNs == 0
            ? OrderReason.BadExpiry
            : OrderReason.None;
    }

    /// <summary>Judges a replacement's numbers.</summary>
    /// <param name="command">A Replace.</param>
    /// <param name="type">The type of the order that it replaces.</param>
    /// <param name="isWaiting">True for a stop that has not triggered.</param>
    public OrderReason CheckReplace(in BookCommand command, OrderType type, bool isWaiting)
    {
        var reason = CheckNumbers(type, command.Price, command.Quantity);
        if (reason != OrderReason.None) return reason;
        return isWaiting && command.TriggerPrice != 0 && !IsOnTick(command.TriggerPrice)
            ? OrderReason.BadTriggerPrice
            : OrderReason.None;
    }

    /// <summary>When an order expires: a Gtd order's own time, a Day order's next midnight UTC, otherwise 0.</summary>
    public static long ExpireTimeNs(in BookCommand command, long nowNs) => command.TimeInForce switch
    {
        TimeInForce.Gtd => command.ExpireTimeNs,
        TimeInForce.Day => NextMidnightNs(nowNs),
        _ => 0,
    };

    /// <summary>
    /// True when a trade in [low, high] reaches a stop's trigger: a buy from below, a sell from above.
    /// </summary>
    public static bool IsTriggered(Side side, long triggerPrice, long low, long high) =>
        side == Side.Buy ? high >= triggerPrice : low <= triggerPrice;

    // The last midnight before the end of the 64-bit range has no successor: such orders live to the end of time.
    private static long NextMidnightNs(long nowNs)
    {
        var day = nowNs / DayNs;
        return day >= long.MaxValue / DayNs ? long.MaxValue : (day + 1) * DayNs;
    }

    private static bool HasDefinedConditions(in BookCommand command) =>
        command.Side.IsDefined()
        && command.OrderType is >= OrderType.Limit and <= OrderType.StopMarket
        && command.TimeInForce is >= TimeInForce.Gtc and <= TimeInForce.Day
        && (command.Flags & ~FlagsDefined) == 0
        && command.SelfTradePrevention <= SelfTradePrevention.Decrement;

    private static bool IsCombinable(in BookCommand command)
    {
        if (command.ExpireTimeNs != 0 && command.TimeInForce != TimeInForce.Gtd) return false;
        if ((command.Flags & OrderFlags.PostOnly) != 0
            && (command.OrderType != OrderType.Limit || command.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok))
        {
            return false;
        }

        return command.OrderType != OrderType.Market || command.TimeInForce is not (TimeInForce.Gtd or TimeInForce.Day);
    }

    private bool IsOnTick(long price) => _instrument.Check(new Price(price)) == InstrumentRule.Ok;

    private OrderReason CheckNumbers(OrderType type, long price, long quantity)
    {
        if (!HasLimitPrice(type)) return ReasonOf(_instrument.Check(new Quantity(quantity)));
        var rule = _instrument.Check(new Price(price));
        if (rule == InstrumentRule.Ok) rule = _instrument.Check(new Quantity(quantity));
        if (rule == InstrumentRule.Ok && _hasMinNotional)
        {
            rule = _instrument.Check(new Price(price), new Quantity(quantity));
        }

        return ReasonOf(rule);
    }

    private static OrderReason ReasonOf(InstrumentRule rule) => rule switch
    {
        InstrumentRule.Ok => OrderReason.None,
        InstrumentRule.PriceNotPositive => OrderReason.PriceNotPositive,
        InstrumentRule.PriceOffTick => OrderReason.PriceOffTick,
        InstrumentRule.QuantityOffLot => OrderReason.QuantityOffLot,
        InstrumentRule.QuantityTooSmall => OrderReason.QuantityTooSmall,
        InstrumentRule.QuantityTooLarge => OrderReason.QuantityTooLarge,
        InstrumentRule.NotionalTooSmall => OrderReason.NotionalTooSmall,
    };
}
