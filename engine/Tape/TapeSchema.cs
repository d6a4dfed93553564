using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Tape;

/// <summary>The fields of an event line, in the one order in which they may stand.</summary>
internal enum TapeField : byte
{
    Kind,
    Sequence,
    Time,
    Instrument,
    Agent,
    Order,
    CounterOrder,
    Side,
    Price,
    Quantity,
    Leaves,
    Trigger,
    Expiry,
    OrderType,
    TimeInForce,
    Flags,
    SelfTrade,
    Status,
    Reason,
    Liquidity,
    FirstUpdate,
    VenueSequence,
    Trade,
    Count,
    Regime,
    FundingRate,
    NextFundingTime,
    Bids,
    Asks,
}

/// <summary>Which fields each kind of event has and needs, their one-letter names, and the kinds' words.</summary>
internal static class TapeSchema
{
    /// <summary>The name of each field, at the field's number.</summary>
    public static ReadOnlySpan<byte> Letters => "kntiaomspqlxeyfghzrjuvdcRFTBA"u8;

    /// <summary>All kinds, ascending.</summary>
    public static ReadOnlySpan<byte> Kinds => [1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 20, 21];

    private const int Head = 1 << (int)TapeField.Kind | 1 << (int)TapeField.Sequence | 1 << (int)TapeField.Time;

    private const int Order = Head | 1 << (int)TapeField.Instrument | 1 << (int)TapeField.Order;

    private const int OrderAll = Order | 1 << (int)TapeField.Agent | 1 << (int)TapeField.Side | 1 << (int)TapeField.Price
        | 1 << (int)TapeField.Quantity | 1 << (int)TapeField.Leaves | 1 << (int)TapeField.Trigger
        | 1 << (int)TapeField.Expiry | 1 << (int)TapeField.OrderType | 1 << (int)TapeField.TimeInForce
        | 1 << (int)TapeField.Flags | 1 << (int)TapeField.SelfTrade | 1 << (int)TapeField.Status
        | 1 << (int)TapeField.Reason;

    private const int Sized = 1 << (int)TapeField.Side | 1 << (int)TapeField.Price | 1 << (int)TapeField.Quantity;

    private const int Market = Head | 1 << (int)TapeField.Instrument;

    private const int Venue = 1 << (int)TapeField.FirstUpdate | 1 << (int)TapeField.VenueSequence;

    private const int Funding = Market | 1 << (int)TapeField.FundingRate | 1 << (int)TapeField.NextFundingTime;

    private const int Levels = 1 << (int)TapeField.Bids | 1 << (int)TapeField.Asks;

    private const int Run = Head | 1 << (int)TapeField.Instrument | 1 << (int)TapeField.Agent;

    private static readonly bool[] IsReason = CreateIsReason();

    /// <summary>The bits of the fields that a kind may have.</summary>
    public static int Allowed(TapeEventKind kind) => kind switch
    {
        TapeEventKind.NewOrder => OrderAll,
        TapeEventKind.Cancel => OrderAll,
        TapeEventKind.Amend => OrderAll,
        TapeEventKind.Fill => OrderAll | 1 << (int)TapeField.CounterOrder | 1 << (int)TapeField.Liquidity
            | 1 << (int)TapeField.Trade,
        TapeEventKind.Reject => OrderAll,
        TapeEventKind.Expire => OrderAll,
        TapeEventKind.Trade => Market | Sized | 1 << (int)TapeField.VenueSequence | 1 << (int)TapeField.Trade,
        TapeEventKind.BookSnapshot => Market | Venue | Levels,
        TapeEventKind.BookDelta => Market | Venue | Levels,
        TapeEventKind.FeedGap => Market | Venue | 1 << (int)TapeField.Count,
        TapeEventKind.MarkPrice => Market | 1 << (int)TapeField.Price,
        TapeEventKind.FundingRate => Funding,
        TapeEventKind.Regime => Run | 1 << (int)TapeField.Regime,
        TapeEventKind.Overflow => Run | 1 << (int)TapeField.Count,
    };

