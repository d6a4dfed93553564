using System;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>Where books come from: an empty one, or one that stands where saved bytes left it.</summary>
public static class OrderBooks
{
    /// <summary>An empty book.</summary>
    /// <param name="instrument">The rules that it applies.</param>
    public static IOrderBook Create(Instrument instrument) => new OrderBook(instrument);

    /// <summary>
    /// A book in the state that <see cref="IOrderBook.Save"/> wrote: it answers as the saved one would have.
    /// </summary>
    /// <param name="instrument">The same rules as at the time of saving; others are refused.</param>
    /// <param name="bytes">What was written, from the first byte to the last.</param>
    public static Result<IOrderBook, BookLoadError> Load(Instrument instrument, ReadOnlySpan<byte> bytes) =>
        OrderBook.Load(instrument, bytes).TryGet(out var book, out var error)
            ? Result<IOrderBook, BookLoadError>.Ok(book)
            : error;
}
