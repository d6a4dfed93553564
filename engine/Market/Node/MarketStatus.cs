using System;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Market;

/// <summary>A best level of a market.</summary>
/// <param name="Source">The venue's instrument; empty when no venue has this side.</param>
/// <param name="Price">In units of the market's price scale.</param>
/// <param name="Quantity">In units of the market's quantity scale.</param>
public readonly record struct VenueQuote(string Source, long Price, long Quantity);

/// <summary>One venue's feed as its market has applied it.</summary>
/// <param name="Source">The venue's instrument.</param>
/// <param name="Play">The feed's play.</param>
/// <param name="Slices">Slices applied, the tape's end included.</param>
/// <param name="Events">Events applied.</param>
/// <param name="Trades">Trades among them.</param>
/// <param name="State">How far the book can be trusted.</param>
/// <param name="TimeNs">The book's last update, UNIX nanoseconds.</param>
/// <param name="IsComplete">True when the tape came to its end and its hash was right.</param>
/// <param name="Error">Why it is not applied any further; empty while it is.</param>
/// <param name="Bid">The venue's best bid.</param>
/// <param name="Ask">The venue's best ask.</param>
public sealed record VenueStatus(
    string Source, ulong Play, ulong Slices, long Events, long Trades, BookState State, long TimeNs, bool IsComplete, string Error,
    VenueQuote Bid, VenueQuote Ask);

/// <summary>A market as readers see it: committed state, immutable.</summary>
/// <param name="MergeHash">The running hash of the merge log: equal for markets that applied the same slices in the same order.</param>
/// <param name="Health">Whether enough venues are live.</param>
/// <param name="Sequence">Counts the updates of the view.</param>
/// <param name="PriceScale">Decimal places of prices.</param>
/// <param name="QuantityScale">Decimal places of quantities.</param>
/// <param name="BestBid">The highest bid of the live venues.</param>
/// <param name="BestAsk">The lowest ask of the live venues.</param>
/// <param name="Venues">The feeds, in the order of their names.</param>
public sealed record MarketStatus(
    UInt128 MergeHash, MarketHealth Health, long Sequence, int PriceScale, int QuantityScale, VenueQuote BestBid, VenueQuote BestAsk,
    ImmutableArray<VenueStatus> Venues)
{
    private const int VenueBytesMin = 90;

    /// <summary>Reads an answer to <see cref="MarketQuery.Status"/>.</summary>
    /// <returns>Null when the bytes are not one.</returns>
    public static MarketStatus? Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new StateReader(bytes);
        var status = new MarketStatus(
            reader.ReadUInt128(), (MarketHealth)reader.ReadByte(), reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32(),
            ReadQuote(ref reader), ReadQuote(ref reader), ReadVenues(ref reader));
        return reader.IsComplete ? status : null;
    }

    internal static MarketStatus Of(MarketFanIn fanIn, UInt128 merged)
    {
        var view = fanIn.Consolidated;
        var venues = ImmutableArray.CreateBuilder<VenueStatus>(fanIn.Feeds.Count);
        foreach (var feed in fanIn.Feeds) venues.Add(Of(feed, fanIn));
        return new MarketStatus(
            merged, view.Health, view.Sequence, view.PriceScale, view.QuantityScale, Of(view.BestBid, fanIn), Of(view.BestAsk, fanIn),
            venues.MoveToImmutable());
    }

    internal void Write(StateWriter writer)
    {
        writer.Write(MergeHash);
        writer.Write((byte)Health);
        writer.Write(Sequence);
        writer.Write(PriceScale);
        writer.Write(QuantityScale);
        Write(writer, BestBid);
        Write(writer, BestAsk);
        writer.Write(Venues.Length);
        foreach (var venue in Venues) Write(writer, venue);
    }

    private static VenueStatus Of(MarketFeed feed, MarketFanIn fanIn)
    {
        var top = fanIn.TopOf(feed);
        return new VenueStatus(
            feed.Source.ToString(), feed.Play, feed.Slices, feed.Events, feed.Trades, feed.Book?.State ?? BookState.Empty,
            feed.Book?.LastNs ?? 0, feed.IsComplete, feed.Error,
            top is { } shown ? Of(shown.Bid, fanIn) : new("", 0, 0), top is { } known ? Of(known.Ask, fanIn) : new("", 0, 0));
    }

    private static VenueQuote Of(in ConsolidatedLevel level, MarketFanIn fanIn) =>
        level.Venue < 0 ? new("", 0, 0) : new(fanIn.Venues[level.Venue].Source.ToString(), level.Price, level.Quantity);

    private static void Write(StateWriter writer, VenueStatus venue)
    {
        writer.Write(venue.Source);
        writer.Write(venue.Play);
        writer.Write(venue.Slices);
        writer.Write(venue.Events);
        writer.Write(venue.Trades);
        writer.Write((byte)venue.State);
        writer.Write(venue.TimeNs);
        writer.Write(venue.IsComplete);
        writer.Write(venue.Error);
        Write(writer, venue.Bid);
        Write(writer, venue.Ask);
    }

    private static void Write(StateWriter writer, in VenueQuote quote)
    {
        writer.Write(quote.Source);
        writer.Write(quote.Price);
        writer.Write(quote.Quantity);
    }

    private static ImmutableArray<VenueStatus> ReadVenues(ref StateReader reader)
    {
        var venues = new VenueStatus[reader.ReadCount(VenueBytesMin)];
        for (var i = 0; i < venues.Length; i++)
        {
            venues[i] = new VenueStatus(
                reader.ReadString(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt64(), reader.ReadInt64(),
                (BookState)reader.ReadByte(), reader.ReadInt64(), reader.ReadBool(), reader.ReadString(),
                ReadQuote(ref reader), ReadQuote(ref reader));
        }

        return [.. venues];
    }

    private static VenueQuote ReadQuote(ref StateReader reader) => new(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64());
}
