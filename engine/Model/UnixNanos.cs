using System;

namespace Trading.Model;

/// <summary>A moment: nanoseconds since 1970-01-01T00:00:00Z. Time is an input of the engine, never read by it.</summary>
/// <param name="Value">Nanoseconds since the epoch; the range ends in the year 2262.</param>
public readonly record struct UnixNanos(long Value) : IComparable<UnixNanos>
{
    /// <summary>The epoch.</summary>
    public static readonly UnixNanos Zero;

    /// <summary>The last representable moment; used as "never".</summary>
    public static readonly UnixNanos Max = new(long.MaxValue);

    /// <summary>Compares by time.</summary>
    public int CompareTo(UnixNanos other) => Value.CompareTo(other.Value);

    /// <summary>The moment a number of nanoseconds later.</summary>
    public static UnixNanos operator +(UnixNanos time, long nanoseconds) => new(time.Value + nanoseconds);

    /// <summary>The nanoseconds between two moments.</summary>
    public static long operator -(UnixNanos left, UnixNanos right) => left.Value - right.Value;

    /// <summary>True when the left moment is earlier.</summary>
    public static bool operator <(UnixNanos left, UnixNanos right) => left.Value < right.Value;

    /// <summary>True when the left moment is later.</summary>
    public static bool operator >(UnixNanos left, UnixNanos right) => left.Value > right.Value;

    /// <summary>True when the left moment is not later.</summary>
    public static bool operator <=(UnixNanos left, UnixNanos right) => left.Value <= right.Value;

    /// <summary>True when the left moment is not earlier.</summary>
    public static bool operator >=(UnixNanos left, UnixNanos right) => left.Value >= right.Value;

    /// <summary>The nanoseconds since the epoch.</summary>
    public override string ToString() => Value.ToString();
}
