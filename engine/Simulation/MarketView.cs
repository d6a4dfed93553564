namespace Trading.Simulation;

/// <summary>What agents see of a market: best prices after the last message, in price units.</summary>
/// <param name="BestBid">The best bid; when there is none, one tick below the last reference.</param>
/// <param name="BestAsk">The best ask; when there is none, one tick above the last reference.</param>
/// <param name="NowNs">The simulated time, UNIX nanoseconds.</param>
internal readonly record struct MarketView(long BestBid, long BestAsk, long NowNs)
{
    /// <summary>Twice the middle: the sum of the best prices, so that half ticks are not lost.</summary>
    public long MidTwice => BestBid + BestAsk;
}
