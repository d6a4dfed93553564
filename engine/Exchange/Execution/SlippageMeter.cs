using System;
using Trading.Market;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>Follows what a slippage rule needs to know and answers how far an order slips.</summary>
internal sealed class SlippageMeter(SlippageRule rule, Instrument instrument)
{
    private const int FractionBits = 16;

    // Greater changes of the middle count as this one, so that the average stays within 64 bits.
    private const long ChangeMax = 1L << 44;

    private long _midTwice;
    private long _averageChange;

    /// <summary>True when it wants to hear of the middle after every event.</summary>
    public bool FollowsMid => rule.Kind == SlippageKind.Volatility;

    /// <summary>The middle is known, in half price units; equal ones are no change.</summary>
    public void OnMid(long midTwice)
    {
        if (midTwice == _midTwice) return;
        if (_midTwice != 0)
        {
            var change = (long)Int128.Min(Int128.Abs((Int128)midTwice - _midTwice), ChangeMax);
            _averageChange += ((change << FractionBits) - _averageChange) >> rule.SmoothingShift;
        }

        _midTwice = midTwice;
    }

    /// <summary>How far an order that takes now slips, in price units: a whole number of ticks.</summary>
    /// <param name="side">The taker's side.</param>
    /// <param name="quantity">What it wants to take.</param>
    /// <param name="book">What it takes from.</param>
    public long DistanceOf(Side side, long quantity, VenueBook book)
    {
        if (!book.TryGetBest(side.Opposite(), out var best)) return 0;
        return rule.Kind switch
        {
            SlippageKind.None => 0,
            SlippageKind.FixedBps => WholeTicks((Int128)best.Price * rule.CoefficientPpm, 1_000_000),
            // Half units and the fraction of the average are taken out again.
            SlippageKind.Volatility => WholeTicks((Int128)_averageChange * rule.CoefficientPpm, 2_000_000L << FractionBits),
            SlippageKind.SpreadAndDepth => OfDepth(side, quantity, best.Price, book),
        };
    }

    /// <summary>A price made worse for a side, but not beyond a limit and never below one tick.</summary>
    /// <param name="side">The taker's side.</param>
    /// <param name="price">The price shown.</param>
    /// <param name="distance">From <see cref="DistanceOf"/>.</param>
    /// <param name="limit">The order's limit price; 0 for none.</param>
    public long Worsen(Side side, long price, long distance, long limit)
    {
        if (distance == 0) return price;
        if (side == Side.Buy)
        {
            var higher = price > long.MaxValue - distance ? price : price + distance;
            return limit != 0 ? Math.Min(higher, limit) : higher;
        }

        var lower = price - distance >= instrument.TickSize.Units ? price - distance : Math.Min(price, instrument.TickSize.Units);
        return Math.Max(lower, limit);
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_midTwice);
        writer.Write(_averageChange);
    }

    public void Load(ref StateReader reader)
    {
        _midTwice = reader.ReadInt64();
        _averageChange = reader.ReadInt64();
        if (_averageChange is < 0 or > ChangeMax << FractionBits) reader.Fail();
    }

    private long OfDepth(Side side, long quantity, long bestPrice, VenueBook book)
    {
        if (!book.TryGetBest(side, out var own)) return 0;
        var spread = Int128.Abs((Int128)bestPrice - own.Price);
        Int128 depth = 0;
        for (var rank = 0; rank < Math.Min(rule.DepthLevels, book.Count(side.Opposite())); rank++)
        {
            depth += book.At(side.Opposite(), rank).Quantity;
        }

        // The quantity's part of the depth is taken in millionths: all three factors together stay below 2^122.
        var part = Int128.Min((Int128)quantity * 1_000_000 / depth, 1_000_000_000);
        return WholeTicks(spread * rule.CoefficientPpm * part, 1_000_000_000_000);
    }

    /// <summary>A quotient in price units, rounded up to whole ticks; beyond the range of prices it is the greatest one.</summary>
    private long WholeTicks(Int128 dividend, Int128 divisor)
    {
        if (dividend <= 0) return 0;
        var tick = instrument.TickSize.Units;
        var ticks = (dividend - 1) / (divisor * tick) + 1;
        return ticks <= long.MaxValue / 2 / tick ? (long)ticks * tick : long.MaxValue / 2 / tick * tick;
    }
}
