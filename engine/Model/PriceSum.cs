namespace Trading.Model;

/// <summary>The sum of two prices from outside, which may be anything.</summary>
public static class PriceSum
{
    /// <summary>Best bid + best ask: twice the middle.</summary>
    /// <returns>False when it leaves the 64-bit range: no market is there.</returns>
    public static bool TryAdd(long bid, long ask, out long sum)
    {
        sum = unchecked(bid + ask);
        // Both terms have another sign than the sum only when it wrapped.
        var fits = ((bid ^ sum) & (ask ^ sum)) >= 0;
        if (!fits) sum = 0;
        return fits;
    }
}
