using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Trading.Desk;
using Trading.Exchange;
using Trading.Simulation;
using Trading.Tape;
using PriceLevel = Trading.Model.PriceLevel;

namespace Trading.Faults;

/// <summary>Simulated order flow, kept in memory.</summary>
internal sealed class MarketFlow : ISimulationSink
{
    private readonly List<TapeEvent> _events = [];

    private MarketFlow()
    {
    }

    public ImmutableArray<TapeEvent> Events { get; private set; } = [];

    public ImmutableArray<string> Agents { get; private set; } = [];

    public static MarketFlow Draw(ulong seed, int events)
    {
        var flow = new MarketFlow();
        var config = new SimulationConfig { Seed = seed, Instruments = [BookOrders.Instrument], RatePerSecond = 2 };
        if (!Simulator.Create(config, flow).TryGet(out var simulator, out var error)) throw new InvalidOperationException($"{error}");
        flow.Agents = simulator.AgentNames;
        while (flow._events.Count < events) simulator.Step();
        flow.Events = [.. flow._events];
        return flow;
    }

    public IMarketSource Market() => new FlowSource(Events);

    public void OnEvent(in TapeEvent e)
    {
        var kept = e;
        // Regimes are the simulation's own; times never step back in a stream.
        kept.Regime = -1;
        if (kept.Kind is TapeEventKind.Regime or TapeEventKind.Overflow) kept.Instrument = -1;
        kept.Sequence = _events.Count + 1;
        if (_events.Count > 0) kept.TimeNs = Math.Max(kept.TimeNs, _events[^1].TimeNs);
        _events.Add(kept);
    }

    public void OnCommand(int market, in BookCommand command)
    {
    }
}

/// <summary>The events of a flow, one after the other.</summary>
internal sealed class FlowSource(ImmutableArray<TapeEvent> events) : IMarketSource
{
    private int _next = -1;

    public ref readonly TapeEvent Event => ref events.AsSpan()[_next];

    public ReadOnlySpan<PriceLevel> Levels => [];

    public bool TryNext() => ++_next < events.Length;
}
