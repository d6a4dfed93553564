using System;
using System.Collections.Generic;
using Trading.Channels;

namespace Trading.Faults;

/// <summary>
/// The market's door: puts each feed's slices in order, asks the feed for those that are lost, and delivers them to the node
/// until its cursor covers them. It dies now and then and then knows what the node has committed, and nothing else.
/// </summary>
internal sealed class SliceMarket(FaultWorld world, int place, string node)
{
    private const int HeldMax = 6;
    private const int BatchMax = 3;
    private const long TimeoutNs = 700_000_000;
    private const long SpacingNs = 2_500_000;
    private readonly Dictionary<SliceFeed, Line> _lines = [];
    private bool _isDead;
    private int _life;

    /// <summary>Its place in the network.</summary>
    public int Place => place;

    /// <summary>Gaps that were found.</summary>
    public long Gaps { get; private set; }

    /// <summary>Dies, and comes back later.</summary>
    public void Restart(long forNs)
    {
        _lines.Clear();
        _isDead = true;
        var life = ++_life;
        world.Queue.After(forNs, () => _isDead = _isDead && life != _life);
    }

    /// <summary>Does not die any more.</summary>
    public void Resume() => _isDead = false;

    /// <summary>Takes a slice as it came.</summary>
    public void Take(SliceFeed feed, ulong slice, byte[] bytes)
    {
        if (_isDead) return;
        LineTo(feed).Receiver.Offer(1, slice, bytes);
        Step(LineTo(feed));
    }

    /// <summary>Takes a heartbeat.</summary>
    public void Hear(SliceFeed feed, ulong last)
    {
        if (_isDead) return;
        LineTo(feed).Receiver.Announce(1, last);
        Acknowledge(LineTo(feed));
        Step(LineTo(feed));
    }

    private Line LineTo(SliceFeed feed)
    {
        if (_lines.TryGetValue(feed, out var known)) return known;
        var line = new Line(feed, new ChannelReceiver(HeldMax, _ => world.WitnessOf(node).DeliveredFrom(feed.Tape.Name)));
        _lines.Add(feed, line);
        return line;
    }

    private void Step(Line line)
    {
        if (line.Awaited != 0) return;
        var (first, taken) = (line.Receiver.Cursor + 1, 0UL);
        for (; taken < BatchMax && line.Receiver.TryTake(out var bytes); taken++) Deliver(line, first + taken, (long)taken * SpacingNs, bytes);
        Gaps += line.Receiver.Gaps - line.Gaps;
        line.Gaps = line.Receiver.Gaps;
        if (taken == 0)
        {
            if (line.Receiver.Missing is { } missing) Ask(line, missing);
            return;
        }

        line.Awaited = first + taken - 1;
        var turn = ++line.Turn;
        world.Queue.After(TimeoutNs, () =>
        {
            if (turn != line.Turn || line.Awaited == 0) return;
            // The node has what it has: again from there.
            line.Receiver.Rewind();
            line.Awaited = 0;
            Step(line);
        });
    }

    private void Deliver(Line line, ulong slice, long delayNs, ReadOnlyMemory<byte> bytes) => world.Queue.After(1 + delayNs, () =>
        world.Deliver(place, line.Feed.Tape.Name, node, slice, bytes, cursor =>
        {
            if (!IsCurrent(line) || line.Awaited == 0 || cursor < line.Awaited) return;
            line.Awaited = 0;
            Acknowledge(line);
            Step(line);
        }));

    private void Ask(Line line, ulong slice) => world.Network.Send(place, line.Feed.Place, ProtocolStep.Delivering, () =>
    {
        if (line.Feed.Refill(slice) is not { } bytes) return;
        world.Network.Send(line.Feed.Place, place, ProtocolStep.Delivering, () =>
        {
            if (!IsCurrent(line)) return;
            line.Receiver.Refill(1, slice, bytes);
            Step(line);
        });
    });

    private void Acknowledge(Line line)
    {
        var cursor = world.WitnessOf(node).DeliveredFrom(line.Feed.Tape.Name);
        world.Network.Send(place, line.Feed.Place, ProtocolStep.Delivering, () => line.Feed.Acknowledge(cursor));
    }

    private bool IsCurrent(Line line) => !_isDead && _lines.TryGetValue(line.Feed, out var current) && current == line;

    private sealed class Line(SliceFeed feed, ChannelReceiver receiver)
    {
        public SliceFeed Feed => feed;

        public ChannelReceiver Receiver => receiver;

        /// <summary>The last slice that is on its way into the node; 0 for none.</summary>
        public ulong Awaited { get; set; }

        public int Turn { get; set; }

        public long Gaps { get; set; }
    }
}