    /// <summary>The bits of the fields that a kind must have.</summary>
    public static int Required(TapeEventKind kind) => kind switch
    {
        TapeEventKind.NewOrder => Order | 1 << (int)TapeField.Side | 1 << (int)TapeField.Quantity,
        TapeEventKind.Cancel => Order,
        TapeEventKind.Amend => Order,
        TapeEventKind.Fill => Order | Sized,
        TapeEventKind.Reject => Order,
        TapeEventKind.Expire => Order,
        TapeEventKind.Trade => Market | Sized,
        TapeEventKind.BookSnapshot => Market | Levels,
        TapeEventKind.BookDelta => Market | Levels,
        TapeEventKind.FeedGap => Market,
        TapeEventKind.MarkPrice => Market | 1 << (int)TapeField.Price,
        TapeEventKind.FundingRate => Funding,
        TapeEventKind.Regime => Head | 1 << (int)TapeField.Regime,
        TapeEventKind.Overflow => Head | 1 << (int)TapeField.Count,
    };

    /// <summary>The kind's word on the tape.</summary>
    public static ReadOnlySpan<byte> Word(TapeEventKind kind) => kind switch
    {
        TapeEventKind.NewOrder => "new"u8,
        TapeEventKind.Cancel => "cancel"u8,
        TapeEventKind.Amend => "amend"u8,
        TapeEventKind.Fill => "fill"u8,
        TapeEventKind.Reject => "reject"u8,
        TapeEventKind.Expire => "expire"u8,
        TapeEventKind.Trade => "trade"u8,
        TapeEventKind.BookSnapshot => "snapshot"u8,
        TapeEventKind.BookDelta => "delta"u8,
        TapeEventKind.FeedGap => "gap"u8,
        TapeEventKind.MarkPrice => "mark"u8,
        TapeEventKind.FundingRate => "funding"u8,
        TapeEventKind.Regime => "regime"u8,
        TapeEventKind.Overflow => "overflow"u8,
    };

    /// <summary>True for a defined member.</summary>
    public static bool IsDefined(TapeEventKind kind) =>
        kind is (>= TapeEventKind.NewOrder and <= TapeEventKind.Expire)
            or (>= TapeEventKind.Trade and <= TapeEventKind.FundingRate) or TapeEventKind.Regime or TapeEventKind.Overflow;

    /// <summary>The bits of the fields that are not at their empty values; head and levels always count as present.</summary>
    public static int Present(in TapeEvent e)
    {
        var bits = Head | Levels & Allowed(e.Kind);
        if (e.Instrument >= 0) bits |= 1 << (int)TapeField.Instrument;
        if (e.Agent >= 0) bits |= 1 << (int)TapeField.Agent;
        if (e.Regime >= 0) bits |= 1 << (int)TapeField.Regime;
        if (e.OrderId != 0) bits |= 1 << (int)TapeField.Order;
        if (e.CounterOrderId != 0) bits |= 1 << (int)TapeField.CounterOrder;
        if (e.Side != 0) bits |= 1 << (int)TapeField.Side;
        if (e.Price != 0) bits |= 1 << (int)TapeField.Price;
        if (e.Quantity != 0) bits |= 1 << (int)TapeField.Quantity;
        if (e.LeavesQty != 0) bits |= 1 << (int)TapeField.Leaves;
        if (e.TriggerPrice != 0) bits |= 1 << (int)TapeField.Trigger;
        if (e.ExpireTimeNs != 0) bits |= 1 << (int)TapeField.Expiry;
        if (e.OrderType != 0) bits |= 1 << (int)TapeField.OrderType;
        if (e.TimeInForce != 0) bits |= 1 << (int)TapeField.TimeInForce;
        if (e.OrderFlags != 0) bits |= 1 << (int)TapeField.Flags;
        if (e.SelfTradePrevention != 0) bits |= 1 << (int)TapeField.SelfTrade;
        if (e.Status != 0) bits |= 1 << (int)TapeField.Status;
        if (e.Reason != 0) bits |= 1 << (int)TapeField.Reason;
        if (e.Liquidity != 0) bits |= 1 << (int)TapeField.Liquidity;
        if (e.FirstUpdateId != 0) bits |= 1 << (int)TapeField.FirstUpdate;
        if (e.VenueSequence != 0) bits |= 1 << (int)TapeField.VenueSequence;
        if (e.TradeId != 0) bits |= 1 << (int)TapeField.Trade;
        if (e.Count != 0) bits |= 1 << (int)TapeField.Count;
        if (e.FundingRatePpb != 0) bits |= 1 << (int)TapeField.FundingRate;
        if (e.NextFundingTimeNs != 0) bits |= 1 << (int)TapeField.NextFundingTime;
        return bits;
    }

