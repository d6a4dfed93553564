using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Trading.Market;
using Trading.Model;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>
/// A part of what a live book publishes, on its way to a strategy: a trade, some levels of a change, news of funding, or the
/// market's end.
/// Fields in declaration order, zeros where a kind has no use for one.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct MarketDataMessage
{
    /// <summary>Levels of one part: as many as a message has room for.</summary>
    private const int LevelsMax = 5;

    private long _timeNs;
    private ulong _sequence;
    private int _instrument;
    private TapeEventKind _kind;
    private byte _count;
    private byte _asks;
    private byte _isLast;
    private PartLevels _levels;

    /// <summary>The instrument's index.</summary>
    public readonly int Instrument => _instrument;

    /// <summary>True when nothing comes after it.</summary>
    public readonly bool IsEnd => _kind == 0;

    /// <summary>True when no more levels of its event follow.</summary>
    public readonly bool IsLast => _isLast != 0;

    /// <summary>Says that an instrument's market has ended.</summary>
    public static MarketDataMessage End(int instrument) => new() { _instrument = instrument, _isLast = 1 };

    /// <summary>The next part of a published event.</summary>
    /// <param name="instrument">The instrument's index.</param>
    /// <param name="e">A trade, a snapshot, a delta, or an event that tells of funding.</param>
    /// <param name="levels">Its levels; those that the part takes are gone from it afterwards.</param>
    public static MarketDataMessage Next(int instrument, in TapeEvent e, ref ReadOnlySpan<PriceLevel> levels)
    {
        var part = new MarketDataMessage { _timeNs = e.TimeNs, _instrument = instrument, _kind = e.Kind };
        if (e.Kind == TapeEventKind.Trade)
        {
            part._sequence = e.TradeId;
            part.Set(0, e.Side, e.Price, e.Quantity);
        }
        else if (FundingTerms.IsTold(e))
        {
            part._sequence = (ulong)e.NextFundingTimeNs;
            part.Set(0, Side.Buy, e.Price, e.FundingRatePpb);
        }
        else
        {
            part._sequence = e.VenueSequence;
            var taken = levels[..Math.Min(LevelsMax, levels.Length)];
            foreach (var level in taken) part.Set(part._count++, level.Side, level.Price, level.Quantity);
            levels = levels[taken.Length..];
        }

        part._isLast = levels.IsEmpty ? (byte)1 : (byte)0;
        return part;
    }

    /// <summary>The event that it is a part of, without levels.</summary>
    public readonly TapeEvent Event()
    {
        var e = TapeEvent.Empty with { Kind = _kind, TimeNs = _timeNs, Instrument = _instrument };
        var (side, price, quantity) = Level(0);
        if (FundingTerms.IsTold(e)) return e with { Price = price, FundingRatePpb = quantity, NextFundingTimeNs = (long)_sequence };
        if (_kind != TapeEventKind.Trade) return e with { VenueSequence = _sequence };
        return e with { TradeId = _sequence, Side = side, Price = price, Quantity = quantity };
    }

    /// <summary>Copies its levels.</summary>
    /// <returns>How many.</returns>
    public readonly int CopyLevels(Span<PriceLevel> destination)
    {
        for (var i = 0; i < _count; i++) destination[i] = Level(i);
        return _count;
    }

    private void Set(int index, Side side, long price, long quantity)
    {
        if (side == Side.Sell) _asks |= (byte)(1 << index);
        _levels[index] = new PartLevel(price, quantity);
    }

    private readonly PriceLevel Level(int index)
    {
        var side = (_asks & (1 << index)) == 0 ? Side.Buy : Side.Sell;
        return new PriceLevel(side, _levels[index].Price, _levels[index].Quantity);
    }

    private readonly record struct PartLevel(long Price, long Quantity);

    [InlineArray(LevelsMax)]
    private struct PartLevels
    {
        private PartLevel _first;
    }
}
