using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>Simple moving average: the mean of the last <c>period</c> values.</summary>
/// <remarks>The running sum is added up anew once a round, so that rounding errors cannot build up.</remarks>
/// <param name="period">1 to 1,000,000 values.</param>
public sealed class Sma(int period)
{
    private readonly Ring _ring = new(period);
    private double _sum;

    /// <summary>True once <c>period</c> values were taken.</summary>
    public bool IsReady => _ring.IsFull;

    /// <summary>The mean of the values taken so far, at most the last <c>period</c>; 0 before the first.</summary>
    public double Value => _ring.Count > 0 ? _sum / _ring.Count : 0;

    /// <summary>Takes the next value; finite.</summary>
    public void Update(double value)
    {
        var evicted = _ring.IsFull ? _ring.Oldest : 0;
        _ring.Push(value);
        _sum += value - evicted;
        if (_ring.Next == 0) AddUp();
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        _ring.Save(writer);
        writer.WriteDouble(_sum);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _ring.Load(ref reader);
        _sum = reader.ReadDouble();
    }

    private void AddUp()
    {
        _sum = 0;
        foreach (var value in _ring.Values) _sum += value;
    }
}
