using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace Trading.Bench;

/// <summary>Times a run slice by slice: nothing is printed, parsed or kept between two slices but a time stamp.</summary>
internal sealed class SliceClock
{
    private readonly List<(long Ticks, int Operations)> _slices = new(1 << 14);
    private long _at;
    private long _bytesAt;

    /// <summary>Operations so far.</summary>
    public long Operations { get; private set; }

    /// <summary>Bytes that they allocated.</summary>
    public long Bytes { get; private set; }

    /// <summary>Seconds that they took.</summary>
    public double Seconds => _slices.Sum(slice => slice.Ticks) / (double)Stopwatch.Frequency;

    /// <summary>What comes now is timed.</summary>
    public void Begin()
    {
        _bytesAt = GC.GetAllocatedBytesForCurrentThread();
        _at = Stopwatch.GetTimestamp();
    }

    /// <summary>A slice ends, and the next begins.</summary>
    public void Slice(int operations)
    {
        var now = Stopwatch.GetTimestamp();
        Bytes += GC.GetAllocatedBytesForCurrentThread() - _bytesAt;
        Operations += operations;
        _slices.Add((now - _at, operations));
        Begin();
    }

    /// <summary>Nanoseconds of an operation: the mean of each slice, of which a share is faster.</summary>
    public double Percentile(double share)
    {
        var sorted = _slices.Select(slice => slice.Ticks * 1e9 / Stopwatch.Frequency / slice.Operations).Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];
    }
}
