using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;
using Trading.Simulation;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Simulation;

public sealed class SimulatorTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_does_not()
    {
        var one = SimulationFixture.Record(SimulationFixture.Config(7), 20_000);
        var again = SimulationFixture.Record(SimulationFixture.Config(7), 20_000);
        var other = SimulationFixture.Record(SimulationFixture.Config(8), 20_000);
        Assert.True(one.Tape.SequenceEqual(again.Tape));
        Assert.Equal(one.TraceHash, again.TraceHash);
        Assert.Equal(one.StateHash, again.StateHash);
        Assert.NotEqual(one.TraceHash, other.TraceHash);
        Assert.NotEqual(one.StateHash, other.StateHash);
    }

    [Fact]
    public void A_run_has_every_kind_of_event_and_every_agent_acts()
    {
        var (seen, _) = SimulationFixture.Run(SimulationFixture.Config(), 50_000);
        var kinds = seen.Events.Select(e => e.Kind).ToHashSet();
        Assert.Superset(
            new HashSet<TapeEventKind>
            {
                TapeEventKind.NewOrder, TapeEventKind.Cancel, TapeEventKind.Amend, TapeEventKind.Fill, TapeEventKind.Reject,
            },
            kinds);
        Assert.Equal(29, seen.Events.Where(e => e.Agent >= 0).Select(e => e.Agent).Distinct().Count());
    }

    [Fact]
    public void Replaying_the_commands_through_a_fresh_book_gives_the_same_book()
    {
        var (seen, simulator) = SimulationFixture.Run(SimulationFixture.Config(11, "BTC-USDT", "ETH-USDT"), 30_000);
        for (var market = 0; market < 2; market++)
        {
            var book = OrderBooks.Create(simulator.Book(market).Instrument);
            var reports = new ReportBuffer();
            foreach (var (_, command) in seen.Commands.Where(entry => entry.Market == market))
            {
                reports.Clear();
                book.Execute(command, reports);
            }

            Assert.Equal(simulator.Book(market).StateHash(), book.StateHash());
        }
    }

    [Fact]
    public void Fills_come_in_pairs_and_an_orders_filled_quantity_never_falls()
    {
        var (seen, _) = SimulationFixture.Run(SimulationFixture.Config(), 30_000);
        var fills = seen.Events.Where(e => e.Kind == TapeEventKind.Fill).ToArray();
        Assert.NotEmpty(fills);
        for (var i = 0; i < fills.Length; i += 2)
        {
            Assert.Equal(LiquiditySide.Taker, fills[i].Liquidity);
            Assert.Equal(LiquiditySide.Maker, fills[i + 1].Liquidity);
            Assert.Equal(fills[i].OrderId, fills[i + 1].CounterOrderId);
            Assert.Equal(fills[i].Quantity, fills[i + 1].Quantity);
        }

        var closed = new HashSet<ulong>();
        foreach (var e in seen.Events.Where(e => e.OrderId != 0 && e.Kind != TapeEventKind.Reject))
        {
            Assert.DoesNotContain(e.OrderId, closed);
            if (e.Status.IsClosed()) closed.Add(e.OrderId);
        }
    }

    [Fact]
    public void Adding_an_agent_changes_no_draw_of_the_others()
    {
        var config = SimulationFixture.Config();
        var more = config with { Agents = config.Agents.Add(new AgentGroup(AgentKind.CancelBot, 1, 1)) };
        // Before anything has traded, first actions depend on nothing but the agents' own streams.
        var (few, _) = SimulationFixture.Run(config, 200);
        var (many, _) = SimulationFixture.Run(more, 200);
        Assert.Equal(FirstActions(few), FirstActions(many));

        static long[] FirstActions(SimulationFixture seen) =>
            [.. seen.Commands.GroupBy(entry => AgentContext.IndexOf(entry.Command.OrderId))
                .Where(group => group.Key < 29).OrderBy(group => group.Key).Select(group => group.First().Command.TimeNs)];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    public void A_resumed_run_goes_on_as_if_it_had_never_stopped(long tickNs)
    {
        var config = SimulationFixture.Config(3, "BTC-USDT", "ETH-USDT") with
        {
            TickNs = tickNs,
            Regimes = [new(Regime.Calm, 200_000_000), new(Regime.Burst, 200_000_000), new(Regime.CancelStorm, 200_000_000)],
            Jitter = new() { NewOrderNs = 300_000, CancelNs = 500_000, AmendNs = 100_000, FillNs = 200_000, RejectNs = 50_000 },
            Injection = new() { GapPpm = 2_000, DuplicatePpm = 5_000, ReorderPpm = 20_000, ReorderDepthMax = 12 },
            Queue = new() { Capacity = 16, ServiceNs = 30_000, Overflow = OverflowPolicy.DropOldest },
        };
        var (whole, end) = SimulationFixture.Run(config, 30_000);

        var first = new SimulationFixture();
        var simulator = SimulationFixture.Start(config, first);
        while (simulator.Metrics.Events < 12_000) simulator.Step();
        var saved = new ArrayBufferWriter<byte>();
        simulator.Save(saved);

        var second = new SimulationFixture();
        Assert.True(Simulator.Load(config, saved.WrittenSpan, second).TryGet(out var resumed, out _));
        Assert.Equal(simulator.StateHash(), resumed.StateHash());
        while (resumed.Metrics.Events < 30_000) resumed.Step();

        Assert.Equal(end.StateHash(), resumed.StateHash());
        Assert.Equal(whole.Events.Skip(first.Events.Count), second.Events);
        Assert.True(end.Metrics.Overflows > 0 && end.Metrics.Gaps > 0 && end.Metrics.DuplicatesDropped > 0
            && end.Metrics.Reordered > 0, "the run must exercise what it claims to save");
    }

    [Fact]
    public void A_damaged_or_foreign_snapshot_is_refused_with_a_reason()
    {
        var config = SimulationFixture.Config();
        var (_, simulator) = SimulationFixture.Run(config, 2_000);
        var saved = new ArrayBufferWriter<byte>();
        simulator.Save(saved);
        var bytes = saved.WrittenSpan.ToArray();

        Assert.Equal(SnapshotError.NotASnapshot, Refusal(config, bytes[..20]));
        Assert.Equal(SnapshotError.NotASnapshot, Refusal(config, new byte[100]));
        Assert.Equal(SnapshotError.OtherConfiguration, Refusal(config with { Seed = 8 }, bytes));
        for (var i = 8; i < bytes.Length; i += 97)
        {
            bytes[i] ^= 0x10;
            Assert.Equal(SnapshotError.Damaged, Refusal(config, bytes));
            bytes[i] ^= 0x10;
        }

        static SnapshotError Refusal(SimulationConfig config, byte[] bytes)
        {
            Assert.False(Simulator.Load(config, bytes, new SimulationFixture()).TryGet(out _, out var error));
            return error;
        }
    }

    [Fact]
    public void Fixed_ticks_put_every_event_on_a_tick()
    {
        var config = SimulationFixture.Config() with { TickNs = 1_000_000 };
        var (seen, simulator) = SimulationFixture.Run(config, 5_000);
        Assert.All(seen.Events, e => Assert.Equal(0, (e.TimeNs - config.StartTimeNs) % 1_000_000));
        Assert.Equal((simulator.NowNs - config.StartTimeNs) / 1_000_000, simulator.Metrics.Steps);
    }

    [Fact]
    public void Event_time_never_steps_back()
    {
        var (seen, _) = SimulationFixture.Run(SimulationFixture.Config(), 20_000);
        Assert.Equal(seen.Events.Select(e => e.TimeNs).Order(), seen.Events.Select(e => e.TimeNs));
    }
}
