using System;
using System.Collections.Immutable;
using System.Linq;
using Trading.Model;

namespace Trading.Desk;

/// <summary>All nodes of a desk, wherever they lived, to be looked at together.</summary>
public sealed class DeskNodeSet
{
    private DeskNodeSet(DeskConfig config, ImmutableArray<DeskNode> nodes, VenueNode venue, ControlNode control)
    {
        (Config, Nodes, Venue, Control) = (config, nodes, venue, control);
        Exchanges = [.. nodes.OfType<ExchangeNode>().OrderBy(node => node.Exchange.InstrumentIndex)];
        Strategies = [.. nodes.OfType<StrategyNode>().OrderBy(node => node.Status().Strategy)];
    }

    /// <summary>What the desk was made from.</summary>
    public DeskConfig Config { get; }

    /// <summary>All of them, in the order of their names.</summary>
    public ImmutableArray<DeskNode> Nodes { get; }

    /// <summary>The exchanges, by instrument.</summary>
    public ImmutableArray<ExchangeNode> Exchanges { get; }

    /// <summary>The strategies, by number less one.</summary>
    public ImmutableArray<StrategyNode> Strategies { get; }

    /// <summary>The account.</summary>
    public VenueNode Venue { get; }

    /// <summary>The desk's own node.</summary>
    public ControlNode Control { get; }

    /// <summary>The nodes of a desk in this process.</summary>
    public static DeskNodeSet Of(TradingDesk desk) => new(desk.Config, desk.Nodes, desk.Venue, desk.Control);

    /// <summary>Nodes that were brought together.</summary>
    /// <param name="config">The desk.</param>
    /// <param name="nodes">All of its nodes, in the order of their names.</param>
    /// <returns>Null when one is missing.</returns>
    public static DeskNodeSet? Of(DeskConfig config, ImmutableArray<DeskNode> nodes) =>
        nodes.Select(node => node.Name).SequenceEqual(TradingDesk.NodeNames(config))
            ? new DeskNodeSet(config, nodes, nodes.OfType<VenueNode>().Single(), nodes.OfType<ControlNode>().Single())
            : null;

    /// <summary>The desk's one number: the hash of its nodes' chains in the order of their names.</summary>
    public UInt128 TraceHash() => HashOf(node => node.Chain);

    /// <summary>The hash of its nodes' states in the order of their names.</summary>
    public UInt128 StateHash() => HashOf(node => node.StateHash());

    private UInt128 HashOf(Func<DeskNode, UInt128> head)
    {
        var hasher = new StateHasher();
        foreach (var node in Nodes) hasher.Add(node.Name).Add(head(node));
        return hasher.Current;
    }
}
