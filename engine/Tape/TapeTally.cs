using System;

namespace Trading.Tape;

/// <summary>What happened to one instrument, to one agent, or in a whole tape.</summary>
public sealed class TapeTally
{
    private readonly long[] _kinds = new long[TapeSummary.KindsMax];

    /// <summary>Events of all kinds.</summary>
    public long Events { get; private set; }

    /// <summary>The earliest event time, UNIX nanoseconds; 0 without events.</summary>
    public long FirstNs { get; private set; }

    /// <summary>The latest event time, UNIX nanoseconds; 0 without events.</summary>
    public long LastNs { get; private set; }

    /// <summary>The sum of filled and traded quantities, in quantity units (of a tape of one scale). A trade counts once.</summary>
    public Int128 Volume { get; private set; }

    /// <summary>The sum of price × quantity of fills and trades, at <see cref="TapeSummary.NotionalScale"/> decimal places.</summary>
    public Int128 Notional { get; private set; }

    /// <summary>True when a sum reached the end of 128 bits and stayed there.</summary>
    public bool IsSaturated { get; private set; }

    /// <summary>The greatest number of levels seen on both sides together.</summary>
    public long DepthMax { get; private set; }

    /// <summary>How often a depth was seen.</summary>
    public long DepthCount { get; private set; }

    /// <summary>The sum of the depths seen.</summary>
    public long DepthSum { get; private set; }

    /// <summary>Events of one kind.</summary>
    public long Count(TapeEventKind kind) => (int)kind < _kinds.Length ? _kinds[(int)kind] : 0;

    /// <summary>Fills and trades.</summary>
    public long Trades { get; private set; }

    /// <summary>The time from the first to the last event, in nanoseconds.</summary>
    public long DurationNs => LastNs - FirstNs;

    /// <summary>Cancels per 10,000 new orders, rounded down; 0 without orders.</summary>
    public long CancelRateBps => PerTenThousand(Count(TapeEventKind.Cancel), Count(TapeEventKind.NewOrder));

    /// <summary>Fills per 10,000 new orders, rounded down; 0 without orders.</summary>
    public long FillRatioBps => PerTenThousand(Count(TapeEventKind.Fill), Count(TapeEventKind.NewOrder));

    /// <summary>Events per 1,000 seconds of event time, rounded down; 0 without a duration.</summary>
    public long EventsPerKilosecond =>
        DurationNs == 0 ? 0 : (long)Int128.Min((Int128)Events * 1_000_000_000_000 / DurationNs, long.MaxValue);

    /// <summary>The mean depth in thousandths of a level, rounded down; 0 when no depth was seen.</summary>
    public long DepthMeanMillis => DepthCount == 0 ? 0 : (long)((Int128)DepthSum * 1000 / DepthCount);

    /// <param name="e">The event.</param>
    /// <param name="notional">Its price × quantity.</param>
    /// <param name="isTrade">True when the event counts as a trade here: the maker's half of a fill does only for its agent.</param>
    internal void Add(in TapeEvent e, Int128 notional, bool isTrade)
    {
        FirstNs = Events == 0 ? e.TimeNs : Math.Min(FirstNs, e.TimeNs);
        LastNs = Math.Max(LastNs, e.TimeNs);
        Events++;
        _kinds[(int)e.Kind]++;
        if (!isTrade) return;
        Trades++;
        Volume = Sum(Volume, e.Quantity);
        Notional = Sum(Notional, notional);
    }

    internal void AddDepth(int levels)
    {
        DepthMax = Math.Max(DepthMax, levels);
        DepthCount++;
        DepthSum += levels;
    }

    private static long PerTenThousand(long part, long whole) =>
        whole == 0 ? 0 : (long)((Int128)part * 10_000 / whole);

    // A tape is input: its numbers may be anything, so sums stop at the end of their range instead of failing.
    private Int128 Sum(Int128 left, Int128 right)
    {
        if (right >= 0 ? left <= Int128.MaxValue - right : left >= Int128.MinValue - right) return left + right;
        IsSaturated = true;
        return right >= 0 ? Int128.MaxValue : Int128.MinValue;
    }
}
