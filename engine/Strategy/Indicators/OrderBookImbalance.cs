using System;
using Trading.Model;

namespace Trading.Strategy.Indicators;

/// <summary>How much more a book bids than it asks near the top: (bids − asks) ÷ (bids + asks), from −1 to 1.</summary>
public static class OrderBookImbalance
{
    /// <summary>The most levels that are looked at.</summary>
    public const int LevelsMax = 50;

    /// <summary>The imbalance of the best levels.</summary>
    /// <param name="market">The market.</param>
    /// <param name="levels">How many levels of each side, 1 to <see cref="LevelsMax"/>; fewer where a side has fewer.</param>
    /// <param name="imbalance">The ratio.</param>
    /// <returns>False while the book cannot be traded on.</returns>
    public static bool TryGet(MarketView market, int levels, out double imbalance)
    {
        imbalance = 0;
        if (!market.TryGetTop(out _, out _)) return false;
        var bids = Sum(market, Side.Buy, levels);
        var asks = Sum(market, Side.Sell, levels);
        imbalance = (bids - asks) / (bids + asks);
        return true;
    }

    private static double Sum(MarketView market, Side side, int levels)
    {
        var count = Math.Min(market.Count(side), levels);
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++) sum += market.At(side, rank).Quantity;
        return sum;
    }
}
