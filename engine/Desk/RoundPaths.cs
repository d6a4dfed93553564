using System;
using System.Collections.Generic;
using System.Linq;

namespace Trading.Desk;

/// <summary>
/// The least time in which one node can have an effect on another, over whatever nodes lie between: the sum of the least
/// delays of the quickest way.
/// </summary>
public sealed class RoundPaths
{
    private readonly long[] _least;
    private readonly bool[] _isListener;

    private RoundPaths(int firstRank, int count, long[] least, bool[] isListener) =>
        (FirstRank, Count, _least, _isListener) = (firstRank, count, least, isListener);

    /// <summary>The rank of the first node; the others follow it without a gap.</summary>
    public int FirstRank { get; }

    /// <summary>How many nodes.</summary>
    public int Count { get; }

    /// <summary>The ways between nodes that are connected.</summary>
    /// <param name="nodes">All nodes of a desk, by rank without a gap.</param>
    public static RoundPaths Of(IReadOnlyList<DeskNode> nodes)
    {
        var (count, first) = (nodes.Count, nodes.Count == 0 ? 0 : nodes[0].Rank);
        var least = new long[count * count];
        Array.Fill(least, long.MaxValue);
        for (var from = 0; from < count; from++)
        {
            foreach (var (target, delayNs) in nodes[from].Ways) Shorten(ref least[from * count + target - first], delayNs);
        }

        // R. W. Floyd's shortest paths (1962).
        for (var over = 0; over < count; over++)
        {
            for (var from = 0; from < count; from++)
            {
                for (var to = 0; to < count; to++)
                {
                    Shorten(ref least[from * count + to], Sum(least[from * count + over], least[over * count + to]));
                }
            }
        }

        return new RoundPaths(first, count, least, [.. nodes.Select(node => node.SpeaksOnlyOnCommand)]);
    }

    /// <summary>From a node's input to the earliest input of another that it can bring about, in nanoseconds; from a node to
    /// itself, how soon an answer to what it sends can come. The end of time where there is no way.</summary>
    /// <param name="from">The node, counted from 0.</param>
    /// <param name="to">The other, counted from 0.</param>
    public long LeastNs(int from, int to) => _least[from * Count + to];

    /// <summary>True for a node that sends nothing but on an operator's command: nobody waits for it.</summary>
    public bool IsListener(int node) => _isListener[node];

    /// <summary>a + b, but the end of time stays the end of time.</summary>
    internal static long Sum(long a, long b) => a > long.MaxValue - b ? long.MaxValue : a + b;

    private static void Shorten(ref long least, long way) => least = Math.Min(least, way);
}
