using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Desk;
using Trading.Exchange;
using Trading.Model;
using Trading.Simulation;
using Trading.Tape;
using Trading.Tests.Simulation;

namespace Trading.Tests.Backtest;

/// <summary>Simulated order flow of two instruments, kept in memory: a market for desks.</summary>
internal sealed class SimulatedFlow : ISimulationSink
{
    // Slow enough for strategies that think in seconds: some minutes of market.
    private static readonly SimulationConfig Config = SimulationFixture.Config(7, "BTC-USDT", "ETH-USDT") with { RatePerSecond = 20 };
    private readonly List<TapeEvent> _events = [];

    private SimulatedFlow()
    {
    }

    public static ImmutableArray<TapeEvent> Events { get; } = Simulate(events: 12_000);

    public static ImmutableArray<Listing> Listings { get; } =
        [.. Config.Instruments.Select(ListingOf)];

    public static ImmutableArray<string> Agents { get; } = SimulationFixture.Start(Config, new SimulatedFlow()).AgentNames;

    public static IMarketSource Market(int events = int.MaxValue) => new ListMarket([.. Events.Take(events)]);

    public void OnEvent(in TapeEvent e)
    {
        var kept = e;
        kept.Regime = -1;
        if (kept.Kind is TapeEventKind.Regime or TapeEventKind.Overflow) kept.Instrument = -1;
        kept.Sequence = _events.Count + 1;
        _events.Add(kept);
    }

    public void OnCommand(int market, in BookCommand command)
    {
    }

    private static ImmutableArray<TapeEvent> Simulate(int events)
    {
        var sink = new SimulatedFlow();
        var simulator = SimulationFixture.Start(Config, sink);
        while (sink._events.Count < events) simulator.Step();
        return [.. sink._events];
    }

    private static Listing ListingOf(Instrument instrument) => AssetPair.TryParse(instrument.Id.Symbol, out var pair)
        ? new Listing(instrument, pair)
        : throw new InvalidOperationException($"{instrument.Id} names no pair");
}
