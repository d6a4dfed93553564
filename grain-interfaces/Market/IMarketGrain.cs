using System.Threading.Tasks;
using Orleans;

namespace Trading.GrainInterfaces;

/// <summary>
/// One instrument over all venues, under a key of <see cref="GrainKey.ForMarket"/>; fed by the stream of its key.
/// </summary>
[Alias("trading.IMarketGrain")]
public interface IMarketGrain : IGrainWithStringKey
{
    /// <summary>The market as it stands.</summary>
    [Alias("View")]
    Task<MarketView> View();

    /// <summary>The digest of a venue's book.</summary>
    /// <param name="source">The venue's instrument, for example <c>binance-spot:BTCUSDT</c>.</param>
    [Alias("Digest")]
    Task<VenueDigest> Digest(string source);
}
