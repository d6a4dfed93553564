using System;
using System.Collections.Generic;
using Trading.Market;
using Trading.Model;
using Trading.Tape;

namespace Trading.Exchange;

/// <summary>
/// What a live book publishes: every trade, then the best levels that changed since it was asked last; the first time a
/// snapshot. A level that falls out of the depth is told as gone.
/// </summary>
internal sealed class LiveMarketData
{
    private const int Depth = 50;

    private readonly VenueBook _published = new();
    private readonly BookLevel[] _current = new BookLevel[Depth];
    private readonly List<TapeEvent> _trades = [];
    private readonly Model.PriceLevel[] _changes = new Model.PriceLevel[Depth * 4];
    private int _told;
    private int _changeCount;
    private bool _hasSnapshot;
    private ulong _sequence;

    /// <summary>Notes a trade of the book.</summary>
    public void AddTrade(in BookReport report, long timeNs) => _trades.Add(TapeEvent.Empty with
    {
        Kind = TapeEventKind.Trade,
        TimeNs = timeNs,
        Price = report.Price,
        Quantity = report.Quantity,
        Side = report.Side,
        TradeId = report.Sequence,
    });

    /// <summary>The next event to publish; false when there is none.</summary>
    public bool TryTake(OrderBook book, long timeNs, out TapeEvent e, out ReadOnlySpan<Model.PriceLevel> levels)
    {
        levels = default;
        if (_told < _trades.Count)
        {
            e = _trades[_told++];
            return true;
        }

        _trades.Clear();
        _told = 0;
        e = TapeEvent.Empty;
        if (_hasSnapshot && book.ReportSequence == _sequence) return false;
        _sequence = book.ReportSequence;
        _changeCount = 0;
        Compare(book, Side.Buy);
        Compare(book, Side.Sell);
        if (_hasSnapshot && _changeCount == 0) return false;
        levels = _changes.AsSpan(0, _changeCount);
        _published.Apply(levels);
        e.Kind = _hasSnapshot ? TapeEventKind.BookDelta : TapeEventKind.BookSnapshot;
        e.TimeNs = timeNs;
        e.VenueSequence = _sequence;
        _hasSnapshot = true;
        return true;
    }

    /// <summary>Writes what was published and what is still to be.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_hasSnapshot);
        writer.Write(_sequence);
        _published.Save(writer);
        writer.Write(_trades.Count - _told);
        for (var place = _told; place < _trades.Count; place++)
        {
            var trade = _trades[place];
            writer.Write(trade.TimeNs);
            writer.Write(trade.Price);
            writer.Write(trade.Quantity);
            writer.Write((byte)trade.Side);
            writer.Write(trade.TradeId);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _hasSnapshot = reader.ReadBool();
        _sequence = reader.ReadUInt64();
        _published.Load(ref reader);
        if (_published.Count(Side.Buy) > Depth || _published.Count(Side.Sell) > Depth) reader.Fail();
        _trades.Clear();
        _told = 0;
        for (var left = reader.ReadCount(33); left > 0; left--)
        {
            _trades.Add(TapeEvent.Empty with
            {
                Kind = TapeEventKind.Trade,
                TimeNs = reader.ReadInt64(),
                Price = reader.ReadInt64(),
                Quantity = reader.ReadInt64(),
                Side = (Side)reader.ReadByte(),
                TradeId = reader.ReadUInt64(),
            });
        }
    }

    // Both lists run from best to worst: a merge finds what is new, changed or gone.
    private void Compare(OrderBook book, Side side)
    {
        var now = _current.AsSpan(0, book.CopyLevels(side, _current));
        var (old, next) = (0, 0);
        while (old < _published.Count(side) || next < now.Length)
        {
            var isOld = old < _published.Count(side);
            var before = isOld ? _published.At(side, old) : default;
            if (next < now.Length && isOld && before.Price == now[next].Price)
            {
                if (before.Quantity != now[next].Quantity) Add(side, before.Price, now[next].Quantity);
                (old, next) = (old + 1, next + 1);
            }
            else if (next == now.Length || (isOld && ExecutionOrders.IsBetter(side, before.Price, now[next].Price)))
            {
                Add(side, before.Price, 0);
                old++;
            }
            else
            {
                Add(side, now[next].Price, now[next].Quantity);
                next++;
            }
        }
    }

    // A side has at most Depth levels before and Depth after.
    private void Add(Side side, long price, long quantity) => _changes[_changeCount++] = new(side, price, quantity);
}
