using CsCheck;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;

namespace Trading.Tests.Tape;

/// <summary>Random events that fit <see cref="Some.TapeHeader"/>.</summary>
internal static class TapeGen
{
    private static readonly Gen<long> Time = Gen.Long[0, long.MaxValue];
    private static readonly Gen<long> Quantity = Gen.OneOf(Gen.Long[0, 1000], Gen.Long[0, long.MaxValue]);
    private static readonly Gen<Side> Side = OneOf(Trading.Model.Side.Buy, Trading.Model.Side.Sell);

    private static readonly Gen<TapeEvent> Order =
        from kind in OneOf(
            TapeEventKind.NewOrder, TapeEventKind.Cancel, TapeEventKind.Amend, TapeEventKind.Reject, TapeEventKind.Expire)
        from time in Time
        from ids in Gen.Select(Gen.Int[0, 1], Gen.Int[-1, 1], Gen.ULong)
        from numbers in Gen.Select(Gen.Long, Quantity, Quantity, Gen.Long, Time)
        from codes in Gen.Select(Side, Gen.Byte[0, 4], Gen.Byte[0, 5], Gen.Byte[0, 3], Gen.Byte[0, 4])
        from ends in Gen.Select(Gen.Byte[0, 10], OneOf(OrderReason.None, OrderReason.QueueFull, OrderReason.PriceOffTick))
        select TapeEvent.Empty with
        {
            Kind = kind,
            TimeNs = time,
            Instrument = ids.Item1,
            Agent = ids.Item2,
            OrderId = ids.Item3,
            Price = numbers.Item1,
            Quantity = numbers.Item2,
            LeavesQty = numbers.Item3,
            TriggerPrice = numbers.Item4,
            ExpireTimeNs = numbers.Item5,
            Side = codes.Item1,
            OrderType = (OrderType)codes.Item2,
            TimeInForce = (TimeInForce)codes.Item3,
            OrderFlags = (OrderFlags)codes.Item4,
            SelfTradePrevention = (SelfTradePrevention)codes.Item5,
            Status = (OrderStatus)ends.Item1,
            Reason = ends.Item2,
        };

    private static readonly Gen<TapeEvent> Fill =
        from e in Order
        from maker in Gen.ULong
        from liquidity in Gen.Byte[0, 2]
        from trade in Gen.ULong
        select e with
        {
            Kind = TapeEventKind.Fill,
            CounterOrderId = maker,
            Liquidity = (LiquiditySide)liquidity,
            TradeId = trade,
        };

    private static readonly Gen<TapeEvent> Trade =
        from time in Time
        from side in Side
        from numbers in Gen.Select(Gen.Long, Quantity, Gen.ULong, Gen.ULong)
        select TapeEvent.Empty with
        {
            Kind = TapeEventKind.Trade,
            TimeNs = time,
            Instrument = 1,
            Side = side,
            Price = numbers.Item1,
            Quantity = numbers.Item2,
            VenueSequence = numbers.Item3,
            TradeId = numbers.Item4,
        };

    private static readonly Gen<TapeEvent> Other =
        from kind in OneOf(TapeEventKind.FeedGap, TapeEventKind.Regime, TapeEventKind.Overflow)
        from time in Time
        from count in Quantity
        from ids in Gen.Select(Gen.Int[0, 1], Gen.Int[-1, 1], Gen.ULong)
        select TapeEvent.Empty with
        {
            Kind = kind,
            TimeNs = time,
            Instrument = kind == TapeEventKind.FeedGap ? ids.Item1 : ids.Item2,
            Agent = kind == TapeEventKind.FeedGap ? -1 : ids.Item2,
            Regime = kind == TapeEventKind.Regime ? ids.Item1 : -1,
            Count = kind == TapeEventKind.Regime ? 0 : count,
            VenueSequence = kind == TapeEventKind.FeedGap ? ids.Item3 : 0,
        };

    private static readonly Gen<TapeEvent> Mark =
        from time in Time
        from price in Gen.Long
        select TapeEvent.Empty with { Kind = TapeEventKind.MarkPrice, TimeNs = time, Instrument = 1, Price = price };

    private static readonly Gen<TapeEvent> Funding =
        from times in Gen.Select(Time, Time)
        from rate in Gen.Long
        select TapeEvent.Empty with
        {
            Kind = TapeEventKind.FundingRate,
            TimeNs = times.Item1,
            Instrument = 1,
            FundingRatePpb = rate,
            NextFundingTimeNs = times.Item2,
        };

    private static readonly Gen<KeptEvent> Book =
        from isSnapshot in Gen.Bool
        from time in Time
        from ids in Gen.Select(Gen.ULong, Gen.ULong)
        from bids in Levels(Trading.Model.Side.Buy, isSnapshot)
        from asks in Levels(Trading.Model.Side.Sell, isSnapshot)
        select new KeptEvent(
            TapeEvent.Empty with
            {
                Kind = isSnapshot ? TapeEventKind.BookSnapshot : TapeEventKind.BookDelta,
                TimeNs = time,
                Instrument = 0,
                FirstUpdateId = ids.Item1,
                VenueSequence = ids.Item2,
            },
            [.. bids, .. asks]);

    /// <summary>Any event.</summary>
    public static readonly Gen<KeptEvent> Event = Gen.OneOf(
        Gen.OneOf(Order, Fill, Trade, Mark, Funding, Other).Select(e => new KeptEvent(e, [])), Book);

    /// <summary>Up to twelve events.</summary>
    public static readonly Gen<KeptEvent[]> Events = Event.Array[0, 12];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<PriceLevel[]> Levels(Side side, bool isSnapshot) =>
        Gen.Select(Gen.Long, Gen.Long[isSnapshot ? 1 : 0, long.MaxValue])
            .Select((price, quantity) => new PriceLevel(side, price, quantity)).Array[0, 5];
}
