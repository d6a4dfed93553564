using Trading.Exchange;
using Trading.Model;
using Xunit;
using static Trading.Tests.Exchange.Execution.ExchangeRun;

namespace Trading.Tests.Exchange.Execution;

public sealed class SlippageTests
{
    [Fact]
    public void None_fills_at_the_prices_shown() => Assert.Equal(
        ["1 Accepted", "1 Trade 5@10100 Taker, 0 left"], Run(SlippageRule.None).Market(1, Side.Buy, 5));

    [Theory]
    // 10 bps of 10,100 are 10.1 units, 11 ticks; of 10,000 exactly 10.
    [InlineData(Side.Buy, 1_000, 10_111)]
    [InlineData(Side.Sell, 1_000, 9_990)]
    [InlineData(Side.Buy, 1, 10_101)]
    [InlineData(Side.Buy, 0, 10_100)]
    public void Fixed_slippage_is_rounded_up_to_ticks(Side side, int ppm, long price) => Assert.Equal(
        ["1 Accepted", $"1 Trade 5@{price} Taker, 0 left"], Run(Fixed(ppm)).Market(1, side, 5));

    [Fact]
    public void Every_level_slips_by_the_same_distance()
    {
        var run = Run(Fixed(1_000));
        Assert.Equal(
            ["1 Accepted", "1 Trade 10@10111 Taker, 5 left", "1 Trade 5@10131 Taker, 0 left"], run.Market(1, Side.Buy, 15));
        // 11 × 15 units at scale 5.
        Assert.Equal("0.00165", run.Statistics.SlippageCost.ToString());
    }

    [Fact]
    public void Ticks_wider_than_a_unit_are_kept()
    {
        var run = new ExchangeRun(new ExecutionConfig { Slippage = Fixed(1_000) }, BookFixtures.Instrument(tickSize: 25));
        run.Snapshot(Bid(10_000, 10), Ask(10_100, 10));
        Assert.Equal(["1 Accepted", "1 Trade 5@10125 Taker, 0 left"], run.Market(1, Side.Buy, 5));
    }

    [Theory]
    [InlineData(Side.Buy, 10_105, 10_105)]
    [InlineData(Side.Buy, 10_100, 10_100)]
    [InlineData(Side.Buy, 10_115, 10_111)]
    [InlineData(Side.Sell, 9_995, 9_995)]
    [InlineData(Side.Sell, 9_980, 9_990)]
    public void No_fill_is_worse_than_the_limit(Side side, long limit, long price) => Assert.Equal(
        ["1 Accepted", $"1 Trade 5@{price} Taker, 0 left"], Run(Fixed(1_000)).Limit(1, side, 5, limit));

    [Fact]
    public void A_sell_never_goes_below_one_tick()
    {
        var run = new ExchangeRun(new ExecutionConfig { Slippage = Fixed(100_000_000) });
        run.Snapshot(Bid(5, 10), Ask(7, 10));
        Assert.Equal(["1 Accepted", "1 Trade 5@1 Taker, 0 left"], run.Market(1, Side.Sell, 5));
    }

    [Fact]
    public void Makers_do_not_slip()
    {
        var run = Run(Fixed(1_000), QueueModel.FrontOfQueue);
        run.Limit(1, Side.Buy, 5, 10_000);
        Assert.Equal(["1 Trade 5@10000 Maker, 0 left"], run.Trade(Side.Sell, 10_000, 5));
    }

    [Fact]
    public void Volatility_slippage_follows_the_average_change_of_the_middle()
    {
        // Twice the average; each change moves it by an eighth of the difference.
        var run = Run(new SlippageRule { Kind = SlippageKind.Volatility, CoefficientPpm = 2_000_000, SmoothingShift = 3 });
        Assert.Equal("1 Trade 1@10100 Taker, 0 left", run.Market(1, Side.Buy, 1)[1]);
        // The middle moves by 40: the average is 5, twice that is 10.
        run.Delta(Ask(10_100, 0), Bid(10_060, 9), Ask(10_120, 10));
        Assert.Equal("2 Trade 1@10130 Taker, 0 left", run.Market(2, Side.Buy, 1)[1]);
        // What does not move the middle changes nothing.
        run.Delta(Bid(10_060, 8));
        run.Trade(Side.Buy, 10_120, 1);
        Assert.Equal("3 Trade 1@10130 Taker, 0 left", run.Market(3, Side.Buy, 1)[1]);
        // By 10: 5 + (10 − 5) ÷ 8 = 5.625, twice that is 11.25, 12 ticks.
        run.Delta(Bid(10_080, 9));
        Assert.Equal("4 Trade 1@10132 Taker, 0 left", run.Market(4, Side.Buy, 1)[1]);
    }

    [Fact]
    public void Depth_slippage_grows_with_the_order_s_part_of_the_shown_depth()
    {
        // Half the spread of 100 for an order as large as the two best levels.
        var rule = new SlippageRule { Kind = SlippageKind.SpreadAndDepth, CoefficientPpm = 500_000, DepthLevels = 2 };
        // 3 of 30: a tenth of 50.
        Assert.Equal("1 Trade 3@10105 Taker, 0 left", Run(rule).Market(1, Side.Buy, 3)[1]);
        Assert.Equal("1 Trade 3@9995 Taker, 0 left", Run(rule).Market(1, Side.Sell, 3)[1]);
        Assert.Equal("1 Trade 10@10150 Taker, 20 left", Run(rule).Market(1, Side.Buy, 30)[1]);
        Assert.Equal("1 Trade 3@10110 Taker, 0 left", Run(rule with { DepthLevels = 1, CoefficientPpm = 333_333 }).Market(1, Side.Buy, 3)[1]);
    }

    private static SlippageRule Fixed(int ppm) => new() { Kind = SlippageKind.FixedBps, CoefficientPpm = ppm };

    private static ExchangeRun Run(SlippageRule rule, QueueModel queue = QueueModel.BackOfQueue)
    {
        var run = new ExchangeRun(new ExecutionConfig { Slippage = rule, Queue = queue });
        run.Snapshot(Bid(10_000, 10), Bid(9_980, 20), Ask(10_100, 10), Ask(10_120, 20));
        return run;
    }
}
