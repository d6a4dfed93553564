using System;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>A level that changed: its price and its new quantity.</summary>
/// <param name="Side">The side.</param>
/// <param name="Price">In price units.</param>
/// <param name="Quantity">The level's new open quantity, in quantity units; 0 when it is gone.</param>
public readonly record struct BookDelta(Side Side, long Price, long Quantity);

/// <summary>The touch: best bid and best ask, either possibly absent.</summary>
/// <param name="Bid">The best bid; a price of 0 when there is none.</param>
/// <param name="Ask">The best ask; a price of 0 when there is none.</param>
public readonly record struct BookTouch(BookLevel Bid, BookLevel Ask)
{
    /// <summary>True when there is a bid.</summary>
    public bool HasBid => Bid.Price != 0;

    /// <summary>True when there is an ask.</summary>
    public bool HasAsk => Ask.Price != 0;
}

/// <summary>A book's depth at one moment. It never changes: any number of readers may hold it.</summary>
/// <param name="Sequence">The book's report sequence at that moment.</param>
/// <param name="Bids">The best levels of the buy side, best first.</param>
/// <param name="Asks">The best levels of the sell side, best first.</param>
public sealed record BookSnapshot(ulong Sequence, ReadOnlyMemory<BookLevel> Bids, ReadOnlyMemory<BookLevel> Asks)
{
    /// <summary>A book in which nothing has happened.</summary>
    public static readonly BookSnapshot Empty = new(0, default, default);

    /// <summary>Best bid and best ask.</summary>
    public BookTouch Touch => new(
        Bids.IsEmpty ? default : Bids.Span[0],
        Asks.IsEmpty ? default : Asks.Span[0]);

    /// <summary>Copies a book's best levels. Only the book's writer may call it.</summary>
    /// <param name="book">The book.</param>
    /// <param name="depth">The most levels of a side.</param>
    public static BookSnapshot Of(IOrderBook book, int depth)
    {
        var (bids, asks) = (new BookLevel[depth], new BookLevel[depth]);
        var bidCount = book.CopyLevels(Side.Buy, bids);
        var askCount = book.CopyLevels(Side.Sell, asks);
        return new BookSnapshot(book.ReportSequence, bids.AsMemory(0, bidCount), asks.AsMemory(0, askCount));
    }
}
