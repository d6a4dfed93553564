using System;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>
/// Fills that wait for their horizon: then the middle is looked at again. A bounded ring, since all wait equally long; a fill
/// beyond the bound counts as missing.
/// </summary>
internal sealed class MarkoutMeter(long horizonNs, ExecutionStatistics statistics)
{
    /// <summary>The most fills that wait.</summary>
    public const int PendingMax = 65_536;

    private Pending[] _ring = new Pending[64];
    private int _first;
    private int _count;

    /// <summary>When the oldest fill is due, UNIX nanoseconds; the greatest number when none waits.</summary>
    public long NextDueNs { get; private set; } = long.MaxValue;

    /// <summary>A fill at a known middle.</summary>
    public void Add(in Pending fill)
    {
        if (_count == PendingMax)
        {
            statistics.MarkoutsMissing++;
            return;
        }

        if (_count == _ring.Length) Grow();
        _ring[(_first + _count++) & (_ring.Length - 1)] = fill;
        NextDueNs = DueNs(_ring[_first]);
    }

    /// <summary>Settles the fills whose horizon lies before a time, with the middle as it has been since.</summary>
    /// <param name="nowNs">The time, UNIX nanoseconds.</param>
    /// <param name="isKnown">Whether the middle is known.</param>
    /// <param name="midTwice">The middle, in half price units.</param>
    public void Settle(long nowNs, bool isKnown, long midTwice)
    {
        while (_count > 0 && DueNs(_ring[_first]) < nowNs)
        {
            ref readonly var fill = ref _ring[_first];
            if (isKnown)
            {
                statistics.Of(fill.Liquidity)
                    .CountMarkout(((Int128)midTwice - fill.MidTwice) * fill.Side.Sign(), fill.Quantity);
            }
            else
            {
                statistics.MarkoutsMissing++;
            }

            _first = (_first + 1) & (_ring.Length - 1);
            _count--;
        }

        NextDueNs = _count > 0 ? DueNs(_ring[_first]) : long.MaxValue;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_count);
        for (var place = 0; place < _count; place++)
        {
            ref readonly var fill = ref _ring[(_first + place) & (_ring.Length - 1)];
            writer.Write(fill.TimeNs);
            writer.Write(fill.MidTwice);
            writer.Write(fill.Quantity);
            writer.Write((byte)fill.Side);
            writer.Write((byte)fill.Liquidity);
        }
    }

    public void Load(ref StateReader reader)
    {
        (_first, _count, NextDueNs) = (0, 0, long.MaxValue);
        for (var left = reader.ReadCount(26); left > 0; left--)
        {
            var fill = new Pending(
                reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), (Side)reader.ReadByte(), (LiquiditySide)reader.ReadByte());
            if (!fill.Side.IsDefined() || fill.Liquidity is not (LiquiditySide.Maker or LiquiditySide.Taker)) reader.Fail();
            if (!reader.Failed) Add(fill);
        }
    }

    private long DueNs(in Pending fill) => fill.TimeNs > long.MaxValue - horizonNs ? long.MaxValue : fill.TimeNs + horizonNs;

    private void Grow()
    {
        var ring = new Pending[_ring.Length * 2];
        for (var place = 0; place < _count; place++) ring[place] = _ring[(_first + place) & (_ring.Length - 1)];
        (_ring, _first) = (ring, 0);
    }

    /// <summary>A fill that waits.</summary>
    internal readonly record struct Pending(long TimeNs, long MidTwice, long Quantity, Side Side, LiquiditySide Liquidity);
}
