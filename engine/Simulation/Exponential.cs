using Trading.Model;

namespace Trading.Simulation;

/// <summary>
/// Exponential waiting times without a logarithm: John von Neumann's comparison method (1951), exact up to the 32-bit
/// resolution of its fraction, and the same on every machine because it only compares integers.
/// </summary>
internal static class Exponential
{
    /// <summary>A waiting time with a given mean.</summary>
    /// <param name="random">The stream that it draws from.</param>
    /// <param name="meanNs">The mean in nanoseconds; positive.</param>
    /// <returns>Nanoseconds, at least 1.</returns>
    public static long Next(ref SeededRandom random, long meanNs)
    {
        for (long whole = 0; ; whole++)
        {
            // The length of the falling run that starts at u is odd with probability exp(-u).
            var u = random.NextUInt64() >> 32;
            var last = u;
            var isOdd = true;
            while (true)
            {
                var next = random.NextUInt64() >> 32;
                if (next >= last) break;
                last = next;
                isOdd = !isOdd;
            }

            if (!isOdd) continue;
            var units = ((System.Int128)whole << 32) + u;
            return 1 + (long)((units * meanNs) >> 32);
        }
    }
}
