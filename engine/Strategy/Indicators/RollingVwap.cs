using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>Volume-weighted average price of the last <c>period</c> trades: Σ price × quantity ÷ Σ quantity.</summary>
/// <param name="period">1 to 1,000,000 trades.</param>
public sealed class RollingVwap(int period)
{
    private readonly Sma _turnover = new(period);
    private readonly Sma _volume = new(period);

    /// <summary>True once <c>period</c> trades were taken.</summary>
    public bool IsReady => _volume.IsReady;

    /// <summary>The average price; 0 while no quantity was traded.</summary>
    public double Value => _volume.Value > 0 ? _turnover.Value / _volume.Value : 0;

    /// <summary>Takes the next trade.</summary>
    /// <param name="price">Finite.</param>
    /// <param name="quantity">Finite, not negative.</param>
    public void Update(double price, double quantity)
    {
        _turnover.Update(price * quantity);
        _volume.Update(quantity);
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        _turnover.Save(writer);
        _volume.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _turnover.Load(ref reader);
        _volume.Load(ref reader);
    }
}
