using System;
using Trading.Numerics;

namespace Trading.Strategy.BuiltIn;

/// <summary>
/// Optimal quotes of a market maker by Marco Avellaneda and Sasha Stoikov, "High-frequency trading in a limit order book",
/// Quantitative Finance 8 (2008) 217–224: reservation price r = s − qγσ²(T−t), half spread
/// γσ²(T−t)/2 + ln(1 + γ/k)/γ. Prices are measured in basis points of the mid, inventory in order sizes.
/// </summary>
internal readonly struct InventoryQuote
{
    private readonly double _gamma;
    private readonly double _intensityTerm;
    private readonly double _halfSpreadMaxBps;

    public InventoryQuote(double gamma, double k, double halfSpreadMaxBps)
    {
        _gamma = gamma;
        _intensityTerm = DeterministicMath.Log(1 + gamma / k) / gamma;
        _halfSpreadMaxBps = halfSpreadMaxBps;
    }

    /// <summary>Where the quotes belong, in basis points above the mid (negative: below it).</summary>
    /// <param name="inventory">The position in order sizes, q.</param>
    /// <param name="variance">σ², in bps² per second.</param>
    /// <param name="restSeconds">The rest of the horizon, T − t.</param>
    public (double BidBps, double AskBps) At(double inventory, double variance, double restSeconds)
    {
        var risk = _gamma * variance * restSeconds;
        var half = Math.Min(_halfSpreadMaxBps, risk / 2 + _intensityTerm);
        var reservation = -inventory * risk;
        return (reservation - half, reservation + half);
    }
}
