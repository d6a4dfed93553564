using System;
using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>
/// Average true range by J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978): the smoothed greatest of
/// high − low, |high − close before| and |low − close before|. The first bar has only the first of them.
/// </summary>
/// <param name="period">1 to 1,000,000 bars.</param>
public sealed class Atr(int period)
{
    private readonly WilderAverage _ranges = new(period);
    private double _close;
    private bool _hasClose;

    /// <summary>True once <c>period</c> bars were taken.</summary>
    public bool IsReady => _ranges.IsReady;

    /// <summary>The average range, in the bars' unit.</summary>
    public double Value => _ranges.Value;

    /// <summary>Takes the next bar; finite values.</summary>
    public void Update(double high, double low, double close)
    {
        var range = Finite.Of(high) - Finite.Of(low);
        if (_hasClose) range = Math.Max(range, Math.Max(Math.Abs(high - _close), Math.Abs(low - _close)));
        _ranges.Update(range);
        (_close, _hasClose) = (Finite.Of(close), true);
    }

    /// <summary>Takes the next bar, in price units.</summary>
    public void Update(in Bar bar) => Update(bar.High.Units, bar.Low.Units, bar.Close.Units);

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_hasClose);
        writer.WriteDouble(_close);
        _ranges.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _hasClose = reader.ReadBool();
        _close = reader.ReadDouble();
        _ranges.Load(ref reader);
    }
}
