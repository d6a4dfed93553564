using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Desk;
using Trading.Tape;
using Trading.Tests.Backtest;
using Xunit;
using static Trading.Tests.Backtest.BacktestTests;

namespace Trading.Tests.Desk;

/// <summary>How far nodes may go in a round, and that they keep what they promise.</summary>
public sealed class RoundPathsTests
{
    public static TheoryData<bool, bool, bool> Worlds => BacktestTests.Worlds;

    [Fact]
    public void Paths_are_the_sums_of_the_least_delays_on_the_quickest_way()
    {
        var config = Config(isRealistic: true, isLive: false);
        var desk = Create(config, events: 0, watcher: null).Desk;
        var paths = desk.Paths();
        int At(DeskNode node) => node.Rank - paths.FirstRank;
        var (strategy, venue, exchange) = (At(desk.Strategies[0]), At(desk.Venue), At(desk.Exchanges[0]));
        Assert.Equal(1, paths.LeastNs(strategy, venue));
        Assert.Equal(500_001, paths.LeastNs(strategy, exchange));
        Assert.Equal(500_001, paths.LeastNs(exchange, strategy));
        // An answer of the account comes sooner than one of the exchange.
        Assert.Equal(2, paths.LeastNs(strategy, strategy));
        Assert.True(paths.IsListener(At(desk.Control)));
        Assert.False(paths.IsListener(venue));
    }

    /// <summary>What lets others go ahead: a node sends nothing before the time that it named, unless it is told something new.</summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void A_node_sends_nothing_before_the_time_that_it_promised(bool isRealistic, bool isLive, bool isShown) =>
        AssertPromises(Config(isRealistic, isLive, isShown), SimulatedFlow.Market(3_000));

    /// <summary>Funding that is told late, a second before its time, is due before the next mark: what was promised goes first.</summary>
    [Theory]
    [InlineData(10_000_000, false)]
    [InlineData(7_000_000_000, false)]
    [InlineData(7_000_000_000, true)]
    public void An_exchange_with_funding_keeps_its_promise(long markIntervalNs, bool isToldLate)
    {
        var config = Config(isRealistic: true, isLive: false) with { Listings = PerpetualFlow.Listings, MarkIntervalNs = markIntervalNs };
        AssertPromises(config, new ListMarket([.. PerpetualFlow.Events.Take(3_000).Select(Told)]));

        TapeEvent Told(TapeEvent e) =>
            isToldLate && e.Kind == TapeEventKind.FundingRate ? e with { NextFundingTimeNs = e.TimeNs + 1_000_000_000 } : e;
    }

    [Fact]
    public void A_desk_without_orders_takes_far_fewer_rounds_than_events()
    {
        var config = Config(isRealistic: false, isLive: false) with
        {
            Strategies = [new("quiet", "momentum:slow=100000")],
            MarkIntervalNs = 1_000_000_000,
        };
        var desk = Create(config, events: 0, watcher: null).Desk;
        var driver = new RoundDriver(desk.Nodes, new MarketPump(SimulatedFlow.Market(3_000), desk.Markets));
        while (driver.TryRound())
        {
        }

        Assert.Equal(0, desk.Venue.OrderCount);
        Assert.True(driver.Rounds < 1_500, $"{driver.Rounds} rounds");
    }

    private static void AssertPromises(DeskConfig config, IMarketSource market)
    {
        var desk = Create(config, events: 0, watcher: null).Desk;
        var pump = new MarketPump(market, desk.Markets);
        while (pump.TryRead())
        {
        }

        var (outbox, kept, far) = (new List<DeskMessage>(), 0, 0);
        var promises = desk.Nodes.Select(node => node.NextSendNs).ToArray();
        var first = desk.Nodes[0].Rank;
        while (desk.Nodes.MinBy(node => node.NextNs) is { NextNs: < long.MaxValue } next)
        {
            var (index, timeNs) = (next.Rank - first, next.NextNs);
            if (promises[index] > timeNs) far++;
            next.RunUntil(timeNs + 1, long.MaxValue, outbox);
            if (outbox.Count > 0) Assert.True(timeNs >= promises[index], $"{next.Name} sent at {timeNs}, promised {promises[index]}");
            kept += outbox.Count;
            promises[index] = next.NextSendNs;
            foreach (var message in outbox)
            {
                desk.Nodes[message.Target - first].Deliver(message);
                promises[message.Target - first] = Math.Min(promises[message.Target - first], message.TimeNs);
            }

            outbox.Clear();
        }

        Assert.True(kept > 100, $"{kept} messages");
        // Where every event of a market is told on, nobody knows more than his next input.
        if (config.Execution.ShowsLiveBook) Assert.Equal(0, far);
        else Assert.True(far > 1_000, $"{far} inputs before the promise");
    }
}
