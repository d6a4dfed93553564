using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Threading;

namespace Trading.Grains;

/// <summary>
/// What a counter has counted, by an enum of a byte. It is read when somebody looks, so that counting is one addition, however many
/// listen: an answer of a book has reports of many kinds, and each would be recorded by each listener.
/// </summary>
/// <param name="tag">The tags of its values.</param>
internal sealed class TagTotals<T>(EnumTag<T> tag)
    where T : struct, Enum
{
    /// <summary>The values that a byte can have.</summary>
    public const int Values = byte.MaxValue + 1;

    private readonly long[] _totals = new long[Values];

    /// <summary>Adds what was counted of each value, on any thread.</summary>
    public void Add(ReadOnlySpan<int> counts)
    {
        // Most are zero, and are passed many at a time.
        for (var value = 0; counts[value..].IndexOfAnyExcept(0) is >= 0 and var skipped; value++)
        {
            value += skipped;
            Interlocked.Add(ref _totals[value], counts[value]);
        }
    }

    /// <summary>The totals of values that have been counted.</summary>
    public IEnumerable<Measurement<long>> Observe()
    {
        for (var value = 0; value < Values; value++)
        {
            var total = Interlocked.Read(ref _totals[value]);
            if (total > 0) yield return new Measurement<long>(total, tag[(T)Enum.ToObject(typeof(T), value)]);
        }
    }
}
