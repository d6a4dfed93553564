using System;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>The messages that wait for the matcher: a ring of fixed capacity with an overflow policy.</summary>
internal sealed class BoundedQueue(int capacity, OverflowPolicy policy)
{
    private OrderMessage[] _ring = new OrderMessage[Math.Min(capacity, 64)];
    private int _head;

    /// <summary>Messages that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a message.</summary>
    /// <param name="message">The arriving message.</param>
    /// <param name="victim">The message that found no place, when there was none.</param>
    /// <returns>False when a message, this one or the oldest, is the victim.</returns>
    public bool TryAdd(in OrderMessage message, out OrderMessage victim)
    {
        victim = default;
        if (Count < capacity)
        {
            Append(message);
            return true;
        }

        victim = policy switch
        {
            OverflowPolicy.Reject or OverflowPolicy.DropNewest => message,
            OverflowPolicy.DropOldest => Take(),
        };
        if (policy == OverflowPolicy.DropOldest) Append(message);
        return false;
    }

    /// <summary>Removes the oldest message; there must be one.</summary>
    public OrderMessage Take()
    {
        var message = _ring[_head];
        _head = (_head + 1) % _ring.Length;
        Count--;
        return message;
    }

    /// <summary>Writes the waiting messages, oldest first.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        for (var i = 0; i < Count; i++) MessageBytes.Save(writer, _ring[(_head + i) % _ring.Length]);
    }

    /// <summary>Reads the waiting messages.</summary>
    public void Load(ref StateReader reader)
    {
        Count = _head = 0;
        var count = reader.ReadCount(MessageBytes.Size);
        if (count > capacity) reader.Fail();
        for (var i = 0; i < count && !reader.Failed; i++) Append(MessageBytes.Load(ref reader));
    }

    private void Append(in OrderMessage message)
    {
        if (Count == _ring.Length) Grow();
        _ring[(_head + Count++) % _ring.Length] = message;
    }

    private void Grow()
    {
        var larger = new OrderMessage[Math.Min(capacity, _ring.Length * 2)];
        for (var i = 0; i < Count; i++) larger[i] = _ring[(_head + i) % _ring.Length];
        (_ring, _head) = (larger, 0);
    }
}
