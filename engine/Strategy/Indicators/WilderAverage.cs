using System;
using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>Wilder's smoothing: the mean of the first <c>period</c> values, then each new value at weight 1 ÷ period.</summary>
internal sealed class WilderAverage
{
    private readonly int _period;
    private int _count;

    public WilderAverage(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, Ring.PeriodMax);
        _period = period;
    }

    public bool IsReady => _count == _period;

    public double Value { get; private set; }

    public void Update(double value)
    {
        if (_count < _period) _count++;
        // Not by adding a difference: beside a great value before, a small new one would vanish even from a period of 1.
        Value = (Value * (_count - 1) + value) / _count;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_count);
        writer.WriteDouble(Value);
    }

    public void Load(ref StateReader reader)
    {
        _count = reader.ReadInt32();
        if (_count < 0 || _count > _period) reader.Fail();
        Value = reader.ReadDouble();
    }
}
