using System;
using System.Linq;
using Trading.Model;
using Trading.Orders;
using Trading.Simulation;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Simulation;

public sealed class RegimeTests
{
    private const long SecondNs = 1_000_000_000;

    [Fact]
    public void A_script_repeats_from_its_start()
    {
        var config = SimulationFixture.Config() with
        {
            RatePerSecond = 1_000,
            Regimes = [new(Regime.Calm, SecondNs), new(Regime.Burst, SecondNs / 2), new(Regime.CancelStorm, SecondNs / 2)],
        };
        var seen = new SimulationFixture();
        var simulator = SimulationFixture.Start(config, seen);
        while (simulator.NowNs < config.StartTimeNs + (4 * SecondNs)) simulator.Step();
        var changes = seen.Events.Where(e => e.Kind == TapeEventKind.Regime)
            .Select(e => (Simulator.RegimeNames[e.Regime], (e.TimeNs - config.StartTimeNs) / (SecondNs / 2))).ToArray();
        Assert.Equal(
            [("calm", 0L), ("burst", 2L), ("cancel-storm", 3L), ("calm", 4L), ("burst", 6L), ("cancel-storm", 7L)],
            changes.Take(6));
    }

    [Fact]
    public void A_burst_is_busier_than_calm_and_a_cancel_storm_cancels_more()
    {
        var calm = RunRegime(Regime.Calm);
        var burst = RunRegime(Regime.Burst);
        var storm = RunRegime(Regime.CancelStorm);
        Assert.True(burst.Events > calm.Events * 3 / 2, $"{burst.Events} against {calm.Events}");
        Assert.True(
            storm.Cancels > calm.Cancels * 3 && storm.Cancels * calm.Orders > calm.Cancels * storm.Orders * 11 / 10,
            $"cancels per order {storm.Cancels}/{storm.Orders} against {calm.Cancels}/{calm.Orders}");
    }

    [Fact]
    public void A_spike_halves_with_its_half_life()
    {
        Assert.Equal(8_000, BurstScheduler.Decay(8_000, 0, SecondNs));
        Assert.Equal(6_000, BurstScheduler.Decay(8_000, SecondNs / 2, SecondNs));
        Assert.Equal(4_000, BurstScheduler.Decay(8_000, SecondNs, SecondNs));
        Assert.Equal(2_000, BurstScheduler.Decay(8_000, 2 * SecondNs, SecondNs));
        Assert.Equal(0, BurstScheduler.Decay(8_000, 40 * SecondNs, SecondNs));
    }

    [Fact]
    public void Spikes_come_again_while_the_burst_lasts()
    {
        var burst = new BurstScheduler(
            new BurstSettings { PeakPermille = 9_000, HalfLifeNs = SecondNs / 100, MeanIntervalNs = SecondNs },
            SeededRandom.Create(3, "burst"));
        burst.Start(0);
        Assert.Equal(9_000, burst.RatePermille(0));
        var rates = Enumerable.Range(1, 20_000).Select(i => burst.RatePermille(i * (SecondNs / 1_000))).ToArray();
        Assert.All(rates, rate => Assert.InRange(rate, 1_000, 9_000));
        // Twenty seconds with a mean of one spike a second: the rate rises that often, give or take.
        Assert.InRange(rates.Zip(rates.Skip(1)).Count(pair => pair.Second > pair.First), 8, 40);
    }

    [Fact]
    public void Thresholds_start_a_burst_a_storm_and_bring_the_calm_back()
    {
        var clock = new RegimeClock(SimulationFixture.Config() with
        {
            Thresholds = new() { BurstTrades = 10, CancelStormPermille = 800, CalmWindows = 2 },
        });
        Assert.Equal(Regime.Calm, clock.Current);
        Assert.Equal((true, Regime.Burst), Window(clock, trades: 11, cancels: 0, orders: 10));
        Assert.Equal((true, Regime.CancelStorm), Window(clock, trades: 0, cancels: 9, orders: 10));
        Assert.Equal((false, Regime.CancelStorm), Window(clock, trades: 0, cancels: 0, orders: 10));
        Assert.Equal((true, Regime.Calm), Window(clock, trades: 10, cancels: 8, orders: 10));

        static (bool, Regime) Window(RegimeClock clock, long trades, long cancels, long orders)
        {
            clock.Count(trades, cancels, orders);
            return (clock.Advance(), clock.Current);
        }
    }

    [Fact]
    public void The_inventory_limit_rejects_deterministically_and_no_position_passes_it()
    {
        var config = SimulationFixture.Config() with { InventoryLimitLots = 60 };
        var (seen, simulator) = SimulationFixture.Run(config, 30_000);
        var rejects = seen.Events.Count(e => e.Reason == OrderReason.InventoryLimit);
        Assert.True(rejects > 0);
        Assert.Equal(rejects, simulator.Metrics.InventoryRejects);

        var positions = new long[29];
        foreach (var fill in seen.Events.Where(e => e.Kind == TapeEventKind.Fill))
        {
            positions[fill.Agent] += fill.Side.Sign() * fill.Quantity;
            Assert.InRange(Math.Abs(positions[fill.Agent]), 0, 60 * 10);
        }
    }

    [Fact]
    public void Waiting_times_are_exponential_with_their_mean()
    {
        var random = SeededRandom.Create(1, "wait");
        var times = Enumerable.Range(0, 200_000).Select(_ => Exponential.Next(ref random, 1_000_000)).ToArray();
        // Mean 10^6, and a share of e^-1 above the mean; both within one percent for this seed.
        Assert.InRange(times.Average(), 990_000, 1_010_000);
        Assert.InRange(times.Count(time => time > 1_000_000) / 200_000.0, 0.3642, 0.3716);
    }

    [Fact]
    public void Metrics_are_the_counts_of_the_trace()
    {
        var (seen, simulator) = SimulationFixture.Run(SimulationFixture.Config() with { InventoryLimitLots = 60 }, 20_000);
        var metrics = simulator.Metrics;
        Assert.Equal(seen.Events.Count, metrics.Events);
        Assert.Equal(Count(TapeEventKind.NewOrder), metrics.Orders);
        Assert.Equal(Count(TapeEventKind.Cancel), metrics.Cancels);
        Assert.Equal(Count(TapeEventKind.Fill), metrics.Fills);
        Assert.Equal(Count(TapeEventKind.Amend), metrics.Amends);
        Assert.Equal(Count(TapeEventKind.Reject), metrics.Rejects);
        Assert.Equal(Count(TapeEventKind.Regime), metrics.RegimeChanges);
        Assert.True(metrics.QueueSamples >= seen.Commands.Count);

        long Count(TapeEventKind kind) => seen.Events.Count(e => e.Kind == kind);
    }

    private static SimulationMetrics RunRegime(Regime regime)
    {
        var config = SimulationFixture.Config() with { Regimes = [new(regime, 100 * SecondNs)] };
        var simulator = SimulationFixture.Start(config, new SimulationFixture());
        while (simulator.NowNs < config.StartTimeNs + (3 * SecondNs)) simulator.Step();
        return simulator.Metrics;
    }
}
