using Trading.Exchange;
using Trading.Model;
using Trading.Orders;
using Xunit;
using static Trading.Tests.Exchange.Execution.ExchangeRun;

namespace Trading.Tests.Exchange.Execution;

public sealed class TakerTests
{
    private readonly ExchangeRun _run = new();

    public TakerTests() =>
        _run.Snapshot(Bid(99, 5), Bid(98, 7), Bid(97, 9), Ask(101, 4), Ask(102, 6), Ask(104, 8));

    [Fact]
    public void An_ioc_order_walks_the_levels_and_its_rest_is_canceled()
    {
        Assert.Equal(
            ["1 Accepted", "1 Trade 4@101 Taker, 11 left", "1 Trade 6@102 Taker, 5 left", "1 Canceled IocUnfilled"],
            _run.Limit(1, Side.Buy, 15, 103, TimeInForce.Ioc));
        Assert.Equal(10, _run.Last[^1].FilledQty);
        Assert.Equal(0, _run.Last[^1].LeavesQty);
        Assert.Equal(OrderStatus.Canceled, _run.Last[^1].Status);
    }

    [Fact]
    public void A_sell_walks_the_bids() => Assert.Equal(
        ["1 Accepted", "1 Trade 5@99 Taker, 7 left", "1 Trade 7@98 Taker, 0 left"], _run.Limit(1, Side.Sell, 12, 98, TimeInForce.Ioc));

    [Fact]
    public void A_market_order_takes_at_any_price() => Assert.Equal(
        ["1 Accepted", "1 Trade 4@101 Taker, 9 left", "1 Trade 6@102 Taker, 3 left", "1 Trade 3@104 Taker, 0 left"],
        _run.Market(1, Side.Buy, 13));

    [Fact]
    public void A_fok_order_one_short_takes_nothing() => Assert.Equal(
        ["1 Accepted", "1 Canceled FokUnfilled"], _run.Limit(1, Side.Buy, 11, 103, TimeInForce.Fok));

    [Fact]
    public void A_fok_order_that_just_fits_is_filled() => Assert.Equal(
        ["1 Accepted", "1 Trade 4@101 Taker, 6 left", "1 Trade 6@102 Taker, 0 left"],
        _run.Limit(1, Side.Buy, 10, 103, TimeInForce.Fok));

    [Fact]
    public void The_rest_of_a_limit_order_rests()
    {
        Assert.Equal(["1 Accepted", "1 Trade 4@101 Taker, 6 left"], _run.Limit(1, Side.Buy, 10, 101));
        // The tape goes on showing the ask that was taken: it does not fill the rest.
        Assert.Empty(_run.Delta(Bid(98, 8)));
        Assert.Empty(_run.Trade(Side.Buy, 102, 1));
        Assert.Equal(["1 Trade 2@101 Maker, 4 left"], _run.Delta(Ask(101, 2)));
    }

    [Theory]
    [InlineData(101, true)]
    [InlineData(100, false)]
    public void A_post_only_order_that_would_take_is_refused(long price, bool isRefused) => Assert.Equal(
        [isRefused ? "1 Rejected PostOnlyWouldTake" : "1 Accepted"],
        _run.Limit(1, Side.Buy, 1, price, flags: OrderFlags.PostOnly));

    [Fact]
    public void What_was_taken_stays_taken_until_the_tape_updates_the_level()
    {
        _run.Limit(1, Side.Buy, 3, 101, TimeInForce.Ioc);
        Assert.Equal(
            ["2 Accepted", "2 Trade 1@101 Taker, 1 left", "2 Canceled IocUnfilled"], _run.Limit(2, Side.Buy, 2, 101, TimeInForce.Ioc));
        _run.Delta(Ask(102, 9));
        Assert.Equal(["3 Accepted", "3 Canceled IocUnfilled"], _run.Limit(3, Side.Buy, 2, 101, TimeInForce.Ioc));
        _run.Delta(Ask(101, 4));
        Assert.Equal(["4 Accepted", "4 Trade 2@101 Taker, 0 left"], _run.Limit(4, Side.Buy, 2, 101, TimeInForce.Ioc));
        _run.Snapshot(Bid(99, 5), Ask(101, 4));
        Assert.Equal(["5 Accepted", "5 Trade 4@101 Taker, 0 left"], _run.Limit(5, Side.Buy, 4, 101, TimeInForce.Ioc));
    }

    [Fact]
    public void Without_impact_the_recording_never_runs_out()
    {
        var run = new ExchangeRun(ExecutionConfig.Ideal);
        run.Snapshot(Bid(99, 5), Ask(101, 4));
        for (var order = 1; order <= 3; order++)
        {
            Assert.Equal([$"{order} Accepted", $"{order} Trade 4@101 Taker, 0 left"], run.Limit(order, Side.Buy, 4, 101, TimeInForce.Ioc));
        }
    }

    [Fact]
    public void Without_impact_a_level_that_was_taken_does_not_fill_the_rest_either()
    {
        var run = new ExchangeRun(ExecutionConfig.Ideal);
        run.Snapshot(Bid(99, 5), Ask(101, 4));
        Assert.Equal(["1 Accepted", "1 Trade 4@101 Taker, 6 left"], run.Limit(1, Side.Buy, 10, 101));
        Assert.Empty(run.Delta(Bid(98, 8)));
        Assert.Equal(["1 Trade 6@101 Maker, 0 left"], run.Delta(Ask(101, 2)));
    }

