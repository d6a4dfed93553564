using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Backtest;
using Trading.Desk;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;
using Trading.Strategy;
using Xunit;

namespace Trading.Tests.Backtest;

/// <summary>What a result tells, computed a second time from what the desk told while it ran.</summary>
public sealed class BacktestStatisticsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Figures_are_those_of_the_fills_and_marks(bool isLive)
    {
        var heard = new Heard();
        var config = new DeskConfig
        {
            Listings = SimulatedFlow.Listings,
            Agents = SimulatedFlow.Agents,
            Strategies = [new StrategySetup("maker", "market-making:quantity=0.02,k=20"), new StrategySetup("taker", "book-imbalance:quantity=0.01")],
            ReportingAsset = SimulatedFlow.Listings[0].Pair.Quote,
            Execution = ExecutionConfig.Realistic,
            HasLiveBook = isLive,
            MarkIntervalNs = 10_000_000,
        };
        Assert.True(BacktestRun.Create(config, StrategyCatalog.Standard, SimulatedFlow.Market(), heard).TryGet(out var run, out var error), $"{error}");
        var result = run.Run();
        var (activity, statistics) = (result.Activity, result.Statistics);
        var makers = heard.Fills.Count(fill => fill.Liquidity == LiquiditySide.Maker);
        Assert.True(makers > 0, $"{makers} of {heard.Fills.Count}");

        Assert.Equal(heard.Fills.Count(fill => fill.LeavesQty == 0), activity.Filled);
        Assert.Equal((double)activity.Filled / result.Orders, statistics.FilledShare);
        Assert.InRange(statistics.FilledShare, double.Epsilon, 1);
        // In a live book orders stand in a queue of orders; how they were filled is told of recorded queues only.
        if (!isLive) Assert.Equal(makers, activity.FillsInQueue + activity.FillsByTradeThrough + activity.FillsByCross);
        Assert.True(activity.FrontEntries <= activity.QueueEntries);
        Assert.Equal((double)(result.Orders + activity.Cancels + activity.Replaces) / result.Fills, statistics.MessagesPerFill);

        var capital = (double)result.Capital.Units;
        var turnover = heard.Fills.Sum(fill => (double)Money.From(new Price(fill.LastPx) * new Quantity(fill.LastQty), SimulatedFlow.Listings[fill.Instrument].Instrument).Units);
        Assert.Equal(turnover / capital, statistics.CapitalTurns, tolerance: 1e-9);
        Assert.Equal(heard.Equities.Average(equity => (double)equity.GrossExposure.Units) / capital, statistics.MeanExposure, tolerance: 1e-9);
        Assert.InRange(statistics.AdverseShare, 0, 1);
    }

    [Fact]
    public void Ratios_follow_their_definitions()
    {
        var heard = new Heard();
        var config = new DeskConfig
        {
            Listings = SimulatedFlow.Listings,
            Agents = SimulatedFlow.Agents,
            Strategies = [new StrategySetup("maker", "market-making:quantity=0.02,k=20")],
            ReportingAsset = SimulatedFlow.Listings[0].Pair.Quote,
            Execution = ExecutionConfig.Realistic,
            MarkIntervalNs = 10_000_000,
        };
        Assert.True(BacktestRun.Create(config, StrategyCatalog.Standard, SimulatedFlow.Market(), heard).TryGet(out var run, out _));
        var statistics = run.Run().Statistics;
        var equities = heard.Equities.Select(equity => (double)equity.Equity.Units).ToArray();
        var returns = equities.Zip(equities.Skip(1), (before, after) => after / before - 1).ToArray();
        var mean = returns.Average();
        var deviation = Math.Sqrt(returns.Sum(each => (each - mean) * (each - mean)) / (returns.Length - 1));
        var downside = Math.Sqrt(returns.Sum(each => each < 0 ? each * each : 0) / returns.Length);
        var yearly = Math.Sqrt(365.0 * 24 * 3600 * 100);
        Assert.Equal(1, statistics.Sharpe / (mean / deviation * yearly), tolerance: 1e-6);
        Assert.Equal(1, statistics.Sortino / (mean / downside * yearly), tolerance: 1e-6);
    }

    private sealed class Heard : IDeskWatcher
    {
        public List<ExecutionReport> Fills { get; } = [];

        public List<EquityMessage> Equities { get; } = [];

        public void OnFill(in ExecutionReport fill) => Fills.Add(fill);

        public void OnEquity(in EquityMessage equity) => Equities.Add(equity);

        public void OnNotice(in DeskNotice notice)
        {
        }
    }
}
