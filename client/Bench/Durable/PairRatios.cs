using System;
using System.Collections.Generic;
using System.Linq;

namespace Trading.Client.Bench;

/// <summary>Ratios of neighbouring runs.</summary>
/// <param name="Median">Half are below.</param>
/// <param name="Lower95">The median of all such pairs is above it with 97.5 % probability, and so 95 % between the two.</param>
/// <param name="Upper95">The median of all such pairs is below it with 97.5 % probability.</param>
/// <param name="LowerQuartile">A quarter is below.</param>
/// <param name="UpperQuartile">A quarter is above.</param>
/// <param name="Pairs">All of them, in their order.</param>
internal sealed record PairRatios(
    double Median, double Lower95, double Upper95, double LowerQuartile, double UpperQuartile, IReadOnlyList<double> Pairs)
{
    /// <summary>The summary of some.</summary>
    public static PairRatios Of(IReadOnlyList<double> pairs)
    {
        var sorted = pairs.Order().ToArray();
        var last = sorted.Length - 1;
        // How many of n are below the true median is binomial of n and a half, whatever their distribution.
        var spread = 1.96 * Math.Sqrt(sorted.Length) / 2;
        return new PairRatios(
            sorted[last / 2], At((last / 2.0) - spread), At((last / 2.0) + spread), sorted[last / 4], sorted[last * 3 / 4], pairs);

        double At(double rank) => sorted[(int)Math.Clamp(Math.Round(rank), 0, last)];
    }
}
