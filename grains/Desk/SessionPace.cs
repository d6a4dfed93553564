using System;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Grains;

/// <summary>Keeps a session's event time to the wall clock, or lets it go as fast as it can.</summary>
/// <param name="speed">Event time per wall time; 0 for as fast as it goes.</param>
/// <param name="clock">The wall clock.</param>
internal sealed class SessionPace(int speed, TimeProvider clock)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private long _startedAt;
    private long _firstNs;

    /// <summary>Waits until a round may begin. The first one that has a time begins at once.</summary>
    /// <param name="startNs">Where the round begins, UNIX nanoseconds of event time.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task WaitAsync(long startNs, CancellationToken stop)
    {
        if (speed == 0 || startNs is 0 or long.MaxValue) return;
        if (_firstNs == 0) (_startedAt, _firstNs) = (clock.GetTimestamp(), startNs);
        var due = TimeSpan.FromTicks((startNs - _firstNs) / speed / TimeSpan.NanosecondsPerTick);
        var wait = due - clock.GetElapsedTime(_startedAt);
        if (wait < Shortest) return;
        await Task.Delay(wait, clock, stop).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
