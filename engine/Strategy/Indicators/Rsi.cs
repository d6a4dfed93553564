using System;
using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>
/// Relative strength index, 0 to 100, by J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978):
/// 100 × gains ÷ (gains + losses), both smoothed his way. Without any movement it is 50.
/// </summary>
/// <param name="period">1 to 1,000,000 changes.</param>
public sealed class Rsi(int period)
{
    private readonly WilderAverage _gains = new(period);
    private readonly WilderAverage _losses = new(period);
    private double _previous;
    private bool _hasPrevious;

    /// <summary>True once <c>period</c> changes were seen, that is one value more.</summary>
    public bool IsReady => _gains.IsReady;

    /// <summary>The index.</summary>
    public double Value => _gains.Value + _losses.Value > 0 ? 100 * _gains.Value / (_gains.Value + _losses.Value) : 50;

    /// <summary>Takes the next value; finite.</summary>
    public void Update(double value)
    {
        var change = Finite.Of(value) - _previous;
        if (_hasPrevious)
        {
            _gains.Update(Math.Max(0, change));
            _losses.Update(Math.Max(0, -change));
        }

        (_previous, _hasPrevious) = (value, true);
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_hasPrevious);
        writer.WriteDouble(_previous);
        _gains.Save(writer);
        _losses.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _hasPrevious = reader.ReadBool();
        _previous = reader.ReadDouble();
        _gains.Load(ref reader);
        _losses.Load(ref reader);
    }
}
