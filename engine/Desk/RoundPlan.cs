using System;

namespace Trading.Desk;

/// <summary>
/// How far each node may go in one round: to the earliest input that another node could still give it. A node sends
/// nothing before the time that it promised, and what it sends needs the least delays of its ways; so every input before
/// the end is known when the round begins.
/// </summary>
/// <remarks>
/// The rule is that of conservative parallel simulation (K. M. Chandy and J. Misra, 1979): the promises are its null
/// messages. What a node could bring about for itself does not limit it beforehand: it stops, once it has really sent
/// something, where the first answer could come.
/// </remarks>
internal sealed class RoundPlan(RoundPaths paths)
{
    private readonly long[] _nextNs = new long[paths.Count];
    private readonly long[] _sendNs = new long[paths.Count];
    private readonly long[] _endNs = new long[paths.Count];

    /// <summary>The earliest input of any node: UNIX nanoseconds, or the end of time.</summary>
    public long StartNs { get; private set; }

    /// <summary>Tells where a node stands.</summary>
    /// <param name="node">The node, counted from 0.</param>
    /// <param name="nextNs">No input of it takes effect before.</param>
    /// <param name="sendNs">It sends nothing in a turn before, unless it is told something new; not before the next input.</param>
    public void Set(int node, long nextNs, long sendNs) => (_nextNs[node], _sendNs[node]) = (nextNs, sendNs);

    /// <summary>Finds the ends of the round.</summary>
    /// <param name="longestNs">No node goes further than this beyond the start, in nanoseconds; at least 1.</param>
    public void Make(long longestNs)
    {
        StartNs = Earliest(areListeners: false);
        // Nobody waits for those that speak only on command; what is left of them comes last.
        if (StartNs == long.MaxValue) StartNs = Earliest(areListeners: true);
        Array.Fill(_endNs, RoundPaths.Sum(StartNs, longestNs));
        for (var from = 0; from < paths.Count; from++)
        {
            for (var to = 0; to < paths.Count; to++)
            {
                if (from == to) continue;
                _endNs[to] = Math.Min(_endNs[to], RoundPaths.Sum(_sendNs[from], paths.LeastNs(from, to)));
            }
        }
    }

    /// <summary>Inputs of a node before this time may be handled: UNIX nanoseconds.</summary>
    public long EndNs(int node) => _endNs[node];

    /// <summary>Whether a node has anything to handle.</summary>
    public bool IsDue(int node) => _nextNs[node] < _endNs[node];

    private long Earliest(bool areListeners)
    {
        var earliest = long.MaxValue;
        for (var node = 0; node < paths.Count; node++)
        {
            if (paths.IsListener(node) == areListeners) earliest = Math.Min(earliest, _nextNs[node]);
        }

        return earliest;
    }
}
