using System;
using Trading.Model;

namespace Trading.Strategy;

/// <summary>A strategy's timers: at most one of each number, told in order of (time, number).</summary>
internal sealed class StrategyTimers
{
    /// <summary>The most timers at once; setting one more is a bug of the strategy and throws.</summary>
    public const int TimersMax = 1_024;

    private (long TimeNs, int Timer)[] _timers = new (long, int)[8];
    private int _count;

    /// <summary>When the next timer is due, UNIX nanoseconds; <see cref="long.MaxValue"/> when none is set.</summary>
    public long NextNs => _count > 0 ? _timers[0].TimeNs : long.MaxValue;

    /// <summary>Sets a timer, or moves it.</summary>
    public void Set(int timer, long timeNs)
    {
        Cancel(timer);
        if (_count == TimersMax) throw new InvalidOperationException($"more than {TimersMax} timers");
        if (_count == _timers.Length) Array.Resize(ref _timers, 2 * _count);
        var index = _count;
        for (; index > 0 && _timers[index - 1].CompareTo((timeNs, timer)) > 0; index--) _timers[index] = _timers[index - 1];
        _timers[index] = (timeNs, timer);
        _count++;
    }

    /// <summary>Forgets a timer; one that is not set is no mistake.</summary>
    public void Cancel(int timer)
    {
        for (var index = 0; index < _count; index++)
        {
            if (_timers[index].Timer == timer) RemoveAt(index);
        }
    }

    /// <summary>Takes the first timer that is due.</summary>
    /// <returns>False when none is.</returns>
    public bool TryTake(long nowNs, out int timer)
    {
        timer = _count > 0 ? _timers[0].Timer : 0;
        if (NextNs > nowNs || _count == 0) return false;
        RemoveAt(0);
        return true;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_count);
        foreach (var (timeNs, timer) in _timers.AsSpan(0, _count))
        {
            writer.Write(timeNs);
            writer.Write(timer);
        }
    }

    public void Load(ref StateReader reader)
    {
        var count = reader.ReadCount(12);
        if (count > TimersMax) reader.Fail();
        _count = 0;
        for (var index = 0; index < count && !reader.Failed; index++)
        {
            var timeNs = reader.ReadInt64();
            Set(reader.ReadInt32(), timeNs);
        }

        if (_count != count) reader.Fail();
        if (reader.Failed) _count = 0;
    }

    private void RemoveAt(int index)
    {
        _count--;
        Array.Copy(_timers, index + 1, _timers, index, _count - index);
    }
}
