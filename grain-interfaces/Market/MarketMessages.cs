using System.Collections.Immutable;
using Orleans;
using Trading.Market;

namespace Trading.GrainInterfaces;

/// <summary>A best level.</summary>
/// <param name="Source">The venue's instrument; empty when no venue has this side.</param>
/// <param name="Price">In units of the view's price scale.</param>
/// <param name="Quantity">In units of the view's quantity scale.</param>
[GenerateSerializer, Immutable, Alias("trading.MarketQuote")]
public sealed record MarketQuote(
    [property: Id(0)] string Source, [property: Id(1)] long Price, [property: Id(2)] long Quantity);

/// <summary>One venue's feed in a market.</summary>
/// <param name="Source">The venue's instrument.</param>
/// <param name="Epoch">The feed's play.</param>
/// <param name="Blocks">Blocks applied, the tape's end included.</param>
/// <param name="Events">Events applied.</param>
/// <param name="Trades">Trades among them.</param>
/// <param name="State">How far the book can be trusted.</param>
/// <param name="TimeNs">The book's last update, UNIX nanoseconds.</param>
/// <param name="Gaps">Gaps that this activation found in the stream.</param>
/// <param name="Refilled">Blocks given again.</param>
/// <param name="Dropped">Blocks that came twice, too early, or of an earlier play.</param>
/// <param name="IsComplete">True when the tape came to its end and its hash was right.</param>
/// <param name="Error">Why it is not applied any further; empty while it is.</param>
/// <param name="Bid">The venue's best bid.</param>
/// <param name="Ask">The venue's best ask.</param>
[GenerateSerializer, Immutable, Alias("trading.MarketVenue")]
public sealed record MarketVenue(
    [property: Id(0)] string Source,
    [property: Id(1)] ulong Epoch,
    [property: Id(2)] ulong Blocks,
    [property: Id(3)] long Events,
    [property: Id(4)] long Trades,
    [property: Id(5)] BookState State,
    [property: Id(6)] long TimeNs,
    [property: Id(7)] long Gaps,
    [property: Id(8)] long Refilled,
    [property: Id(9)] long Dropped,
    [property: Id(10)] bool IsComplete,
    [property: Id(11)] string Error,
    [property: Id(12)] MarketQuote Bid,
    [property: Id(13)] MarketQuote Ask);

/// <summary>One instrument over all venues: committed state.</summary>
/// <param name="Health">Whether enough venues are live.</param>
/// <param name="Sequence">Counts the updates of the view; it starts again when a feed comes or restarts.</param>
/// <param name="PriceScale">Decimal places of the view's prices.</param>
/// <param name="QuantityScale">Decimal places of the view's quantities.</param>
/// <param name="BestBid">The highest bid of the live venues.</param>
/// <param name="BestAsk">The lowest ask of the live venues.</param>
/// <param name="Venues">The feeds, in the order of their names.</param>
[GenerateSerializer, Immutable, Alias("trading.MarketView")]
public sealed record MarketView(
    [property: Id(0)] MarketHealth Health,
    [property: Id(1)] long Sequence,
    [property: Id(2)] int PriceScale,
    [property: Id(3)] int QuantityScale,
    [property: Id(4)] MarketQuote BestBid,
    [property: Id(5)] MarketQuote BestAsk,
    [property: Id(6)] ImmutableArray<MarketVenue> Venues);

/// <summary>A venue's book in one number.</summary>
/// <param name="Bids">Levels of the bid side.</param>
/// <param name="Asks">Levels of the ask side.</param>
/// <param name="Sha256">The digest of all levels, as hexadecimal text; empty when there is no such book.</param>
[GenerateSerializer, Immutable, Alias("trading.VenueDigest")]
public sealed record VenueDigest(
    [property: Id(0)] int Bids, [property: Id(1)] int Asks, [property: Id(2)] string Sha256);
