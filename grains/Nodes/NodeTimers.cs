using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Grains;

/// <summary>A node's timers: they wake it on the scheduler on which they were set, never early.</summary>
internal sealed class NodeTimers(NodePorts ports, INodeHost host, Action<ulong, long> wake)
{
    /// <summary>A clock's timer cannot wait for ever, and a clock that is set must be noticed.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromHours(1);

    private static readonly TimeSpan AwakeAfterwards = TimeSpan.FromMinutes(5);
    private readonly Dictionary<ulong, Waiting> _waiting = [];

    /// <summary>Sets a timer, or moves it.</summary>
    /// <param name="id">The node's number for it.</param>
    /// <param name="dueNs">UNIX nanoseconds.</param>
    public void Set(ulong id, long dueNs)
    {
        if (!_waiting.TryGetValue(id, out var waiting)) _waiting.Add(id, waiting = new Waiting(this, id, TaskScheduler.Current));
        waiting.Set(dueNs, LeftUntil(dueNs));
    }

    /// <summary>Forgets all of them: the machine that set them is given up.</summary>
    public void Clear()
    {
        foreach (var waiting in _waiting.Values) waiting.Dispose();
        _waiting.Clear();
    }

    private TimeSpan LeftUntil(long dueNs)
    {
        // Rounded up, so that it does not come just before it is due.
        var left = TimeSpan.FromTicks(Math.Max(0, (dueNs - ports.NowNs()) / TimeSpan.NanosecondsPerTick + 1));
        host.StayAwake(left + AwakeAfterwards);
        return left < WaitMax ? left : WaitMax;
    }

    private void Expire(Waiting expired)
    {
        if (!_waiting.TryGetValue(expired.Id, out var waiting) || waiting != expired) return;
        var nowNs = ports.NowNs();
        if (nowNs < expired.DueNs)
        {
            expired.Set(expired.DueNs, LeftUntil(expired.DueNs));
            return;
        }

        _waiting.Remove(expired.Id);
        expired.Dispose();
        wake(expired.Id, nowNs);
    }

    private sealed class Waiting : IDisposable
    {
        private readonly NodeTimers _timers;
        private readonly TaskScheduler _scheduler;
        private readonly ITimer _timer;

        public Waiting(NodeTimers timers, ulong id, TaskScheduler scheduler)
        {
            (_timers, Id, _scheduler) = (timers, id, scheduler);
            _timer = timers.Clock.CreateTimer(Expired, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public ulong Id { get; }

        public long DueNs { get; private set; }

        public void Set(long dueNs, TimeSpan wait)
        {
            DueNs = dueNs;
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => _timer.Dispose();

        /// <summary>On any thread: the node's own scheduler takes it from here.</summary>
        private void Expired(object? state) => Task.Factory.StartNew(
            () => _timers.Expire(this), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
    }

    private TimeProvider Clock => ports.Clock;
}
