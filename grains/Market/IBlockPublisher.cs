using System.Threading.Tasks;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>The way of a market's blocks to the desk nodes that follow it. It may lose, repeat and reorder them.</summary>
public interface IBlockPublisher
{
    /// <summary>Hands one block over.</summary>
    /// <param name="space">The namespace of the node's stream.</param>
    /// <param name="key">The node's grain key.</param>
    /// <param name="item">The block.</param>
    /// <returns>False when the way is full and the block was not taken.</returns>
    Task<bool> PublishAsync(string space, string key, MarketBlockItem item);
}
