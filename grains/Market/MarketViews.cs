using System.Collections.Immutable;
using Trading.GrainInterfaces;
using Trading.Market;
using Trading.Model;

namespace Trading.Grains;

/// <summary>The engine's market as messages.</summary>
internal static class MarketViews
{
    private static readonly MarketQuote None = new("", 0, 0);

    public static MarketView Of(MarketFanIn fanIn)
    {
        var view = fanIn.Consolidated;
        var venues = ImmutableArray.CreateBuilder<MarketVenue>();
        foreach (var feed in fanIn.Feeds) venues.Add(Of(feed, fanIn));
        return new MarketView(
            view.Health, view.Sequence, view.PriceScale, view.QuantityScale,
            Of(view.BestBid, fanIn), Of(view.BestAsk, fanIn), venues.ToImmutable());
    }

    public static VenueDigest DigestOf(MarketFeed? feed) => feed?.Book is { } book
        ? new VenueDigest(book.Levels.Count(Side.Buy), book.Levels.Count(Side.Sell), feed.Digest())
        : new VenueDigest(0, 0, "");

    private static MarketVenue Of(MarketFeed feed, MarketFanIn fanIn)
    {
        var top = Top(feed, fanIn);
        return new MarketVenue(
            feed.Source.ToString(), feed.Channel.Epoch, feed.Channel.Cursor, feed.Events, feed.Trades,
            feed.Book?.State ?? BookState.Empty, feed.Book?.LastNs ?? 0, feed.Channel.Gaps, feed.Refilled,
            feed.Channel.Dropped, feed.IsComplete, feed.Error,
            top is { } shown ? Of(shown.Bid, fanIn) : None, top is { } known ? Of(known.Ask, fanIn) : None);
    }

    private static VenueTop? Top(MarketFeed feed, MarketFanIn fanIn)
    {
        for (var venue = 0; venue < fanIn.Venues.Count; venue++)
        {
            if (fanIn.Venues[venue] == feed) return fanIn.Consolidated.Venues[venue];
        }

        return null;
    }

    private static MarketQuote Of(in ConsolidatedLevel level, MarketFanIn fanIn) => level.Venue < 0
        ? None
        : new MarketQuote(fanIn.Venues[level.Venue].Source.ToString(), level.Price, level.Quantity);
}
