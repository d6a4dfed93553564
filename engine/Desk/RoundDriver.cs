using System;
using System.Collections.Generic;

namespace Trading.Desk;

/// <summary>
/// Drives nodes in rounds, by direct calls: all inputs of a stretch of time no longer than the least delay between nodes are
/// handled, then what was sent is handed over. No output can take effect in the round that made it, so the order in which
/// nodes run within a round, and where they live, changes nothing.
/// </summary>
public sealed class RoundDriver
{
    private readonly DeskNode[] _nodes;
    private readonly DeskNode?[] _byRank;
    private readonly MarketPump _markets;
    private readonly List<DeskMessage> _outbox = [];
    private readonly long _roundNs;
    private long _handledNs;
    private long _commands;

    /// <summary>A driver before the first round.</summary>
    /// <param name="nodes">All nodes, by rank.</param>
    /// <param name="markets">What feeds their markets.</param>
    public RoundDriver(IReadOnlyList<DeskNode> nodes, MarketPump markets)
    {
        _nodes = [.. nodes];
        _markets = markets;
        _byRank = new DeskNode[_nodes.Length == 0 ? 0 : _nodes[^1].Rank + 1];
        _roundNs = long.MaxValue;
        foreach (var node in _nodes)
        {
            _byRank[node.Rank] = node;
            _roundNs = Math.Min(_roundNs, node.MinDelayNs);
        }
    }

    /// <summary>Rounds driven.</summary>
    public long Rounds { get; private set; }

    /// <summary>Drives the next round.</summary>
    /// <returns>False when nothing is left to handle.</returns>
    public bool TryRound()
    {
        var startNs = Earliest();
        // Nobody's next event is known for sure until the markets were read beyond the round.
        while (startNs == long.MaxValue || _markets.ReadNs < EndOf(startNs))
        {
            if (!_markets.TryRead()) break;
            startNs = Earliest();
        }

        if (startNs == long.MaxValue) return false;
        RunUntil(EndOf(startNs));
        return true;
    }

    /// <summary>Takes an operator's command. It takes effect at the start of the next round.</summary>
    /// <param name="control">The desk's own node.</param>
    /// <param name="command">The command.</param>
    /// <returns>When it takes effect, UNIX nanoseconds.</returns>
    public long Command(ControlNode control, in OperatorCommand command)
    {
        // Nothing at or after the end of the last round was handled, whatever market events are still to be read.
        var earliest = Earliest();
        var timeNs = earliest == long.MaxValue ? _handledNs : Math.Max(earliest, _handledNs);
        control.Deliver(command.ToMessage(timeNs, ++_commands, control.Rank));
        return timeNs;
    }

    /// <summary>Takes a session's commands before its first round, in the order of their times.</summary>
    /// <param name="control">The desk's own node.</param>
    /// <param name="script">The commands with the times at which they take effect; those of equal times in their order.</param>
    public void Command(ControlNode control, IReadOnlyList<TimedCommand> script)
    {
        foreach (var (timeNs, command) in script) control.Deliver(command.ToMessage(timeNs, ++_commands, control.Rank));
    }

    private void RunUntil(long endNs)
    {
        _handledNs = endNs;
        foreach (var node in _nodes)
        {
            if (node.NextNs < endNs) node.RunUntil(endNs, _outbox);
        }

        foreach (var message in _outbox) _byRank[message.Target]?.Deliver(message);
        _outbox.Clear();
        Rounds++;
    }

    private long EndOf(long startNs) => startNs > long.MaxValue - _roundNs ? long.MaxValue : startNs + _roundNs;

    private long Earliest()
    {
        var earliest = long.MaxValue;
        foreach (var node in _nodes) earliest = Math.Min(earliest, node.NextNs);
        return earliest;
    }
}
