using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;

namespace Trading.Client.Tape;

/// <summary>Holds a replay back to a multiple of event time.</summary>
/// <param name="factor">Event time per wall-clock time; 0 for as fast as possible.</param>
internal sealed class ReplaySpeed(double factor)
{
    private readonly Stopwatch _clock = new();
    private long _firstNs;

    /// <summary>Reads <c>max</c>, <c>1x</c>, <c>10x</c>, <c>0.5x</c>; null when the text is none.</summary>
    public static ReplaySpeed? Parse(string text)
    {
        if (text == "max") return new ReplaySpeed(0);
        return text.EndsWith('x')
            && double.TryParse(text.AsSpan(..^1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
            && factor is > 0 and < 1e9
            ? new ReplaySpeed(factor)
            : null;
    }

    /// <summary>Waits until an event is due. The first event is due at once; times that step back are due at once, too.</summary>
    /// <returns>False when the wait was ended from outside.</returns>
    public bool WaitUntilDue(long timeNs, CancellationToken cancellation)
    {
        if (factor == 0) return !cancellation.IsCancellationRequested;
        if (!_clock.IsRunning)
        {
            _clock.Start();
            _firstNs = timeNs;
        }

        var dueMs = (timeNs - _firstNs) / 1e6 / factor;
        while (dueMs > _clock.Elapsed.TotalMilliseconds)
        {
            var waitMs = Math.Min(dueMs - _clock.Elapsed.TotalMilliseconds, 60_000);
            if (cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(Math.Max(0, waitMs)))) return false;
        }

        return !cancellation.IsCancellationRequested;
    }
}
