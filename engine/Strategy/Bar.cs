using System;
using Trading.Model;

namespace Trading.Strategy;

/// <summary>The trades of an interval of time, [start, end): open, high, low, close, volume. All in the instrument's units.</summary>
/// <param name="StartNs">A multiple of the interval since 1970, UNIX nanoseconds.</param>
/// <param name="IntervalNs">The interval's length in nanoseconds.</param>
/// <param name="Open">The first trade's price; without a trade the close before.</param>
/// <param name="High">The highest price.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="Close">The last trade's price; without a trade the close before.</param>
/// <param name="Volume">The traded quantity, in quantity units.</param>
/// <param name="Turnover">The sum of price × quantity, exactly; Turnover ÷ Volume is the volume-weighted average price.</param>
/// <param name="TradeCount">The number of trades; 0 for an empty interval.</param>
public readonly record struct Bar(
    long StartNs,
    long IntervalNs,
    Price Open,
    Price High,
    Price Low,
    Price Close,
    Int128 Volume,
    Notional Turnover,
    long TradeCount)
{
    /// <summary>The first moment after the bar, UNIX nanoseconds.</summary>
    public long EndNs => StartNs + IntervalNs;

    /// <summary>The volume-weighted average price in price units, as a number for indicators; of an empty bar the close.</summary>
    public double Vwap => Volume > 0 ? (double)Turnover.Units / (double)Volume : Close.Units;
}
