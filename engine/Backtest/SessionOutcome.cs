using System.Collections.Immutable;
using Trading.Desk;

namespace Trading.Backtest;

/// <summary>
/// What a session on a cluster came to, in the words of a backtest: its timeline is heard from the beginning, and its nodes are
/// looked at where they stand.
/// </summary>
/// <param name="header">The session.</param>
/// <param name="host">Must have the session's strategies.</param>
/// <param name="watcher">Hears the timeline too; null for nobody.</param>
public sealed class SessionOutcome(SessionHeader header, SessionHost host, IDeskWatcher? watcher = null)
{
    private readonly BacktestMeter _meter = new(header.Config, watcher);

    /// <summary>Hears the session's timeline.</summary>
    public IDeskWatcher Timeline => _meter;

    /// <summary>The nodes as they stood.</summary>
    /// <param name="states">What they answered to <see cref="SessionNode.StateQuery"/>, in the order of their names.</param>
    /// <returns>Null when one of the answers is none.</returns>
    public DeskNodeSet? Nodes(ImmutableArray<byte[]> states)
    {
        var names = TradingDesk.NodeNames(header.Config);
        if (states.Length != names.Length) return null;
        var nodes = ImmutableArray.CreateBuilder<DeskNode>(names.Length);
        for (var i = 0; i < names.Length; i++)
        {
            if (SessionNode.TryShow(host, header, names[i], states[i]) is not { } node) return null;
            nodes.Add(node);
        }

        return DeskNodeSet.Of(header.Config, nodes.ToImmutable());
    }

    /// <summary>The result: everything in it but the timeline's statistics comes from the nodes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="events">Market events of the session's tape.</param>
    /// <param name="span">The time of the first and of the last of them, UNIX nanoseconds.</param>
    public BacktestResult Result(DeskNodeSet nodes, long events, (long FirstNs, long LastNs) span) =>
        new DeskSummary(nodes, _meter).Result(events, span);
}
