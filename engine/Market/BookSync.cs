using System;
using Trading.Model;
using Trading.Venues;

namespace Trading.Market;

/// <summary>The feeds whose rules of order the engine knows.</summary>
public enum VenueFeed : byte
{
    /// <summary>Binance spot: REST snapshot, then diffs whose ids follow each other.</summary>
    BinanceSpot = 1,

    /// <summary>Binance USD-M futures: REST snapshot, then diffs that name the id before.</summary>
    BinanceUsdm = 2,

    /// <summary>Bybit v5: snapshots in the stream, ids that grow by one.</summary>
    Bybit = 3,

    /// <summary>Kraken spot, WebSocket v2 and v1: snapshots in the stream, truncation to the depth, checksum.</summary>
    Kraken = 4,

    /// <summary>Kraken Derivatives v1: snapshots in the stream, sequences that grow by one.</summary>
    KrakenFutures = 5,

    /// <summary>OKX v5: snapshots in the stream, messages that name the id before, a checksum where it is not zero.</summary>
    Okx = 6,
}

/// <summary>
/// Brings one book's messages into order by its venue's rules, keeps the book, and tells a listener what was applied.
/// A hole in the order loses the book: it waits for the next snapshot, which its owner must ask for.
/// </summary>
public abstract class BookSync
{
    private protected BookSync()
    {
    }

    /// <summary>The book.</summary>
    public MarketBook Book { get; } = new();

    /// <summary>Messages that were not applied: older than the book, of another depth, or before any snapshot.</summary>
    public long Ignored { get; private protected set; }

    /// <summary>The rules of a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="priceScale">Decimal places of the book's prices; for Kraken those that the venue shows.</param>
    /// <param name="quantityScale">Decimal places of the book's quantities; for Kraken those that the venue shows.</param>
    public static BookSync Create(VenueFeed feed, int priceScale, int quantityScale) => feed switch
    {
        VenueFeed.BinanceSpot => new SplicedBookSync(namesPrevious: false),
        VenueFeed.BinanceUsdm => new SplicedBookSync(namesPrevious: true),
        VenueFeed.Bybit => new StreamBookSync(Continuity.ByOne, ChecksumRule.None, priceScale, quantityScale),
        VenueFeed.Kraken => new StreamBookSync(Continuity.None, ChecksumRule.Kraken, priceScale, quantityScale),
        VenueFeed.KrakenFutures => new StreamBookSync(Continuity.ByOne, ChecksumRule.None, priceScale, quantityScale),
        VenueFeed.Okx => new StreamBookSync(Continuity.ByPrevious, ChecksumRule.Okx, priceScale, quantityScale),
    };

    /// <summary>Takes one message: a snapshot, a delta, or the answer to a subscription. Trades are not its concern.</summary>
    /// <param name="e">The message; its time is the time that the listener is told.</param>
    /// <param name="levels">Its levels.</param>
    /// <param name="listener">Hears what was applied, before this returns.</param>
    public abstract void OnMessage(in VenueEvent e, ReadOnlySpan<PriceLevel> levels, IBookListener listener);
}
