using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;
using Xunit;
using PriceLevel = Trading.Model.PriceLevel;

namespace Trading.Tests.Exchange.Execution;

public sealed class ExecutionPropertyTests
{
    private static readonly Gen<(ulong Seed, bool IsLive)> Runs = Gen.Select(Gen.ULong, Gen.Bool);

    private static readonly ExecutionConfig[] Configs =
    [
        ExecutionConfig.Ideal,
        ExecutionConfig.Realistic,
        new()
        {
            Queue = QueueModel.Proportional,
            QueuePower = 2,
            Fees = new FeeSchedule([new(Money.Zero, 100, 400), new(new Money(1_000_000_000_000_000), -20, 300)], Money.Zero),
            Slippage = new SlippageRule { Kind = SlippageKind.Volatility, CoefficientPpm = 1_500_000 },
            RateLimit = new RateLimit(200, 20, CountsCancels: true),
            Outages = new OutageRule(400_000_000, 20_000_000),
            RejectPpm = 50_000,
            MarkoutNs = 10_000_000,
        },
        new() { Slippage = new SlippageRule { Kind = SlippageKind.FixedBps, CoefficientPpm = 20_000 }, MarkoutNs = 1 },
    ];

    [Fact]
    public void Equal_inputs_give_equal_reports_and_states() => Runs.Sample(
        run =>
        {
            var (first, second) = (new ExecutionStream(run.Seed, Config(run.Seed), run.IsLive), new ExecutionStream(run.Seed, Config(run.Seed), run.IsLive));
            for (var step = 0; step < 400; step++) Assert.Equal(first.Step(), second.Step());
            Assert.Equal(first.Run.Saved(), second.Run.Saved());
        },
        iter: 60);

    [Fact]
    public void A_loaded_exchange_goes_on_as_the_saved_one() => Gen.Select(Runs, Gen.Int[0, 300]).Sample(
        (run, before) =>
        {
            var stream = new ExecutionStream(run.Seed, Config(run.Seed), run.IsLive);
            for (var step = 0; step < before; step++) stream.Step();
            var saved = stream.Run.Saved();
            var loaded = Create(run, stream.Run.Exchange.Config);
            var reader = new StateReader(saved);
            loaded.Load(ref reader);
            Assert.True(reader.IsComplete);
            Assert.Equal(saved, ExchangeRun.Saved(loaded));
            stream.Follow(loaded);
            for (var step = 0; step < 150; step++) stream.Step();
            Assert.Equal(stream.Run.Saved(), ExchangeRun.Saved(loaded));
        },
        iter: 120);

    [Fact]
    public void A_damaged_state_is_refused_or_read_but_never_an_exception() => Gen.Select(Runs, Gen.UInt, Gen.Byte, Gen.Bool).Sample(
        (run, place, value, isCut) =>
        {
            var stream = new ExecutionStream(run.Seed, Config(run.Seed), run.IsLive);
            for (var step = 0; step < 100; step++) stream.Step();
            var saved = stream.Run.Saved();
            var at = (int)(place % (uint)saved.Length);
            if (isCut) saved = saved[..at];
            else saved[at] = value;
            var reader = new StateReader(saved);
            Create(run, stream.Run.Exchange.Config).Load(ref reader);
            Assert.True(!isCut || !reader.IsComplete);
        },
        iter: 300);

