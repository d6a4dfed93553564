using System;
using System.Buffers;
using System.Linq;
using Trading.Exchange;
using Trading.Model;
using Trading.Tape;

namespace Trading.Simulation;

/// <summary>The trace of a run as a tape: its running hash is the run's trace hash.</summary>
public sealed class SimulationTape : ISimulationSink
{
    private SimulationTape(TapeWriter writer) => Writer = writer;

    /// <summary>The tape.</summary>
    public TapeWriter Writer { get; }

    /// <summary>A tape for a configuration's run.</summary>
    /// <param name="config">What the run depends on; its hash stands in the header.</param>
    /// <param name="output">Takes the tape's bytes.</param>
    /// <param name="after">Events on the tape of the saved run that this one goes on from; 0 for a run from the start.</param>
    /// <param name="afterHash">That tape's hash.</param>
    /// <returns>The tape, or the rule of the tape's header that the configuration breaks.</returns>
    public static Result<SimulationTape, TapeErrorCode> Create(
        SimulationConfig config, IBufferWriter<byte> output, long after = 0, UInt128 afterHash = default)
    {
        var agents = AgentRoster.Names(config).Select(agent => agent.Name);
        var header = TapeHeader.Create(
            config.Instruments, [.. agents], Simulator.RegimeNames, config.Seed, config.Hash(), "trading sim run");
        if (!header.TryGet(out var value, out var error)) return error;
        if (after > 0) value = value.Continue(after, afterHash);
        return new SimulationTape(new TapeWriter(output, value));
    }

    /// <inheritdoc/>
    public void OnEvent(in TapeEvent e)
    {
        var error = Writer.Write(e);
        // The simulator makes only events that its own header allows: anything else is a bug.
        if (error != TapeErrorCode.None) throw new InvalidOperationException($"the tape refuses a {e.Kind} event: {error}");
    }

    /// <inheritdoc/>
    public void OnCommand(int market, in BookCommand command)
    {
        // The trace holds what happened, not what was asked.
    }
}
