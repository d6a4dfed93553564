using Trading.Exchange;
using Trading.Model;
using Xunit;
using static Trading.Tests.Exchange.Execution.ExchangeRun;

namespace Trading.Tests.Exchange.Execution;

public sealed class StatisticsTests
{
    private static readonly ExecutionConfig Config = new() { MarkoutNs = 100, Queue = QueueModel.BackOfQueue };

    [Fact]
    public void A_maker_whose_fill_the_market_runs_over_is_adversely_selected()
    {
        var run = Filled();
        // 4 bought at 99 with the middle at 100: an edge of 1, in halves 2, × 4.
        Assert.Equal(8, run.Statistics.Maker.EdgeSum);
        run.NowNs = 1_080;
        run.Delta(Bid(99, 0), Bid(95, 5), Ask(101, 0), Ask(98, 5));
        // At the horizon, 1,100 ns, the middle is 96.5: 3.5 lower than at the fill.
        run.NowNs = 1_101;
        run.Delta(Ask(98, 0), Ask(97, 5));
        Assert.Equal((1, 1, -28), (run.Statistics.Maker.Markouts, run.Statistics.Maker.AdverseMarkouts, (int)run.Statistics.Maker.MarkoutSum));
        Assert.Equal(4, run.Statistics.Maker.MarkoutQuantity);
    }

    [Fact]
    public void The_middle_at_the_horizon_is_that_of_the_last_event_up_to_it()
    {
        var run = Filled();
        run.NowNs = 1_100;
        run.Delta(Bid(99, 0), Bid(100, 5), Ask(101, 0), Ask(104, 5));
        Assert.Equal(0, run.Statistics.Maker.Markouts);
        run.Advance(1_101);
        Assert.Equal((1, 0, 16), (run.Statistics.Maker.Markouts, run.Statistics.Maker.AdverseMarkouts, (int)run.Statistics.Maker.MarkoutSum));
    }

    [Fact]
    public void A_taker_s_edge_is_its_cost()
    {
        var run = new ExchangeRun(Config);
        run.Snapshot(Bid(99, 5), Ask(101, 5));
        run.Market(1, Side.Sell, 3);
        Assert.Equal(-6, run.Statistics.Taker.EdgeSum);
        run.NowNs = 1_050;
        run.Delta(Ask(101, 0), Ask(103, 1));
        run.Advance(5_000);
        Assert.Equal((1, -6), (run.Statistics.Taker.AdverseMarkouts, (int)run.Statistics.Taker.MarkoutSum));
    }

    [Fact]
    public void Fills_without_a_known_middle_are_missing()
    {
        var run = Filled();
        run.Gap();
        run.Advance(5_000);
        Assert.Equal((0, 1), (run.Statistics.Maker.Markouts, run.Statistics.MarkoutsMissing));
        Assert.Equal(["1 Trade 1@90 Maker, 0 left"], run.Trade(Side.Sell, 90, 1));
        Assert.Equal(2, run.Statistics.MarkoutsMissing);
    }

    [Fact]
    public void Queues_are_counted()
    {
        var run = new ExchangeRun(Config);
        run.Snapshot(Bid(99, 50), Ask(101, 5));
        run.Limit(1, Side.Buy, 4, 99);
        run.Limit(2, Side.Buy, 4, 100);
        run.NowNs = 1_500;
        run.Trade(Side.Sell, 100, 1);
        run.NowNs = 1_700;
        run.Trade(Side.Sell, 100, 3);
        Assert.Equal((2, 1, 50), (run.Statistics.QueueEntries, run.Statistics.FrontEntries, (int)run.Statistics.QueueAheadSum));
        Assert.Equal((2, 1_200), (run.Statistics.Maker.Fills, (int)run.Statistics.QueueTimeSumNs));
        Assert.Equal((2, 2, 0), (run.Statistics.Submits, run.Statistics.Accepted, run.Statistics.Refused));
    }

    [Fact]
    public void More_fills_than_the_ring_holds_are_missing()
    {
        var statistics = new ExecutionStatistics();
        var meter = new MarkoutMeter(100, statistics);
        for (var fill = 0; fill <= MarkoutMeter.PendingMax; fill++) meter.Add(new(fill, 200, 1, Side.Buy, LiquiditySide.Maker));
        Assert.Equal(1, statistics.MarkoutsMissing);
        meter.Settle(long.MaxValue, true, 202);
        Assert.Equal((MarkoutMeter.PendingMax, 2 * MarkoutMeter.PendingMax), (statistics.Maker.Markouts, (int)statistics.Maker.MarkoutSum));
        Assert.Equal(long.MaxValue, meter.NextDueNs);
    }

    /// <summary>A run in which 4 were bought at 99 as a maker, at 1,000 ns, with the middle at 100; 6 rest.</summary>
    private static ExchangeRun Filled()
    {
        var run = new ExchangeRun(Config with { Queue = QueueModel.FrontOfQueue });
        run.Snapshot(Bid(99, 5), Ask(101, 5));
        run.Limit(1, Side.Buy, 10, 99);
        Assert.Equal(["1 Trade 4@99 Maker, 6 left"], run.Trade(Side.Sell, 99, 4));
        run.Replace(1, 5, 90);
        return run;
    }
}
