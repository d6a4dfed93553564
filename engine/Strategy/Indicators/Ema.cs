using System;
using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>Exponential moving average with weight 2 ÷ (period + 1) for the newest value; it starts at the first value.</summary>
public sealed class Ema
{
    private readonly double _weight;
    private readonly int _period;
    private int _count;

    /// <summary>An average that has seen nothing.</summary>
    /// <param name="period">1 to 1,000,000 values.</param>
    public Ema(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, Ring.PeriodMax);
        _period = period;
        _weight = 2.0 / (period + 1.0);
    }

    /// <summary>True once <c>period</c> values were taken.</summary>
    public bool IsReady => _count == _period;

    /// <summary>The average; 0 before the first value.</summary>
    public double Value { get; private set; }

    /// <summary>Takes the next value; finite.</summary>
    public void Update(double value)
    {
        Value = _count == 0 ? Finite.Of(value) : Value + _weight * (Finite.Of(value) - Value);
        if (_count < _period) _count++;
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_count);
        writer.WriteDouble(Value);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _count = reader.ReadInt32();
        if (_count < 0 || _count > _period) reader.Fail();
        Value = reader.ReadDouble();
    }
}
