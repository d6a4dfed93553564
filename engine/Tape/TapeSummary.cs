using System;
using System.Collections.Immutable;
using Trading.Model;

namespace Trading.Tape;

/// <summary>Counts and sums over the events of a tape: in all, by instrument and by agent. Exact, in integers.</summary>
public sealed class TapeSummary
{
    internal const int KindsMax = 32;

    private readonly TapeTally[] _instruments;
    private readonly TapeTally[] _agents;
    private readonly Int128[] _notionalFactors;

    /// <summary>An empty summary.</summary>
    /// <param name="header">The tape's header.</param>
    public TapeSummary(TapeHeader header)
    {
        Header = header;
        _instruments = Tallies(header.Instruments.Length);
        _agents = Tallies(header.Agents.Length);
        foreach (var instrument in header.Instruments) NotionalScale = Math.Max(NotionalScale, ScaleOf(instrument));
        _notionalFactors = new Int128[header.Instruments.Length];
        for (var i = 0; i < _notionalFactors.Length; i++)
        {
            _notionalFactors[i] = PowerOfTen(NotionalScale - ScaleOf(header.Instruments[i]));
        }
    }

    /// <summary>The tape's header.</summary>
    public TapeHeader Header { get; }

    /// <summary>Decimal places of every <see cref="TapeTally.Notional"/>: the most of any instrument's price and quantity together.</summary>
    public int NotionalScale { get; }

    /// <summary>All events.</summary>
    public TapeTally Total { get; } = new();

    /// <summary>By instrument, in the header's order.</summary>
    public ReadOnlySpan<TapeTally> Instruments => _instruments;

    /// <summary>By agent, in the header's order. A fill counts for the agent that it names.</summary>
    public ReadOnlySpan<TapeTally> Agents => _agents;

    /// <summary>All kinds of events, in the order of their numbers.</summary>
    public static ImmutableArray<TapeEventKind> Kinds { get; } = [.. Enum.GetValues<TapeEventKind>()];

    /// <summary>Counts an event that fits the header.</summary>
    public void Add(in TapeEvent e)
    {
        var isFillOrTrade = e.Kind is TapeEventKind.Fill or TapeEventKind.Trade;
        var notional = isFillOrTrade ? NotionalOf(e) : 0;
        // A trade of two known orders stands on the tape twice, once for each: the market counts it once.
        var isTrade = isFillOrTrade && e.Liquidity != LiquiditySide.Maker;
        Total.Add(e, notional, isTrade);
        if (e.Instrument >= 0) _instruments[e.Instrument].Add(e, notional, isTrade);
        if (e.Agent >= 0) _agents[e.Agent].Add(e, notional, isFillOrTrade);
    }

    /// <summary>Counts the depth of an instrument's book after one of its events.</summary>
    /// <param name="instrument">Index into the header's instruments.</param>
    /// <param name="levels">Levels of both sides together.</param>
    public void AddDepth(int instrument, int levels)
    {
        Total.AddDepth(levels);
        _instruments[instrument].AddDepth(levels);
    }

    /// <summary>The volume-weighted average price of an instrument's fills and trades, in price units, rounded down; 0 without volume.</summary>
    public long Vwap(int instrument)
    {
        var tally = _instruments[instrument];
        if (tally.Volume == 0 || tally.IsSaturated) return 0;
        return (long)Int128.Clamp(
            tally.Notional / _notionalFactors[instrument] / tally.Volume,
            long.MinValue,
            long.MaxValue);
    }

    private Int128 NotionalOf(in TapeEvent e)
    {
        var product = (Int128)e.Price * e.Quantity;
        var factor = _notionalFactors[e.Instrument];
        var limit = Int128.MaxValue / factor;
        return product > limit ? Int128.MaxValue : product < -limit ? -Int128.MaxValue : product * factor;
    }

    private static int ScaleOf(Instrument instrument) => instrument.PriceScale + instrument.QuantityScale;

    private static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (var i = 0; i < exponent; i++) power *= 10;
        return power;
    }

    private static TapeTally[] Tallies(int count)
    {
        var tallies = new TapeTally[count];
        for (var i = 0; i < count; i++) tallies[i] = new TapeTally();
        return tallies;
    }
}
