using System;
using System.Collections.Immutable;
using Trading.Model;
using Trading.Orders;

namespace Trading.Risk;

/// <summary>A rule of new orders and replacements.</summary>
/// <param name="question">What is asked.</param>
/// <param name="value">What would be, in the rule's unit.</param>
/// <param name="limit">What is allowed, in the rule's unit.</param>
/// <returns>True when it allows the order.</returns>
internal delegate bool RiskRule(in RiskQuestion question, out Int128 value, out Int128 limit);

/// <summary>One order, what is known, and what is allowed.</summary>
internal readonly ref struct RiskQuestion(
    ref readonly OrderIntent intent, ref readonly RiskInputs inputs, RiskLimits limits, TradingState state)
{
    public readonly ref readonly OrderIntent Intent = ref intent;

    public readonly ref readonly RiskInputs Inputs = ref inputs;

    public RiskLimits Limits => limits;

    public TradingState State => state;

    /// <summary>The count of the strategy's last order.</summary>
    public long LastSequence { get; init; }

    /// <summary>Orders within the last second, this one included.</summary>
    public int Orders { get; init; }

    /// <summary>Equal orders within the window, this one included.</summary>
    public int Repeats { get; init; }

    /// <summary>What the order adds to the open quantity of its side.</summary>
    public long NewQty => Intent.Quantity - Inputs.FilledQty;

    /// <summary>The worst price that it takes: its own, or for a market order the reference moved by the collar.</summary>
    public Int128 WorstPrice => Intent.Price > 0 && Intent.OrderType is OrderType.Limit or OrderType.StopLimit
        ? Intent.Price
        : (Int128)Inputs.ReferencePrice.Units * (1_000_000 + Intent.Side.Sign() * Limits.CollarPpm) / 1_000_000;
}

/// <summary>The rules, in the order in which they are asked: missing inputs first, then state, then numbers.</summary>
internal static class RiskRules
{
    public static readonly ImmutableArray<(RiskReason Reason, RiskRule IsAllowed)> All =
    [
        (RiskReason.NoLimits, HasLimits),
        (RiskReason.Halted, NotHalted),
        (RiskReason.DuplicateOrder, IsNew),
        (RiskReason.NoPrice, HasPrice),
        (RiskReason.StaleMarket, IsFresh),
        (RiskReason.ReduceOnly, ReducesIfAsked),
        (RiskReason.Reducing, ReducesIfReducing),
        (RiskReason.LeaseExpired, LeaseHolds),
        (RiskReason.LeaseLoss, LeaseLossLeft),
        (RiskReason.MaxOrderQty, OrderQty),
        (RiskReason.MaxNotional, OrderNotional),
        (RiskReason.PriceCollar, Collar),
        (RiskReason.PositionLimit, WorstPosition),
        (RiskReason.LeaseNotional, LeaseNotionalLeft),
        (RiskReason.OpenOrderCount, OpenOrders),
        (RiskReason.SelfCross, MeetsNoOwnOrder),
        (RiskReason.RepeatedExecution, IsNoRepetition),
        (RiskReason.OrderRate, Rate),
        (RiskReason.LeaseRate, LeaseRateLeft),
    ];

    /// <summary>What an account asks again: it knows no better than the strategy's own node of prices, but of states and leases it does.</summary>
    public static readonly ImmutableArray<(RiskReason Reason, RiskRule IsAllowed)> OfAccount =
    [
        (RiskReason.Halted, NotHalted),
        (RiskReason.Reducing, ReducesIfReducing),
        (RiskReason.LeaseExpired, LeaseHolds),
        (RiskReason.LeaseLoss, LeaseLossLeft),
        (RiskReason.LeaseNotional, LeaseNotionalLeft),
        (RiskReason.LeaseRate, LeaseRateLeft),
    ];

