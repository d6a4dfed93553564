using System;
using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>
/// Volatility by exponentially weighted squares of changes, mean taken as zero: variance = λ × variance + (1 − λ) ×
/// change² (J.P. Morgan, "RiskMetrics Technical Document", 1996). It starts at the first change's square.
/// </summary>
public sealed class EwmaVolatility
{
    private readonly double _lambda;

    /// <summary>A volatility that has seen nothing.</summary>
    /// <param name="lambda">The weight of the past: at least 0, below 1. RiskMetrics uses 0.94 for daily changes.</param>
    public EwmaVolatility(double lambda)
    {
        if (!(lambda >= 0 && lambda < 1)) throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "0 ≤ λ < 1");
        _lambda = lambda;
    }

    /// <summary>Changes taken so far.</summary>
    public long Count { get; private set; }

    /// <summary>The variance of a change; 0 before the first.</summary>
    public double Variance { get; private set; }

    /// <summary>The standard deviation of a change.</summary>
    public double Value => Math.Sqrt(Variance);

    /// <summary>Takes the next change (a return, or a difference of prices); finite.</summary>
    public void Update(double change)
    {
        var square = Finite.Of(change) * change;
        Variance = Count == 0 ? square : _lambda * Variance + (1 - _lambda) * square;
        Count++;
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        writer.WriteDouble(Variance);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        Count = reader.ReadInt64();
        Variance = reader.ReadDouble();
        if (Count < 0 || Variance < 0) reader.Fail();
    }
}
