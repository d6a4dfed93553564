using System.Collections.Generic;
using System.Linq;
using Trading.Channels;
using Trading.GrainInterfaces;
using Trading.Market;

namespace Trading.Grains;

/// <summary>The engine's market as messages.</summary>
internal static class MarketViews
{
    /// <summary>A market without feeds.</summary>
    public static MarketView None { get; } = new(MarketHealth.Down, 0, 0, 0, new("", 0, 0), new("", 0, 0), []);

    /// <summary>A market with what this activation knows of the ways to it.</summary>
    /// <param name="status">The market.</param>
    /// <param name="ways">The feeds' receivers by their instruments.</param>
    public static MarketView Of(MarketStatus status, IReadOnlyDictionary<string, MarketLine> ways) => new(
        status.Health, status.Sequence, status.PriceScale, status.QuantityScale, Of(status.BestBid), Of(status.BestAsk),
        [.. status.Venues.Select(venue => Of(venue, ways.GetValueOrDefault(venue.Source)?.Received))]);

    private static MarketVenue Of(VenueStatus venue, ChannelReceiver? way) => new(
        venue.Source, venue.Play, venue.Slices, venue.Events, venue.Trades, venue.State, venue.TimeNs, way?.Gaps ?? 0, way?.Refilled ?? 0,
        way?.Dropped ?? 0, venue.IsComplete, venue.Error, Of(venue.Bid), Of(venue.Ask));

    private static MarketQuote Of(in VenueQuote quote) => new(quote.Source, quote.Price, quote.Quantity);
}
