using System;
using System.Collections.Generic;

namespace Trading.Client.Paper;

/// <summary>
/// Tells why a session has not got on for a while, to those who see no live view of it: a line for each reason, until it gets on.
/// </summary>
/// <param name="terminal">Where it is told.</param>
/// <param name="clock">The clock.</param>
internal sealed class Standstill(Terminal terminal, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private long _since = clock.GetTimestamp();
    private long _round;
    private readonly HashSet<string> _told = [];

    /// <summary>How a session was found.</summary>
    /// <param name="round">The round in hand; null when nobody said.</param>
    /// <param name="problem">Why it does not get on; empty while it does.</param>
    public void Note(long? round, string problem)
    {
        if (problem.Length == 0 || (round ?? _round) != _round)
        {
            (_round, _since) = (round ?? _round, clock.GetTimestamp());
            _told.Clear();
            return;
        }

        if (clock.GetElapsedTime(_since) < Patience || !_told.Add(problem)) return;
        terminal.Error.WriteLine($"the session stands still in round {_round}: {problem}");
    }
}
