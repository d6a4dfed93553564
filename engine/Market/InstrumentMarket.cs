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

    /// <summary>The time of the last event, UNIX nanoseconds; 0 before the first.</summary>
    public long LastNs { get; private set; }

    /// <summary>Events taken.</summary>
    public long EventCount { get; private set; }

    /// <summary>Trades among them.</summary>
    public long TradeCount { get; private set; }

    /// <summary>The last trade; all zero before the first.</summary>
    public PublicTrade LastTrade { get; private set; }

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
        LastNs = e.TimeNs;
        EventCount++;
        switch (e.Kind)
        {
            case TapeEventKind.BookSnapshot:
                _book.ApplySnapshot(levels, e.TimeNs, e.VenueSequence);
                return true;
            case TapeEventKind.BookDelta:
                _book.ApplyDelta(levels, e.TimeNs, e.VenueSequence);
                return true;
            case TapeEventKind.FeedGap:
                _book.Lose();
                return true;
            case TapeEventKind.Trade:
                TakeTrade(e);
                return false;
            case TapeEventKind.Regime:
            case TapeEventKind.Overflow:
                return false;
            case TapeEventKind.NewOrder:
            case TapeEventKind.Cancel:
            case TapeEventKind.Amend:
            case TapeEventKind.Fill:
            case TapeEventKind.Reject:
            case TapeEventKind.Expire:
                return TakeOrderFlow(e);
            default:
                return false;
        }
    }

    /// <summary>Writes everything that is known, in a canonical layout.</summary>
    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(LastNs);
        writer.Write(EventCount);
        writer.Write(TradeCount);
        writer.Write(LastTrade.TimeNs);
        writer.Write(LastTrade.Price);
        writer.Write(LastTrade.Quantity);
        writer.Write((byte)LastTrade.Aggressor);
        _book.Save(writer);
        _orders.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; the reader knows when it is not that.</summary>
    public void Load(ref StateReader reader)
    {
        LastNs = reader.ReadInt64();
        EventCount = reader.ReadInt64();
        TradeCount = reader.ReadInt64();
        LastTrade = new PublicTrade(
            reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), (Side)reader.ReadByte());
        _book.Load(ref reader);
        _orders.Load(ref reader);
    }

    private bool TakeOrderFlow(in TapeEvent e)
    {
        // A trade of two known orders is told twice: the taker's fill stands for it.
        if (e.Kind == TapeEventKind.Fill && e.Liquidity == LiquiditySide.Taker) TakeTrade(e);
        if (!_orders.Apply(e, _book.Levels)) return false;
        _book.TouchLevels(e.TimeNs);
        return true;
    }

    private void TakeTrade(in TapeEvent e)
    {
        TradeCount++;
        LastTrade = new PublicTrade(e.TimeNs, e.Price, e.Quantity, e.Side);
    }
}
