namespace Trading.Numerics;

/// <summary>One bar of a histogram of delays.</summary>
/// <param name="DelayNs">The delay, nanoseconds; at least 1.</param>
/// <param name="Weight">How often it occurs, relative to the others; at least 1.</param>
public readonly record struct DelayWeight(long DelayNs, long Weight);
