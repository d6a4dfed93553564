using System;
using System.Buffers;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;
using Trading.Tests.Model;
using Xunit;

namespace Trading.Tests.Market;

public sealed class InstrumentMarketTests
{
    private readonly InstrumentMarket _market = new(TestInstruments.Spot());

    [Fact]
    public void Nothing_is_known_before_the_first_event()
    {
        Assert.False(_market.TryGetMidTwice(out _));
        Assert.False(_market.TryGetMarkPrice(out _));
        Assert.Equal(BookState.Empty, _market.State);
    }

    [Fact]
    public void A_live_book_is_marked_at_its_middle()
    {
        Snapshot(new(Side.Buy, 100, 5), new(Side.Sell, 103, 7));
        Assert.True(_market.TryGetMidTwice(out var midTwice));
        Assert.Equal(203, midTwice);
        Assert.True(_market.TryGetMarkPrice(out var mark));
        Assert.Equal(101, mark.Units);
    }

    [Fact]
    public void Prices_beyond_any_market_have_no_middle()
    {
        Snapshot(new(Side.Buy, long.MaxValue - 1, 5), new(Side.Sell, long.MaxValue, 7));
        Assert.False(_market.TryGetMidTwice(out _));
        Assert.False(_market.TryGetMarkPrice(out _));
    }

    [Fact]
    public void A_lost_book_is_marked_at_the_last_trade()
    {
        Snapshot(new(Side.Buy, 100, 5), new(Side.Sell, 103, 7));
        Take(new TapeEvent { Kind = TapeEventKind.Trade, TimeNs = 2, Price = 102, Quantity = 1, Side = Side.Buy });
        Take(new TapeEvent { Kind = TapeEventKind.FeedGap, TimeNs = 3 });
        Assert.False(_market.TryGetMidTwice(out _));
        Assert.True(_market.TryGetMarkPrice(out var mark));
        Assert.Equal(102, mark.Units);
        Assert.Equal(new PublicTrade(2, 102, 1, Side.Buy), _market.LastTrade);
    }

    [Fact]
    public void News_of_funding_is_a_perpetuals_and_makes_no_book_fresh()
    {
        var perpetual = new InstrumentMarket(TestInstruments.Perpetual());
        TapeEvent[] news =
        [
            new() { Kind = TapeEventKind.MarkPrice, TimeNs = 5, Price = 104 },
            new() { Kind = TapeEventKind.FundingRate, TimeNs = 6, FundingRatePpb = -9, NextFundingTimeNs = 70 },
        ];
        foreach (var e in news) Assert.False(perpetual.Apply(e, []) || _market.Apply(e, []));
        Assert.Equal((new FundingTerms(104, -9, 70), 0L, 2L), (perpetual.Funding, perpetual.LastNs, perpetual.EventCount));
        Assert.Equal(default, _market.Funding);
        // What positions are valued at is still the market's own price.
        Assert.False(perpetual.TryGetMarkPrice(out _));
        var saved = new ArrayBufferWriter<byte>();
        perpetual.Save(saved);
        var loaded = new InstrumentMarket(perpetual.Instrument);
        var reader = new StateReader(saved.WrittenSpan);
        loaded.Load(ref reader);
        Assert.Equal((true, perpetual.Funding), (reader.IsComplete, loaded.Funding));
    }

    [Fact]
    public void Order_flow_makes_a_book_and_a_takers_fill_is_a_trade()
    {
        Take(Order(1, Side.Buy, 100, 5));
        Take(Order(2, Side.Sell, 103, 7));
        Take(new TapeEvent
        {
            Kind = TapeEventKind.Fill,
            TimeNs = 3,
            OrderId = 9,
            CounterOrderId = 2,
            Side = Side.Buy,
            Price = 103,
            Quantity = 2,
            Status = OrderStatus.Filled,
            Liquidity = LiquiditySide.Taker,
        });
        Take(new TapeEvent
        {
            Kind = TapeEventKind.Fill,
            TimeNs = 3,
            OrderId = 2,
            CounterOrderId = 9,
            Side = Side.Sell,
            Price = 103,
            Quantity = 2,
            LeavesQty = 5,
            Status = OrderStatus.PartiallyFilled,
            Liquidity = LiquiditySide.Maker,
        });
        Assert.Equal(1, _market.TradeCount);
        Assert.Equal(5, _market.Book.QuantityAt(Side.Sell, 103));
        Assert.Equal(BookState.Live, _market.State);
    }

    [Fact]
    public void A_saved_market_goes_on_as_the_first_one()
    {
        Snapshot(new(Side.Buy, 99, 1), new(Side.Buy, 100, 5), new(Side.Sell, 103, 7), new(Side.Sell, 104, 9));
        Take(Order(1, Side.Buy, 98, 5));
        var loaded = new InstrumentMarket(_market.Instrument);
        var reader = new StateReader(Saved(_market));
        loaded.Load(ref reader);
        Assert.True(reader.IsComplete);
        foreach (var market in new[] { _market, loaded }) market.Apply(Order(2, Side.Sell, 102, 3), []);
        Assert.Equal(Saved(_market), Saved(loaded));
        Assert.Equal(102, loaded.Book.At(Side.Sell, 0).Price);
        Assert.Equal(98, loaded.Book.At(Side.Buy, 2).Price);
    }

    [Fact]
    public void A_saved_market_with_a_part_missing_is_refused()
    {
        Snapshot(new(Side.Buy, 99, 1), new(Side.Buy, 100, 5));
        var saved = Saved(_market);
        for (var length = 0; length < saved.Length; length++)
        {
            var reader = new StateReader(saved.AsSpan(0, length));
            new InstrumentMarket(_market.Instrument).Load(ref reader);
            Assert.False(reader.IsComplete);
        }
    }

    private void Snapshot(params PriceLevel[] levels) =>
        _market.Apply(new TapeEvent { Kind = TapeEventKind.BookSnapshot, TimeNs = 1 }, levels);

    private void Take(in TapeEvent e) => _market.Apply(e, []);

    private static TapeEvent Order(ulong id, Side side, long price, long quantity) => new()
    {
        Kind = TapeEventKind.NewOrder,
        TimeNs = 2,
        OrderId = id,
        Side = side,
        Price = price,
        Quantity = quantity,
        LeavesQty = quantity,
        OrderType = OrderType.Limit,
        Status = OrderStatus.Accepted,
    };

    private static byte[] Saved(InstrumentMarket market)
    {
        var bytes = new ArrayBufferWriter<byte>();
        market.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
