using System;

namespace Trading.Exchange;

/// <summary>
/// The arithmetic of queue estimates, in integers. The idea and the form f(ahead) ÷ (f(ahead) + f(behind)) are those of
/// Erik Rigtorp, "Estimating order queue position" (2013), with f(x) = x^n.
/// </summary>
internal static class QueuePosition
{
    // Both sides of the split are brought below 2^(60 / n), so that their powers fit 60 bits.
    private const int PowerBits = 60;

    /// <summary>What of a cancel falls on the quantity ahead, rounded down.</summary>
    /// <param name="ahead">The quantity ahead, not negative.</param>
    /// <param name="behind">The quantity behind, not negative.</param>
    /// <param name="canceled">The canceled quantity, positive.</param>
    /// <param name="power">n, 1 to 4.</param>
    /// <returns>At most what is ahead and at most what was canceled.</returns>
    public static long CanceledAhead(long ahead, long behind, long canceled, int power)
    {
        if (ahead == 0) return 0;
        var excess = 64 - (int)long.LeadingZeroCount(ahead | behind) - PowerBits / power;
        var shift = Math.Max(0, excess);
        var weightAhead = Power(ahead >> shift, power);
        var weightBehind = Power(behind >> shift, power);
        // Both can vanish only together with a shift that no quantity needs.
        var share = (Int128)canceled * weightAhead / (weightAhead + weightBehind);
        return (long)Int128.Min(share, ahead);
    }

    private static Int128 Power(long value, int power)
    {
        Int128 result = value;
        for (var left = power; left > 1; left--) result *= value;
        return result;
    }
}
