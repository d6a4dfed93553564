using System.Linq;
using Spectre.Console;
using Trading.Client.Tape;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Cluster;

/// <summary>A market as people and programs read it.</summary>
internal static class MarketText
{
    private const string Nothing = "-";

    /// <summary>One line.</summary>
    public static string Line(string market, MarketView view)
    {
        var time = view.Venues.IsEmpty ? 0 : view.Venues.Max(venue => venue.TimeNs);
        var events = view.Venues.Sum(venue => venue.Events);
        return $"{(time == 0 ? Nothing : TapeTimes.ToText(time))} {market} {view.Health} "
            + $"bid {Quote(view.BestBid, view)} ask {Quote(view.BestAsk, view)} events {events}";
    }

    /// <summary>A table of the venues, with the best of all above it.</summary>
    public static Table Table(string market, MarketView view)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .Title($"{market}  {view.Health}")
            .AddColumns("venue", "state", "bid", "ask", "events", "trades", "gaps", "refilled");
        foreach (var venue in view.Venues)
        {
            table.AddRow(
                venue.Source,
                venue.State.ToString(),
                Quote(venue.Bid, view),
                Quote(venue.Ask, view),
                venue.Events.ToString(),
                venue.Trades.ToString(), venue.Gaps.ToString(), venue.Refilled.ToString());
        }

        return table;
    }

    /// <summary>For JSON, one document per change.</summary>
    public static object Document(string market, MarketView view) => new
    {
        market,
        health = view.Health.ToString(),
        sequence = view.Sequence,
        bid = QuoteDocument(view.BestBid, view),
        ask = QuoteDocument(view.BestAsk, view),
        venues = view.Venues.Select(venue => new
        {
            instrument = venue.Source,
            state = venue.State.ToString(),
            timeNs = venue.TimeNs,
            bid = QuoteDocument(venue.Bid, view),
            ask = QuoteDocument(venue.Ask, view),
            events = venue.Events,
            trades = venue.Trades,
            gaps = venue.Gaps,
            refilled = venue.Refilled,
            complete = venue.IsComplete,
            error = venue.Error,
        }),
    };

    private static string Quote(MarketQuote quote, MarketView view) => quote.Source.Length == 0
        ? Nothing
        : $"{Price(quote, view)} x {Quantity(quote, view)} ({quote.Source})";

    private static object? QuoteDocument(MarketQuote quote, MarketView view) => quote.Source.Length == 0
        ? null
        : new { instrument = quote.Source, price = Price(quote, view), quantity = Quantity(quote, view) };

    private static string Price(MarketQuote quote, MarketView view) =>
        DecimalText.ToString(quote.Price, view.PriceScale);

    private static string Quantity(MarketQuote quote, MarketView view) =>
        DecimalText.ToString(quote.Quantity, view.QuantityScale);
}