    /// <summary>Checks the fields that are there against the kind and the header's tables.</summary>
    /// <param name="e">An event of a defined kind.</param>
    /// <param name="present">The fields that its line has: what it needs, and what is not at its empty value.</param>
    /// <param name="header">The tables.</param>
    public static TapeErrorCode Check(in TapeEvent e, int present, TapeHeader header)
    {
        if ((present & ~Allowed(e.Kind)) != 0) return TapeErrorCode.UnexpectedField;
        if ((Required(e.Kind) & ~present) != 0) return TapeErrorCode.MissingField;
        if (e.Instrument >= header.Instruments.Length || e.Agent >= header.Agents.Length
            || e.Regime >= header.Regimes.Length)
        {
            return TapeErrorCode.BadIndex;
        }

        if (e.Instrument < 0 && Has(present, TapeField.Instrument)) return TapeErrorCode.BadIndex;
        if (e.Regime < 0 && Has(present, TapeField.Regime)) return TapeErrorCode.BadIndex;
        if (e.Side == 0 && Has(present, TapeField.Side)) return TapeErrorCode.OutOfRange;
        return AreInRange(e) ? TapeErrorCode.None : TapeErrorCode.OutOfRange;
    }

    /// <summary>Checks the levels of a book event.</summary>
    public static TapeErrorCode Check(TapeEventKind kind, ReadOnlySpan<PriceLevel> levels)
    {
        if (levels.IsEmpty) return TapeErrorCode.None;
        if ((Allowed(kind) & Levels) == 0) return TapeErrorCode.UnexpectedField;
        var quantityMin = kind == TapeEventKind.BookSnapshot ? 1 : 0;
        int bids = 0, asks = 0;
        foreach (ref readonly var level in levels)
        {
            if (level.Quantity < quantityMin || !level.Side.IsDefined()) return TapeErrorCode.OutOfRange;
            if (level.Side == Side.Buy) bids++;
            else asks++;
        }

        return Math.Max(bids, asks) > TapeLimits.LevelsPerSideMax ? TapeErrorCode.TooManyLevels : TapeErrorCode.None;
    }

    private static bool Has(int bits, TapeField field) => (bits & 1 << (int)field) != 0;

    private static bool AreInRange(in TapeEvent e) =>
        e.TimeNs >= 0 && e.Quantity >= 0 && e.LeavesQty >= 0 && e.ExpireTimeNs >= 0 && e.Count >= 0
            && e.NextFundingTimeNs >= 0
            && (byte)e.Side <= (byte)Side.Sell && (byte)e.OrderType <= (byte)OrderType.StopMarket
            && (byte)e.TimeInForce <= (byte)TimeInForce.Day
            && (byte)e.OrderFlags <= (byte)(OrderFlags.PostOnly | OrderFlags.ReduceOnly)
            && (byte)e.SelfTradePrevention <= (byte)SelfTradePrevention.Decrement
            && (byte)e.Status <= (byte)OrderStatus.Expired && IsReason[(byte)e.Reason]
            && (byte)e.Liquidity <= (byte)LiquiditySide.Taker;

    private static bool[] CreateIsReason()
    {
        var table = new bool[256];
        foreach (var reason in Enum.GetValues<OrderReason>()) table[(byte)reason] = true;
        return table;
    }
}
