using System;
using System.Collections.Immutable;

namespace Trading.Desk;

/// <summary>
/// Reads market events into their instruments' streams. A tape keeps the order of arrival, so its times may step back: an
/// event takes effect no earlier than those before it.
/// </summary>
public sealed class MarketPump(IMarketSource source, ImmutableArray<MarketStream> streams)
{
    private bool _isComplete;

    /// <summary>Everything before this time was read: UNIX nanoseconds; the end of time once there is no more.</summary>
    public long ReadNs => _isComplete ? long.MaxValue : LastNs;

    /// <summary>The time of the first event: UNIX nanoseconds; 0 before it.</summary>
    public long FirstNs { get; private set; }

    /// <summary>The time of the last event: UNIX nanoseconds.</summary>
    public long LastNs { get; private set; }

    /// <summary>Events read.</summary>
    public long Events { get; private set; }

    /// <summary>Reads one event.</summary>
    /// <returns>False when everything was read before.</returns>
    public bool TryRead()
    {
        if (_isComplete) return false;
        if (!source.TryNext())
        {
            _isComplete = true;
            foreach (var stream in streams) stream.Complete(LastNs);
            return true;
        }

        var e = source.Event;
        e.TimeNs = LastNs = Math.Max(LastNs, e.TimeNs);
        if (Events++ == 0) FirstNs = LastNs;
        if (e.Instrument >= 0) streams[e.Instrument].Add(e, source.Levels);
        return true;
    }
}
