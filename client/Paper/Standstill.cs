using System;

namespace Trading.Client.Paper;

/// <summary>
/// Tells why a session has not got on for a while, to those who see no live view of it: a line for each reason, and no more than one in
/// ten seconds.
/// </summary>
/// <param name="terminal">Where it is told.</param>
/// <param name="clock">The clock.</param>
internal sealed class Standstill(Terminal terminal, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private long _since = clock.GetTimestamp();
    private long _round;
    private string _told = "";

    /// <summary>How a session was found.</summary>
    /// <param name="round">The round in hand; null when nobody said.</param>
    /// <param name="problem">Why it does not get on; empty while it does.</param>
    public void Note(long? round, string problem)
    {
        if (problem.Length == 0 || (round ?? _round) != _round)
        {
            (_round, _since, _told) = (round ?? _round, clock.GetTimestamp(), "");
            return;
        }

        if (problem == _told || clock.GetElapsedTime(_since) < Patience) return;
        (_since, _told) = (clock.GetTimestamp(), problem);
        terminal.Error.WriteLine($"the session stands still in round {_round}: {problem}");
    }
}
