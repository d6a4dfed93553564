using System;
using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>The least and the greatest of the last <c>period</c> values, by two monotonic queues.</summary>
public sealed class RollingMinMax
{
    private readonly MonotonicQueue _least;
    private readonly MonotonicQueue _greatest;
    private readonly int _period;
    private long _count;

    /// <summary>Extremes of nothing yet.</summary>
    /// <param name="period">1 to 1,000,000 values.</param>
    public RollingMinMax(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, Ring.PeriodMax);
        _period = period;
        _least = new MonotonicQueue(period, -1);
        _greatest = new MonotonicQueue(period, 1);
    }

    /// <summary>True once <c>period</c> values were taken.</summary>
    public bool IsReady => _count >= _period;

    /// <summary>The least value; 0 before the first.</summary>
    public double Min => _least.Extreme;

    /// <summary>The greatest value; 0 before the first.</summary>
    public double Max => _greatest.Extreme;

    /// <summary>Takes the next value; finite.</summary>
    public void Update(double value)
    {
        _least.Push(Finite.Of(value), _count);
        _greatest.Push(value, _count);
        _count++;
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_count);
        _least.Save(writer);
        _greatest.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _count = reader.ReadInt64();
        if (_count < 0) reader.Fail();
        _least.Load(ref reader);
        _greatest.Load(ref reader);
    }
}
