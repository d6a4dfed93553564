using Trading.Model;

namespace Trading.Strategy;

/// <summary>What a strategy may use: capital granted until a time. Past it only orders that reduce positions pass.</summary>
/// <param name="Notional">The most that open orders and positions may be worth, in the desk's currency.</param>
/// <param name="ExpiresNs">From then on the lease is expired, UNIX nanoseconds.</param>
public readonly record struct StrategyLease(Money Notional, long ExpiresNs)
{
    /// <summary>True from the expiry time on.</summary>
    public bool IsExpired(long timeNs) => timeNs >= ExpiresNs;
}
