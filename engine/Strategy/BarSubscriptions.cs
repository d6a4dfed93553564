using System;
using Trading.Market;
using Trading.Model;

namespace Trading.Strategy;

/// <summary>The bars that a strategy subscribed to, in the order of its subscriptions.</summary>
internal sealed class BarSubscriptions
{
    /// <summary>The most subscriptions; one more is a bug of the strategy and throws.</summary>
    public const int SubscriptionsMax = 64;

    private readonly BarBuilder[] _builders = new BarBuilder[SubscriptionsMax];
    private readonly int[] _instruments = new int[SubscriptionsMax];
    private int _count;

    /// <summary>When the next bar ends, UNIX nanoseconds; <see cref="long.MaxValue"/> while none is open.</summary>
    public long NextCloseNs { get; private set; } = long.MaxValue;

    /// <summary>Subscribes; a second time changes nothing.</summary>
    public void Subscribe(int instrument, long intervalNs)
    {
        for (var index = 0; index < _count; index++)
        {
            if (_instruments[index] == instrument && _builders[index].IntervalNs == intervalNs) return;
        }

        if (_count == SubscriptionsMax) throw new InvalidOperationException($"more than {SubscriptionsMax} subscriptions to bars");
        _builders[_count] = new BarBuilder(intervalNs);
        _instruments[_count++] = instrument;
    }

    /// <summary>Adds a trade to every bar of its instrument. Close what is due first.</summary>
    public void Add(int instrument, long timeNs, in PublicTrade trade)
    {
        for (var index = 0; index < _count; index++)
        {
            if (_instruments[index] == instrument) _builders[index].Add(timeNs, trade);
        }

        FindNextClose();
    }

    /// <summary>Closes the bar that ends first, of several the one that was subscribed to first.</summary>
    /// <returns>False when none has ended.</returns>
    public bool TryClose(long nowNs, out int instrument, out Bar bar)
    {
        (instrument, bar) = (0, default);
        if (nowNs < NextCloseNs) return false;
        var first = 0;
        while (_builders[first].NextCloseNs != NextCloseNs) first++;
        instrument = _instruments[first];
        var isClosed = _builders[first].TryClose(nowNs, out bar);
        FindNextClose();
        return isClosed;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_count);
        for (var index = 0; index < _count; index++)
        {
            writer.Write(_instruments[index]);
            writer.Write(_builders[index].IntervalNs);
            _builders[index].Save(writer);
        }
    }

    public void Load(ref StateReader reader)
    {
        _count = 0;
        var count = reader.ReadCount(12);
        if (count > SubscriptionsMax) reader.Fail();
        for (var index = 0; index < count && !reader.Failed; index++)
        {
            _instruments[index] = reader.ReadInt32();
            var intervalNs = reader.ReadInt64();
            if (intervalNs is < BarBuilder.IntervalNsMin or > BarBuilder.IntervalNsMax) reader.Fail();
            _builders[index] = new BarBuilder(Math.Clamp(intervalNs, BarBuilder.IntervalNsMin, BarBuilder.IntervalNsMax));
            _builders[index].Load(ref reader);
        }

        if (!reader.Failed) _count = count;
        FindNextClose();
    }

    private void FindNextClose()
    {
        NextCloseNs = long.MaxValue;
        for (var index = 0; index < _count; index++) NextCloseNs = Math.Min(NextCloseNs, _builders[index].NextCloseNs);
    }
}
