using System;

namespace Trading.Strategy.Indicators;

/// <summary>The door of every indicator: one number that is none would spoil all later values.</summary>
internal static class Finite
{
    public static double Of(double value) =>
        double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "an indicator takes finite numbers only");
}
