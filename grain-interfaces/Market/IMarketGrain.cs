using System.Threading.Tasks;
using Orleans;
using Orleans.Concurrency;

namespace Trading.GrainInterfaces;

/// <summary>
/// One instrument over all venues, under a key of <see cref="GrainKey.ForMarket"/>; fed by the stream of its key.
/// </summary>
[Alias("trading.IMarketGrain")]
public interface IMarketGrain : IGrainWithStringKey
{
    /// <summary>The market as it is committed; without venues while its journal cannot be reached.</summary>
    [Alias("View")]
    Task<MarketView> View();

    /// <summary>The digest of a venue's book.</summary>
    /// <param name="source">The venue's instrument, for example <c>binance-spot:BTCUSDT</c>.</param>
    [Alias("Digest")]
    Task<VenueDigest> Digest(string source);

    /// <summary>
    /// A desk node follows a venue's market: blocks after its cursor are sent to its stream as they come, as far as its credit
    /// goes. Told again and again, which repairs whatever the stream has lost.
    /// </summary>
    /// <param name="source">The venue's instrument.</param>
    /// <param name="follower">The node.</param>
    [Alias("Follow"), OneWay]
    Task Follow(string source, MarketFollower follower);
}
