using System;
using System.Collections.Generic;

namespace Trading.Desk;

/// <summary>
/// Drives nodes in rounds, by direct calls: every node handles its inputs as far as no other can still give it one, then
/// what was sent is handed over. So the order in which nodes run within a round, and where they live, changes nothing.
/// </summary>
public sealed class RoundDriver
{
    /// <summary>Market events read ahead at once: enough that nodes which only watch go far, and little memory.</summary>
    private const int ReadAhead = 256;

    private readonly DeskNode[] _nodes;
    private readonly RoundPaths _paths;
    private readonly RoundPlan _plan;
    private readonly MarketPump _markets;
    private readonly List<DeskMessage> _outbox = [];
    private long _commands;

    /// <summary>A driver before the first round.</summary>
    /// <param name="nodes">All nodes, by rank without a gap.</param>
    /// <param name="markets">What feeds their markets.</param>
    public RoundDriver(IReadOnlyList<DeskNode> nodes, MarketPump markets)
    {
        _nodes = [.. nodes];
        _markets = markets;
        _paths = RoundPaths.Of(_nodes);
        _plan = new RoundPlan(_paths);
    }

    /// <summary>Rounds driven.</summary>
    public long Rounds { get; private set; }

    /// <summary>Drives the next round.</summary>
    /// <returns>False when nothing is left to handle.</returns>
    public bool TryRound()
    {
        Plan();
        // Nobody's next event is known for sure until the markets were read beyond it.
        while (_markets.ReadNs <= _plan.StartNs && TryReadAhead()) Plan();
        if (_plan.StartNs == long.MaxValue) return false;
        for (var i = 0; i < _nodes.Length; i++)
        {
            var endNs = Math.Min(_plan.EndNs(i), _markets.ReadNs);
            if (_nodes[i].NextNs < endNs) _nodes[i].RunUntil(endNs, _paths.LeastNs(i, i), _outbox);
        }

        foreach (var message in _outbox) _nodes[message.Target - _paths.FirstRank].Deliver(message);
        _outbox.Clear();
        Rounds++;
        return true;
    }

    /// <summary>Takes an operator's command. It takes effect after everything that any node has handled.</summary>
    /// <param name="control">The desk's own node.</param>
    /// <param name="command">The command.</param>
    /// <returns>When it takes effect, UNIX nanoseconds.</returns>
    public long Command(ControlNode control, in OperatorCommand command)
    {
        Plan();
        var timeNs = _plan.StartNs == long.MaxValue ? 0 : _plan.StartNs;
        foreach (var node in _nodes) timeNs = Math.Max(timeNs, node.NowNs + 1);
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

    private bool TryReadAhead()
    {
        var read = 0;
        while (read < ReadAhead && _markets.TryRead()) read++;
        return read > 0;
    }

    private void Plan()
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            var knownNs = _nodes[i].FollowsMarkets ? _markets.ReadNs : long.MaxValue;
            _plan.Set(i, Math.Min(_nodes[i].NextNs, knownNs), Math.Min(_nodes[i].NextSendNs, knownNs));
        }

        _plan.Make(longestNs: long.MaxValue);
    }
}