    [Fact]
    public void A_stop_market_order_triggers_by_a_trade_and_takes()
    {
        Assert.Equal(["1 Accepted"], _run.Stop(1, Side.Buy, 5, 102));
        Assert.Empty(_run.Trade(Side.Buy, 101, 1));
        Assert.Equal(
            ["1 Triggered", "1 Trade 4@101 Taker, 1 left", "1 Trade 1@102 Taker, 0 left"], _run.Trade(Side.Buy, 102, 1));
    }

    [Fact]
    public void A_stop_limit_order_rests_where_its_limit_is()
    {
        _run.Stop(1, Side.Sell, 5, 98, price: 100);
        Assert.Equal(["1 Triggered"], _run.Trade(Side.Sell, 98, 1));
        Assert.Equal(["1 Trade 5@100 Maker, 0 left"], _run.Trade(Side.Buy, 101, 9));
    }

    [Fact]
    public void A_stop_triggers_at_once_by_the_last_trade()
    {
        _run.Trade(Side.Sell, 98, 1);
        Assert.Equal(["1 Accepted", "1 Triggered", "1 Trade 1@99 Taker, 0 left"], _run.Stop(1, Side.Sell, 1, 98));
    }

    [Fact]
    public void Stops_trigger_the_oldest_first()
    {
        _run.Stop(1, Side.Buy, 4, 102);
        _run.Stop(2, Side.Buy, 1, 101);
        Assert.Equal(
            ["1 Triggered", "1 Trade 4@101 Taker, 0 left", "2 Triggered", "2 Trade 1@102 Taker, 0 left"],
            _run.Trade(Side.Buy, 103, 1));
    }

    [Fact]
    public void A_triggered_stop_without_a_live_book_is_canceled()
    {
        _run.Stop(1, Side.Buy, 5, 102);
        _run.Gap();
        Assert.Equal(["1 Triggered", "1 Canceled MarketUnavailable"], _run.Trade(Side.Buy, 102, 1));
    }

    [Fact]
    public void A_triggered_stop_that_empties_the_side_is_canceled()
    {
        _run.Stop(1, Side.Buy, 20, 102);
        Assert.Equal("1 Canceled MarketUnfilled", _run.Trade(Side.Buy, 102, 1)[^1]);
        Assert.Equal(18, _run.Last[^1].FilledQty);
    }

    [Theory]
    [InlineData(SelfTradePrevention.None, "2 Trade 3@100 Taker, 2 left|1 Trade 3@100 Maker, 0 left|2 Trade 2@99 Taker, 0 left")]
    [InlineData(SelfTradePrevention.CancelNewest, "2 Canceled SelfTradeNewest")]
    [InlineData(SelfTradePrevention.CancelOldest, "1 Canceled SelfTradeOldest|2 Trade 5@99 Taker, 0 left")]
    [InlineData(SelfTradePrevention.CancelBoth, "1 Canceled SelfTradeBoth|2 Canceled SelfTradeBoth")]
    [InlineData(SelfTradePrevention.Decrement, "1 Canceled SelfTradeDecrement|2 Replaced SelfTradeDecrement|2 Trade 2@99 Taker, 0 left")]
    public void Our_taker_meets_our_maker(SelfTradePrevention prevention, string expected)
    {
        _run.Limit(1, Side.Buy, 3, 100);
        Assert.Equal(
            "2 Accepted|" + expected, string.Join('|', _run.Limit(2, Side.Sell, 5, 99, prevention: prevention)));
    }

    [Fact]
    public void At_the_same_price_the_market_stands_before_our_own_order()
    {
        _run.Limit(1, Side.Buy, 3, 99);
        Assert.Equal(
            ["2 Accepted", "2 Trade 5@99 Taker, 1 left", "2 Trade 1@99 Taker, 0 left", "1 Trade 1@99 Maker, 2 left"],
            _run.Limit(2, Side.Sell, 6, 99));
    }

    [Theory]
    [InlineData(SelfTradePrevention.None, true)]
    [InlineData(SelfTradePrevention.CancelOldest, false)]
    [InlineData(SelfTradePrevention.CancelNewest, false)]
    public void Fok_counts_our_own_orders_as_prevention_leaves_them(SelfTradePrevention prevention, bool isFilled)
    {
        _run.Limit(1, Side.Buy, 3, 100);
        var lines = _run.Limit(2, Side.Sell, 8, 99, TimeInForce.Fok, prevention: prevention);
        Assert.Equal(!isFilled, lines[^1] == "2 Canceled FokUnfilled");
        Assert.Equal(isFilled ? 4 : 2, lines.Length);
    }

    [Fact]
    public void Fok_passes_an_own_order_that_would_give_way()
    {
        _run.Limit(1, Side.Buy, 3, 100);
        Assert.Equal(
            ["2 Accepted", "1 Canceled SelfTradeOldest", "2 Trade 5@99 Taker, 0 left"],
            _run.Limit(2, Side.Sell, 5, 99, TimeInForce.Fok, prevention: SelfTradePrevention.CancelOldest));
    }
}
