using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using Trading.Exchange;
using Trading.Model;
using Trading.Simulation;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Simulation;

/// <summary>Runs small simulations and keeps what they said.</summary>
internal sealed class SimulationFixture : ISimulationSink
{
    public List<TapeEvent> Events { get; } = [];

    public List<(int Market, BookCommand Command)> Commands { get; } = [];

    public static SimulationConfig Config(ulong seed = 7, params string[] symbols) => new()
    {
        Seed = seed,
        Instruments = [.. Array.ConvertAll(symbols.Length == 0 ? ["BTC-USDT"] : symbols, Instrument)],
    };

    public static Instrument Instrument(string symbol)
    {
        Assert.True(InstrumentId.Create("sim", symbol).TryGet(out var id, out _));
        var made = Trading.Model.Instrument.Create(
            id, InstrumentKind.Spot, 2, 4, new Price(5), new Quantity(10), new Quantity(10), new Quantity(1_000_000_000), Notional.Zero);
        Assert.True(made.TryGet(out var instrument, out _));
        return instrument;
    }

    public static Simulator Start(SimulationConfig config, ISimulationSink sink)
    {
        Assert.True(Simulator.Create(config, sink).TryGet(out var simulator, out var error), error?.ToString());
        return simulator;
    }

    public static (SimulationFixture Seen, Simulator Simulator) Run(SimulationConfig config, long events)
    {
        var seen = new SimulationFixture();
        var simulator = Start(config, seen);
        while (simulator.Metrics.Events < events) simulator.Step();
        return (seen, simulator);
    }

    public static (ImmutableArray<byte> Tape, UInt128 TraceHash, UInt128 StateHash) Record(SimulationConfig config, long events)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Assert.True(SimulationTape.Create(config, bytes).TryGet(out var tape, out _));
        var simulator = Start(config, tape);
        while (simulator.Metrics.Events < events) simulator.Step();
        tape.Writer.Complete();
        return ([.. bytes.WrittenSpan], tape.Writer.Hash, simulator.StateHash());
    }

    public void OnEvent(in TapeEvent e) => Events.Add(e);

    public void OnCommand(int market, in BookCommand command) => Commands.Add((market, command));
}
