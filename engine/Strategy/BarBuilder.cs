using System;
using Trading.Market;
using Trading.Model;

namespace Trading.Strategy;

/// <summary>
/// Makes bars of one instrument and interval from trades, by the time at which the strategy sees them. A bar closes when
/// the time reaches its end; an interval without trades carries the last close. There is no bar before the first trade.
/// </summary>
public sealed class BarBuilder
{
    /// <summary>The shortest interval: 1 ms.</summary>
    public const long IntervalNsMin = 1_000_000;

    /// <summary>The longest interval: 1 day.</summary>
    public const long IntervalNsMax = 86_400_000_000_000;

    /// <summary>How many empty bars in a row are told; of a longer silence the last one only.</summary>
    public const int EmptyBarsMax = 1_000;

    private Bar _bar;
    private int _emptyBars;

    /// <summary>A builder that has seen no trade.</summary>
    /// <param name="intervalNs">From <see cref="IntervalNsMin"/> to <see cref="IntervalNsMax"/>.</param>
    public BarBuilder(long intervalNs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(intervalNs, IntervalNsMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(intervalNs, IntervalNsMax);
        IntervalNs = intervalNs;
        NextCloseNs = long.MaxValue;
    }

    /// <summary>The length of a bar in nanoseconds.</summary>
    public long IntervalNs { get; }

    /// <summary>When the open bar ends, UNIX nanoseconds; <see cref="long.MaxValue"/> before the first trade.</summary>
    public long NextCloseNs { get; private set; }

    /// <summary>Adds a trade to the open bar. Close what is due first: a trade past the end would count in the wrong bar.</summary>
    /// <param name="timeNs">When it is seen, UNIX nanoseconds; not negative.</param>
    /// <param name="trade">The trade.</param>
    public void Add(long timeNs, in PublicTrade trade)
    {
        if (NextCloseNs == long.MaxValue) Open(timeNs - timeNs % IntervalNs, new Price(trade.Price));
        var price = new Price(trade.Price);
        var isFirst = _bar.TradeCount == 0;
        _bar = _bar with
        {
            Open = isFirst ? price : _bar.Open,
            High = isFirst || price > _bar.High ? price : _bar.High,
            Low = isFirst || price < _bar.Low ? price : _bar.Low,
            Close = price,
            Volume = _bar.Volume + trade.Quantity,
            Turnover = _bar.Turnover + price * new Quantity(trade.Quantity),
            TradeCount = _bar.TradeCount + 1,
        };
    }

    /// <summary>Closes the open bar when its end has come and opens the next; call it until it answers false.</summary>
    /// <param name="nowNs">The time, UNIX nanoseconds.</param>
    /// <param name="bar">The closed bar.</param>
    public bool TryClose(long nowNs, out Bar bar)
    {
        bar = _bar;
        if (nowNs < NextCloseNs) return false;
        _emptyBars = bar.TradeCount == 0 ? _emptyBars + 1 : 0;
        Open(_emptyBars < EmptyBarsMax ? bar.EndNs : Math.Max(bar.EndNs, nowNs - nowNs % IntervalNs), bar.Close);
        return true;
    }

    /// <summary>Writes the open bar.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(NextCloseNs);
        writer.Write(_emptyBars);
        writer.Write(_bar.StartNs);
        writer.Write(_bar.Open.Units);
        writer.Write(_bar.High.Units);
        writer.Write(_bar.Low.Units);
        writer.Write(_bar.Close.Units);
        writer.Write(_bar.Volume);
        writer.Write(_bar.Turnover.Units);
        writer.Write(_bar.TradeCount);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        NextCloseNs = reader.ReadInt64();
        _emptyBars = reader.ReadInt32();
        _bar = new Bar(
            reader.ReadInt64(),
            IntervalNs,
            new Price(reader.ReadInt64()),
            new Price(reader.ReadInt64()),
            new Price(reader.ReadInt64()),
            new Price(reader.ReadInt64()),
            reader.ReadInt128(),
            new Notional(reader.ReadInt128()),
            reader.ReadInt64());
        var isOpen = NextCloseNs != long.MaxValue;
        var fits = _bar.StartNs >= 0 && _bar.StartNs % IntervalNs == 0 && _bar.StartNs < long.MaxValue - IntervalNs;
        if (isOpen && (!fits || NextCloseNs != _bar.EndNs)) reader.Fail();
        if (reader.Failed) NextCloseNs = long.MaxValue;
    }

    private void Open(long startNs, Price price)
    {
        _bar = new Bar(startNs, IntervalNs, price, price, price, price, 0, Notional.Zero, 0);
        NextCloseNs = _bar.EndNs;
    }
}
