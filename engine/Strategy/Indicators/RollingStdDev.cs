using System;
using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>Mean and sample standard deviation (n − 1) of the last <c>period</c> values.</summary>
/// <remarks>Sums of differences from an anchor, which is moved to the mean and added up anew once a round: prices of many
/// digits that hardly move keep their precision, and rounding errors cannot build up.</remarks>
public sealed class RollingStdDev
{
    private readonly Ring _ring;
    private double _anchor;
    private double _sum;
    private double _squares;

    /// <summary>A deviation that has seen nothing.</summary>
    /// <param name="period">2 to 1,000,000 values.</param>
    public RollingStdDev(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 2);
        _ring = new Ring(period);
    }

    /// <summary>True once <c>period</c> values were taken.</summary>
    public bool IsReady => _ring.IsFull;

    /// <summary>The mean; 0 before the first value.</summary>
    public double Mean => _ring.Count > 0 ? _anchor + _sum / _ring.Count : 0;

    /// <summary>The variance; 0 before the second value.</summary>
    public double Variance =>
        _ring.Count > 1 ? Math.Max(0, (_squares - _sum * (_sum / _ring.Count)) / (_ring.Count - 1)) : 0;

    /// <summary>The standard deviation.</summary>
    public double Value => Math.Sqrt(Variance);

    /// <summary>Takes the next value; finite.</summary>
    public void Update(double value)
    {
        if (_ring.Count == 0) _anchor = Finite.Of(value);
        if (_ring.IsFull) Add(_ring.Oldest, -1);
        _ring.Push(value);
        Add(value, 1);
        if (_ring.Next == 0) AddUp();
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        _ring.Save(writer);
        writer.WriteDouble(_anchor);
        writer.WriteDouble(_sum);
        writer.WriteDouble(_squares);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _ring.Load(ref reader);
        _anchor = reader.ReadDouble();
        _sum = reader.ReadDouble();
        _squares = reader.ReadDouble();
    }

    private void Add(double value, int sign)
    {
        var difference = value - _anchor;
        _sum += sign * difference;
        _squares += sign * (difference * difference);
    }

    private void AddUp()
    {
        _anchor = Mean;
        (_sum, _squares) = (0, 0);
        foreach (var value in _ring.Values) Add(value, 1);
    }
}