    private static bool HasLimits(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.Limits.IsLoaded ? 1 : 0, 1);
        return value >= limit;
    }

    private static bool NotHalted(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = ((int)q.State, (int)TradingState.Reducing);
        return value <= limit;
    }

    private static bool IsNew(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.Intent.ClientOrderId.Sequence, q.LastSequence);
        return q.Intent.Kind != IntentKind.Submit || value > limit;
    }

    private static bool HasPrice(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.Inputs.ReferencePrice.Units, 1);
        return value >= limit;
    }

    private static bool IsFresh(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = ((Int128)q.Inputs.TimeNs - q.Inputs.MarketTimeNs, q.Limits.StaleAfterNs);
        return value <= limit;
    }

    private static bool ReducesIfAsked(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.NewQty, q.Inputs.Exposure.Reducible(q.Intent.Side));
        return (q.Intent.Flags & OrderFlags.ReduceOnly) == 0 || value <= limit;
    }

    private static bool ReducesIfReducing(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.NewQty, q.Inputs.Exposure.Reducible(q.Intent.Side));
        return q.State != TradingState.Reducing || value <= limit;
    }

    private static bool LeaseHolds(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.Inputs.TimeNs, q.Inputs.Lease.ExpiresNs - 1);
        return value <= limit || q.Inputs.Exposure.IsReducedBy(q.Intent);
    }

    private static bool LeaseLossLeft(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.Inputs.Lease.Loss.Units, q.Inputs.Lease.LossLimit.Units);
        return value <= limit || q.Inputs.Exposure.IsReducedBy(q.Intent);
    }

    private static bool LeaseNotionalLeft(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        var isKnown = Money.TryAdd(q.Inputs.Lease.InUse, q.Inputs.Lease.OrderHold, out var sum);
        (value, limit) = (isKnown ? sum.Units : Int128.MaxValue, q.Inputs.Lease.Notional.Units);
        return value <= limit || q.Inputs.Exposure.IsReducedBy(q.Intent);
    }

    private static bool LeaseRateLeft(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.Inputs.Lease.BacklogNs, 1_000_000_000);
        return value <= limit;
    }

    private static bool OrderQty(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (Money.From(new Quantity(q.Intent.Quantity), q.Inputs.Instrument).Units, q.Limits.MaxOrderQty.Units);
        return value > 0 && value <= limit;
    }

    private static bool OrderNotional(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        // A sell may fill anywhere up from its worst price.
        var price = q.Intent.Side == Side.Buy ? q.WorstPrice : HighestPrice(q);
        (value, limit) = (Notional(q, price, q.Intent.Quantity), q.Limits.MaxNotional.Units);
        return value <= limit;
    }

    private static bool Collar(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        limit = q.Limits.CollarPpm;
        // How far beyond the reference on the aggressive side: rounded up, so that a hair beyond is beyond.
        var beyond = (Int128)q.Intent.Side.Sign() * (q.WorstPrice - q.Inputs.ReferencePrice.Units);
        value = beyond <= 0 ? 0 : (beyond * 1_000_000 + q.Inputs.ReferencePrice.Units - 1) / q.Inputs.ReferencePrice.Units;
        return value <= limit;
    }

    private static bool WorstPosition(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        var signed = (Int128)q.Intent.Side.Sign() * q.Inputs.Position + q.Inputs.OpenQty - q.Inputs.ReplacedQty + q.NewQty;
        (value, limit) = (Notional(q, HighestPrice(q), Int128.Max(0, signed)), q.Limits.PositionLimit.Units);
        return value <= limit;
    }

    private static bool OpenOrders(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.Inputs.OpenOrders + 1, q.Limits.OpenOrdersMax);
        return q.Intent.Kind != IntentKind.Submit || value <= limit;
    }

    private static bool MeetsNoOwnOrder(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.WorstPrice, q.Inputs.OtherSide.Units);
        var isStop = q.Intent.OrderType is OrderType.StopLimit or OrderType.StopMarket;
        if (limit <= 0 || isStop) return true;
        return q.Intent.Side == Side.Buy ? value < limit : value > limit;
    }

    private static bool IsNoRepetition(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.Repeats, q.Limits.RepeatsMax);
        return value <= limit;
    }

    private static bool Rate(in RiskQuestion q, out Int128 value, out Int128 limit)
    {
        (value, limit) = (q.Orders, q.Limits.OrdersPerSecond);
        return value <= limit;
    }

    /// <summary>What a position is valued at: the reference, or the order's price where that is higher.</summary>
    private static Int128 HighestPrice(in RiskQuestion q) => Int128.Max(q.WorstPrice, q.Inputs.ReferencePrice.Units);

    /// <summary>Price × quantity as an amount of the quote asset; what does not fit is more than any limit.</summary>
    private static Int128 Notional(in RiskQuestion q, Int128 price, Int128 quantity)
    {
        if (price > long.MaxValue || quantity > long.MaxValue) return Int128.MaxValue;
        var notional = new Price((long)price) * new Quantity((long)quantity);
        return Money.TryFrom(notional, q.Inputs.Instrument, out var amount) ? amount.Units : Int128.MaxValue;
    }
}
