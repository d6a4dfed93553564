using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>How much a value changed over <c>period</c> values, as a share of the earlier one: 0.01 is one percent up.</summary>
/// <param name="period">1 to 1,000,000 values.</param>
public sealed class RateOfChange(int period)
{
    private readonly Ring _ring = new(period);

    /// <summary>True once there is a value <c>period</c> values back.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The change; 0 until ready, and where the earlier value is 0.</summary>
    public double Value { get; private set; }

    /// <summary>Takes the next value; finite.</summary>
    public void Update(double value)
    {
        IsReady = _ring.IsFull;
        var earlier = IsReady ? _ring.Oldest : 0;
        _ring.Push(value);
        Value = earlier != 0 ? (value - earlier) / earlier : 0;
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        _ring.Save(writer);
        writer.Write(IsReady);
        writer.WriteDouble(Value);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _ring.Load(ref reader);
        IsReady = reader.ReadBool();
        Value = reader.ReadDouble();
    }
}
