using System;
using System.Collections.Generic;

namespace Trading.Faults;

/// <summary>The virtual clock and everything that is to happen, by time and then by the order in which it was asked for.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Action, Place> _events = new(PlaceOrder.Instance);
    private long _asked;

    /// <summary>The virtual time: nanoseconds.</summary>
    public long NowNs { get; private set; } = 1_700_000_000_000_000_000;

    /// <summary>Events that have happened.</summary>
    public long Steps { get; private set; }

    /// <summary>Lets something happen later.</summary>
    public void After(long delayNs, Action action) => _events.Enqueue(action, new Place(NowNs + delayNs, ++_asked));

    /// <summary>Lets the next event happen.</summary>
    /// <returns>False when nothing is left.</returns>
    public bool TryStep()
    {
        if (!_events.TryDequeue(out var action, out var place)) return false;
        NowNs = place.TimeNs;
        Steps++;
        action();
        return true;
    }

    private readonly record struct Place(long TimeNs, long Asked);

    private sealed class PlaceOrder : IComparer<Place>
    {
        public static readonly PlaceOrder Instance = new();

        public int Compare(Place x, Place y) => x.TimeNs != y.TimeNs ? (x.TimeNs < y.TimeNs ? -1 : 1) : x.Asked.CompareTo(y.Asked);
    }
}
