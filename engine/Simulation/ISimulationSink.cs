using Trading.Exchange;
using Trading.Tape;

namespace Trading.Simulation;

/// <summary>Where a simulation's outputs go.</summary>
public interface ISimulationSink
{
    /// <summary>One event of the trace; the sequence is the receiver's to assign.</summary>
    void OnEvent(in TapeEvent e);

    /// <summary>One command as the book of a market took it: the same commands in the same order give the same book.</summary>
    /// <param name="market">Index into the configuration's instruments.</param>
    /// <param name="command">The command, with its effective time.</param>
    void OnCommand(int market, in BookCommand command);
}