    [Fact]
    public void With_impact_fills_never_exceed_what_the_market_offered() => Gen.ULong.Sample(
        seed =>
        {
            var stream = new ExecutionStream(seed, Config(seed) with { HasImpact = true, Slippage = SlippageRule.None }, isLive: false);
            var offered = new Dictionary<(Side, long), long>();
            for (var step = 0; step < 500; step++)
            {
                stream.Step();
                if (stream.LastLevels is { } levels)
                {
                    if (stream.IsSnapshot) offered.Clear();
                    foreach (var level in levels) offered[(level.Side, level.Price)] = level.Quantity;
                }

                var traded = stream.LastTrade;
                foreach (var fill in stream.Run.Last.Where(report => report.ExecType == ExecType.Trade))
                {
                    if (stream.IsOwnMatch(fill)) continue;
                    if (traded > 0 && fill.Liquidity == LiquiditySide.Maker) traded -= fill.LastQty;
                    else if (fill.Liquidity == LiquiditySide.Taker) offered[(fill.Side.Opposite(), fill.LastPx)] -= fill.LastQty;
                    Assert.True(fill.Liquidity == LiquiditySide.Maker || offered[(fill.Side.Opposite(), fill.LastPx)] >= 0);
                }

                Assert.True(traded >= 0);
            }
        },
        iter: 100);

    [Fact]
    public void Every_model_fills_as_maker_and_as_taker_and_refuses()
    {
        // The properties above would be empty for streams in which nothing happens.
        foreach (var isLive in new[] { false, true })
        {
            var (maker, taker, refused, canceled) = (0L, 0L, 0L, 0);
            for (var seed = 0UL; seed < 40; seed++)
            {
                var stream = new ExecutionStream(seed, Config(seed), isLive);
                for (var step = 0; step < 400; step++) canceled += stream.Step().Count(line => line.Contains(" Canceled "));
                maker += stream.Run.Statistics.Maker.Fills;
                taker += stream.Run.Statistics.Taker.Fills;
                refused += stream.Run.Statistics.Refused;
            }

            Assert.All([maker, taker, refused, canceled], count => Assert.InRange(count, 100, 100_000));
        }
    }

    [Fact]
    public void Market_events_allocate_nothing_while_our_orders_rest()
    {
        var run = new ExchangeRun(ExecutionConfig.Realistic with { Queue = QueueModel.Proportional });
        var reports = new ExecutionReportBuffer();
        PriceLevel[] book = [.. Enumerable.Range(1, 40).SelectMany(i => new PriceLevel[] { new(Side.Buy, 1_000 - i, 500), new(Side.Sell, 1_000 + i, 500) })];
        run.Snapshot(book);
        for (var order = 1; order <= 20; order++) run.Limit(order, order % 2 == 0 ? Side.Buy : Side.Sell, 400, order % 2 == 0 ? 1_000 - order : 1_000 + order);
        var delta = Trading.Tape.TapeEvent.Empty with { Kind = Trading.Tape.TapeEventKind.BookDelta };
        var trade = Trading.Tape.TapeEvent.Empty with { Kind = Trading.Tape.TapeEventKind.Trade, Quantity = 1 };
        Play(1_000, 2_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Play(3_000, 20_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        // The two orders at the touch were filled to their last unit, one unit a trade; the others rested all the while.
        Assert.Equal(800, run.Statistics.Maker.Fills);
        Assert.Equal(18, run.Exchange.OpenOrderCount);

        void Play(long fromNs, int events)
        {
            Span<PriceLevel> levels = stackalloc PriceLevel[2];
            for (var i = 0; i < events; i++)
            {
                reports.Clear();
                delta.TimeNs = trade.TimeNs = fromNs + i;
                levels[0] = new(Side.Buy, 999 - i % 20, 400 + i % 100);
                levels[1] = new(Side.Sell, 1_001 + i % 20, 400 + i % 90);
                run.Exchange.OnMarketEvent(delta, levels, reports);
                (trade.Price, trade.Side) = i % 2 == 0 ? (998, Side.Sell) : (1_001, Side.Buy);
                run.Exchange.OnMarketEvent(trade, [], reports);
            }
        }
    }

    private static ExecutionConfig Config(ulong seed) => Configs[seed % (ulong)Configs.Length];

    private static SimulatedExchange Create((ulong Seed, bool IsLive) run, ExecutionConfig config) => BookFixtures.ValueOf(
        run.IsLive
            ? SimulatedExchange.LiveBook(BookFixtures.Plain, 3, config, run.Seed)
            : SimulatedExchange.Recorded(BookFixtures.Plain, 3, config, run.Seed));
}
