using System;
using Orleans;

namespace Trading.GrainInterfaces;

/// <summary>Which grain hosts a desk's node: the first part of the node's name says it.</summary>
public static class DeskNodes
{
    /// <summary>The grain of a node.</summary>
    /// <param name="grains">Finds it.</param>
    /// <param name="session">The session; a name that <see cref="GrainKey.IsSession"/> accepts.</param>
    /// <param name="node">The node's name, such as <c>strategy/mm-1</c>.</param>
    /// <exception cref="ArgumentException">No grain hosts nodes of such a name.</exception>
    public static IDeskNodeGrain Of(IGrainFactory grains, string session, string node)
    {
        var slash = node.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !GrainKey.ForDeskNode(session, node[(slash + 1)..]).TryGet(out var key, out _))
        {
            throw new ArgumentException($"no grain hosts the node '{node}' of the session '{session}'.", nameof(node));
        }

        return node[..slash] switch
        {
            "strategy" => grains.GetGrain<IStrategyGrain>(key.ToString()),
            "exchange" => grains.GetGrain<IExchangeGrain>(key.ToString()),
            "venue" => grains.GetGrain<IVenueGrain>(key.ToString()),
            "capital" => grains.GetGrain<ICapitalTierGrain>(key.ToString()),
            "desk" => grains.GetGrain<ITimelineGrain>(key.ToString()),
            _ => throw new ArgumentException($"no grain hosts the node '{node}'.", nameof(node)),
        };
    }
}
