using System;
using Trading.Model;

namespace Trading.Market;

/// <summary>The price levels of one venue's instrument, made of snapshots and absolute changes. Any price, any scale.</summary>
public sealed class VenueBook
{
    /// <summary>The levels a side that a book keeps unless told otherwise: futures books grow far past their snapshot.</summary>
    public const int LevelsPerSideMax = 65_536;

    private readonly BookSide _bids;
    private readonly BookSide _asks;

    /// <summary>An empty book.</summary>
    /// <param name="levelsPerSideMax">Beyond it the worst level is forgotten; at least 1.</param>
    public VenueBook(int levelsPerSideMax = LevelsPerSideMax)
    {
        _bids = new BookSide(Side.Buy, Math.Max(1, levelsPerSideMax));
        _asks = new BookSide(Side.Sell, Math.Max(1, levelsPerSideMax));
    }

    /// <summary>True when the best bid is at or above the best ask.</summary>
    public bool IsCrossed => _bids.Count > 0 && _asks.Count > 0 && _bids.At(0).Price >= _asks.At(0).Price;

    /// <summary>The number of levels of a side.</summary>
    public int Count(Side side) => Of(side).Count;

    /// <summary>The level at a rank.</summary>
    /// <param name="side">The side.</param>
    /// <param name="rank">0 for the best, below <see cref="Count"/>.</param>
    public PriceLevel At(Side side, int rank) => Of(side).At(rank);

    /// <summary>The best level of a side.</summary>
    /// <returns>False when the side is empty.</returns>
    public bool TryGetBest(Side side, out PriceLevel level)
    {
        var levels = Of(side);
        level = levels.Count > 0 ? levels.At(0) : default;
        return levels.Count > 0;
    }

    /// <summary>The quantity at a price; 0 when there is no level.</summary>
    public long QuantityAt(Side side, long price) => Of(side).QuantityAt(price);

    /// <summary>Copies the best levels of a side, best first.</summary>
    /// <returns>The number of levels copied.</returns>
    public int CopyLevels(Side side, Span<PriceLevel> destination)
    {
        var levels = Of(side);
        var count = Math.Min(levels.Count, destination.Length);
        for (var rank = 0; rank < count; rank++) destination[rank] = levels.At(rank);
        return count;
    }

    /// <summary>Forgets all levels.</summary>
    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }

    /// <summary>Replaces all levels.</summary>
    public void Replace(ReadOnlySpan<PriceLevel> levels)
    {
        Clear();
        Apply(levels);
    }

    /// <summary>Sets levels in order: the last of several for one price wins, zero removes.</summary>
    public void Apply(ReadOnlySpan<PriceLevel> levels)
    {
        foreach (ref readonly var level in levels) Of(level.Side).Set(level.Price, level.Quantity);
    }

    /// <summary>Becomes equal to another book.</summary>
    internal void CopyFrom(VenueBook other)
    {
        _bids.CopyFrom(other._bids);
        _asks.CopyFrom(other._asks);
    }

    /// <summary>Writes both sides, best first.</summary>
    internal void Save(StateWriter writer)
    {
        _bids.Save(writer);
        _asks.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    internal void Load(ref StateReader reader)
    {
        Clear();
        _bids.Load(ref reader);
        _asks.Load(ref reader);
    }

    /// <summary>Removes the worst level of a side that is deeper than allowed.</summary>
    /// <returns>False when the side is no deeper.</returns>
    internal bool TryTruncate(Side side, int depth, out PriceLevel removed)
    {
        var levels = Of(side);
        removed = levels.Count > depth ? levels.RemoveWorst() : default;
        return removed.Side != 0;
    }

    private BookSide Of(Side side) => side == Side.Buy ? _bids : _asks;
}
