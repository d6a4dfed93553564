using Trading.Model;

namespace Trading.Market;

/// <summary>A trade as a market publishes it.</summary>
/// <param name="TimeNs">When, UNIX nanoseconds.</param>
/// <param name="Price">In price units.</param>
/// <param name="Quantity">In quantity units.</param>
/// <param name="Aggressor">The side that took; 0 where the venue does not say.</param>
public readonly record struct PublicTrade(long TimeNs, long Price, long Quantity, Side Aggressor);
