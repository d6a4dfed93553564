using System;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Market;

/// <summary>How far a consolidated market can be trusted.</summary>
public enum MarketHealth : byte
{
    /// <summary>No venue's book is live.</summary>
    Down = 0,

    /// <summary>Some books are live, fewer than the quorum.</summary>
    Degraded = 1,

    /// <summary>At least the quorum of books is live.</summary>
    Healthy = 2,
}

/// <summary>The best level of one side over all live venues.</summary>
/// <param name="Venue">Index of the venue; −1 when no live venue has this side.</param>
/// <param name="Price">In units of the consolidated price scale.</param>
/// <param name="Quantity">In units of the consolidated quantity scale.</param>
public readonly record struct ConsolidatedLevel(int Venue, long Price, long Quantity);

/// <summary>What one venue offers at its best.</summary>
/// <param name="State">How far it can be trusted.</param>
/// <param name="TimeNs">The time of its last update, UNIX nanoseconds.</param>
/// <param name="VenueSequence">The venue's sequence of its last update.</param>
/// <param name="Bid">The best bid; its venue is −1 when there is none.</param>
/// <param name="Ask">The best ask; its venue is −1 when there is none.</param>
public readonly record struct VenueTop(
    BookState State, long TimeNs, ulong VenueSequence, ConsolidatedLevel Bid, ConsolidatedLevel Ask);

/// <summary>
/// One instrument over several venues: the best of each, the best of all live ones, and whether enough are live. Prices
/// and quantities are brought to the finest scale of any venue. Two venues may cross each other: that is a market, no fault.
/// </summary>
public sealed class ConsolidatedBook
{
    private static readonly ConsolidatedLevel None = new(-1, 0, 0);

    private readonly ImmutableArray<Instrument> _venues;
    private readonly VenueTop[] _tops;

    /// <summary>A market without books.</summary>
    /// <param name="venues">The instrument at each venue; their order breaks ties.</param>
    /// <param name="quorum">How many live books make the market healthy; at least 1.</param>
    public ConsolidatedBook(ImmutableArray<Instrument> venues, int quorum)
    {
        _venues = venues;
        Quorum = Math.Max(1, quorum);
        foreach (var venue in venues)
        {
            PriceScale = Math.Max(PriceScale, venue.PriceScale);
            QuantityScale = Math.Max(QuantityScale, venue.QuantityScale);
        }

        _tops = new VenueTop[venues.Length];
        Array.Fill(_tops, new VenueTop(BookState.Empty, 0, 0, None, None));
        (BestBid, BestAsk) = (None, None);
    }

    /// <summary>How many live books make the market healthy.</summary>
    public int Quorum { get; }

    /// <summary>Decimal places of consolidated prices.</summary>
    public int PriceScale { get; }

    /// <summary>Decimal places of consolidated quantities.</summary>
    public int QuantityScale { get; }

    /// <summary>Counts every update of any venue: 1, 2, 3 …</summary>
    public long Sequence { get; private set; }

    /// <summary>The highest bid of the live venues.</summary>
    public ConsolidatedLevel BestBid { get; private set; }

    /// <summary>The lowest ask of the live venues.</summary>
    public ConsolidatedLevel BestAsk { get; private set; }

    /// <summary>How many venues are live.</summary>
    public int LiveVenues { get; private set; }

    /// <summary>Whether enough venues are live.</summary>
    public MarketHealth Health =>
        LiveVenues >= Quorum ? MarketHealth.Healthy : LiveVenues > 0 ? MarketHealth.Degraded : MarketHealth.Down;

    /// <summary>The venues' tops, in the order of the venues.</summary>
    public ReadOnlySpan<VenueTop> Venues => _tops;

    /// <summary>Takes over the top of a venue's book.</summary>
    /// <param name="venue">Index of the venue.</param>
    /// <param name="book">Its book, as it stands.</param>
    public void Update(int venue, MarketBook book)
    {
        _tops[venue] = new VenueTop(
            book.State, book.LastNs, book.VenueSequence, Top(venue, book, Side.Buy), Top(venue, book, Side.Sell));
        Sequence++;
        Recompute();
    }

    /// <summary>Goes on counting where a saved book stood.</summary>
    internal void Resume(long sequence) => Sequence = sequence;

    private void Recompute()
    {
        (BestBid, BestAsk, LiveVenues) = (None, None, 0);
        foreach (ref readonly var top in _tops.AsSpan())
        {
            if (top.State != BookState.Live) continue;
            LiveVenues++;
            if (top.Bid.Venue >= 0 && (BestBid.Venue < 0 || top.Bid.Price > BestBid.Price)) BestBid = top.Bid;
            if (top.Ask.Venue >= 0 && (BestAsk.Venue < 0 || top.Ask.Price < BestAsk.Price)) BestAsk = top.Ask;
        }
    }

    private ConsolidatedLevel Top(int venue, MarketBook book, Side side)
    {
        if (!book.Levels.TryGetBest(side, out var level)) return None;
        var price = (Int128)level.Price * DecimalText.PowerOfTen(PriceScale - _venues[venue].PriceScale);
        var quantity = (Int128)level.Quantity * DecimalText.PowerOfTen(QuantityScale - _venues[venue].QuantityScale);
        // What does not fit the common scale cannot be compared, so it is not offered.
        return price >= long.MinValue && price <= long.MaxValue && quantity <= long.MaxValue
            ? new ConsolidatedLevel(venue, (long)price, (long)quantity)
            : None;
    }
}
