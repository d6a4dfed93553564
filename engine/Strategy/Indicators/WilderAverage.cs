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
        Value += (value - Value) / _count;
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
