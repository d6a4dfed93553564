using System.Threading.Tasks;
using Trading.GrainInterfaces;

namespace Trading.Grains;

/// <summary>
/// The way of a feed's blocks to its market. It may lose, repeat and reorder them: the channel repairs that.
/// </summary>
public interface IFeedPublisher
{
    /// <summary>Hands one block over.</summary>
    /// <param name="marketKey">The key of the market grain.</param>
    /// <param name="block">The block.</param>
    /// <returns>False when the way is full and the block was not taken.</returns>
    Task<bool> PublishAsync(string marketKey, FeedBlock block);
}
