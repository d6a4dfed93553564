using System;
using Trading.Model;
using Trading.Tape;

namespace Trading.Market;

/// <summary>The books of all instruments of a tape: kept by its book events, or made of the open orders of its order flow.</summary>
public sealed class TapeBooks
{
    private readonly MarketBook[] _books;
    private readonly RestingOrders[] _orders;

    /// <summary>Empty books.</summary>
    /// <param name="header">The tape's header.</param>
    public TapeBooks(TapeHeader header)
    {
        Header = header;
        _books = new MarketBook[header.Instruments.Length];
        _orders = new RestingOrders[_books.Length];
        for (var i = 0; i < _books.Length; i++) (_books[i], _orders[i]) = (new MarketBook(), new RestingOrders());
    }

    /// <summary>The tape's header.</summary>
    public TapeHeader Header { get; }

    /// <summary>The books, in the order of the header's instruments.</summary>
    public ReadOnlySpan<MarketBook> Books => _books;

    /// <summary>Applies an event that fits the header.</summary>
    /// <returns>True when a book changed.</returns>
    public bool Apply(in TapeEvent e, ReadOnlySpan<PriceLevel> levels) => e.Instrument >= 0
        && (_books[e.Instrument].TryApply(e, levels) || _orders[e.Instrument].Apply(e, _books[e.Instrument]));

    /// <summary>Applies a book event that fits the header, and passes over order flow: for readers in a hurry.</summary>
    /// <returns>True when a book changed.</returns>
    public bool ApplyBookEvent(in TapeEvent e, ReadOnlySpan<PriceLevel> levels) =>
        e.Instrument >= 0 && _books[e.Instrument].TryApply(e, levels);

    /// <summary>Becomes equal to other books of the same tape.</summary>
    public void CopyFrom(TapeBooks other)
    {
        for (var i = 0; i < _books.Length; i++)
        {
            _books[i].CopyFrom(other._books[i]);
            _orders[i].CopyFrom(other._orders[i]);
        }
    }

    internal void Save(StateWriter writer)
    {
        for (var i = 0; i < _books.Length; i++)
        {
            _books[i].Save(writer);
            _orders[i].Save(writer);
        }
    }

    internal void Load(ref StateReader reader)
    {
        for (var i = 0; i < _books.Length; i++)
        {
            _books[i].Load(ref reader);
            _orders[i].Load(ref reader);
        }
    }

    /// <summary>The digest of an instrument's book.</summary>
    /// <param name="instrument">Index into the header's instruments.</param>
    public string Digest(int instrument)
    {
        var rules = Header.Instruments[instrument];
        return BookDigest.Compute(_books[instrument].Levels, rules.PriceScale, rules.QuantityScale);
    }
}
