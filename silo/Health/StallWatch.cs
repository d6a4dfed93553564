using System;
using System.Threading;

namespace Trading.Silo.Health;

/// <summary>
/// Tells whether the threads that run the grains still make progress. It counts its own ticks, not the clock: a process
/// that was frozen as a whole, and wakes, has not stalled by that.
/// </summary>
/// <param name="post">Hands a beat to the threads that are watched.</param>
/// <param name="ticksMax">Ticks that a beat may be on its way.</param>
internal sealed class StallWatch(Action<Action> post, int ticksMax)
{
    private int _isOnItsWay;
    private int _ticks;

    /// <summary>Ticks for which the beat now on its way has been out; 0 when none is.</summary>
    public int TicksSilent => Volatile.Read(ref _isOnItsWay) == 0 ? 0 : Volatile.Read(ref _ticks);

    /// <summary>Looks once.</summary>
    /// <returns>True when the beat has been on its way for too long.</returns>
    public bool IsStalledAtTick()
    {
        if (Interlocked.CompareExchange(ref _isOnItsWay, 1, 0) == 0)
        {
            Volatile.Write(ref _ticks, 0);
            post(() => Volatile.Write(ref _isOnItsWay, 0));
            return false;
        }

        return Interlocked.Increment(ref _ticks) > ticksMax;
    }
}
