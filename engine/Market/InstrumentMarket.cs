using System;
using System.Buffers;
using Trading.Model;
using Trading.Tape;

namespace Trading.Market;

/// <summary>
/// One instrument's market as one reader knows it at one moment: the book, the last trade, the mark. It takes a tape's
/// events in their order, book events and order flow alike. Every reader has its own, since readers see the same event at
/// different times.
/// </summary>
public sealed class InstrumentMarket
{
    private readonly MarketBook _book = new();
    private readonly RestingOrders _orders = new();

    /// <summary>A market of which nothing is known.</summary>
    public InstrumentMarket(Instrument instrument) => Instrument = instrument;

    /// <summary>The instrument's rules.</summary>
    public Instrument Instrument { get; }

    /// <summary>The price levels.</summary>
    public VenueBook Book => _book.Levels;

    /// <summary>How far the levels can be trusted; only Live is good for new orders.</summary>
    public BookState State => _book.State;

    /// <summary>True when updates can be applied to the levels.</summary>
    internal bool IsSynchronised => _book.IsSynchronised;

    /// <summary>The time of the last event of book or trades, UNIX nanoseconds; 0 before the first.</summary>
    public long LastNs { get; private set; }

    /// <summary>Events taken.</summary>
    public long EventCount { get; private set; }

    /// <summary>Trades among them.</summary>
    public long TradeCount { get; private set; }

    /// <summary>The last trade; all zero before the first.</summary>
    public PublicTrade LastTrade { get; private set; }

    /// <summary>What the venue tells of funding; all zero on spot.</summary>
    public FundingTerms Funding { get; private set; }

    /// <summary>Best bid + best ask, so that half units are not lost.</summary>
    /// <returns>False while a side is empty, the book is not live, or the prices are beyond any market's.</returns>
    public bool TryGetMidTwice(out long midTwice)
    {
        midTwice = 0;
        if (State != BookState.Live || !Book.TryGetBest(Side.Buy, out var bid) || !Book.TryGetBest(Side.Sell, out var ask)) return false;
        return PriceSum.TryAdd(bid.Price, ask.Price, out midTwice);
    }

    /// <summary>What a position is valued at, in price units: the middle of a live book rounded down, else the last trade.</summary>
    /// <returns>False while neither is known.</returns>
    public bool TryGetMarkPrice(out Price markPrice)
    {
        markPrice = new Price(TryGetMidTwice(out var midTwice) ? midTwice >> 1 : LastTrade.Price);
        return markPrice.Units > 0;
    }

    /// <summary>Takes the next event of this instrument.</summary>
    /// <param name="e">The event; its instrument index is not looked at.</param>
    /// <param name="levels">The levels of a book event.</param>
    /// <returns>True when the book changed.</returns>
    public bool Apply(in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        EventCount++;
        if (FundingTerms.IsTold(e))
        {
            // Another channel than the book's: it says nothing of how fresh the book is.
            if (HasFunding) Funding = Funding.With(e);
            return false;
        }

        LastNs = e.TimeNs;
        if (PublicTrade.TryFrom(e, out var trade)) (LastTrade, TradeCount) = (trade, TradeCount + 1);
        return _book.TryApply(e, levels) || _orders.Apply(e, _book);
    }

    /// <summary>Writes everything that is known, in a canonical layout.</summary>
    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(LastNs);
        writer.Write(EventCount);
        writer.Write(TradeCount);
        LastTrade.Save(writer);
        _book.Save(writer);
        _orders.Save(writer);
        if (HasFunding) Funding.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; the reader knows when it is not that.</summary>
    public void Load(ref StateReader reader)
    {
        LastNs = reader.ReadInt64();
        EventCount = reader.ReadInt64();
        TradeCount = reader.ReadInt64();
        LastTrade = PublicTrade.Read(ref reader);
        _book.Load(ref reader);
        _orders.Load(ref reader);
        if (HasFunding) Funding = FundingTerms.Read(ref reader);
    }

    private bool HasFunding => Instrument.Kind == InstrumentKind.Perpetual;
}
