using System;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>What is due at a time.</summary>
internal enum DueKind : byte
{
    /// <summary>The regime's phase or window ends.</summary>
    Regime = 1,

    /// <summary>An agent acts.</summary>
    Wake = 2,

    /// <summary>A delayed message reaches the gateway.</summary>
    Gateway = 3,

    /// <summary>The matcher takes the next waiting message.</summary>
    Service = 4,

    /// <summary>A delayed report reaches its agent.</summary>
    Report = 5,
}

/// <summary>One entry of the schedule.</summary>
/// <param name="TimeNs">When.</param>
/// <param name="Sequence">The order among equals: the order of scheduling.</param>
/// <param name="Kind">What.</param>
/// <param name="Market">The market's index.</param>
/// <param name="Agent">The agent's index in its market.</param>
/// <param name="Slot">Where the message or report lies, if there is one.</param>
internal readonly record struct Due(long TimeNs, ulong Sequence, DueKind Kind, short Market, short Agent, int Slot);

/// <summary>The schedule: a binary heap by (time, sequence), so that equal times keep the order of scheduling.</summary>
internal sealed class EventHeap
{
    private Due[] _items = new Due[256];
    private ulong _sequence;

    /// <summary>Entries.</summary>
    public int Count { get; private set; }

    /// <summary>The earliest entry; there must be one.</summary>
    public ref readonly Due Peek => ref _items[0];

    /// <summary>Adds an entry.</summary>
    public void Push(long timeNs, DueKind kind, int market, int agent = 0, int slot = 0)
    {
        if (Count == _items.Length) Array.Resize(ref _items, Count * 2);
        SiftUp(Count++, new Due(timeNs, ++_sequence, kind, (short)market, (short)agent, slot));
    }

    /// <summary>Removes the earliest entry; there must be one.</summary>
    public Due Pop()
    {
        var top = _items[0];
        var last = _items[--Count];
        if (Count > 0) SiftDown(last);
        return top;
    }

    /// <summary>Writes the entries.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_sequence);
        writer.Write(Count);
        for (var i = 0; i < Count; i++)
        {
            ref readonly var item = ref _items[i];
            writer.Write(item.TimeNs);
            writer.Write(item.Sequence);
            writer.Write((byte)item.Kind);
            writer.Write((int)item.Market);
            writer.Write((int)item.Agent);
            writer.Write(item.Slot);
        }
    }

    /// <summary>Reads the entries.</summary>
    /// <param name="reader">The saved bytes.</param>
    /// <param name="isValid">Judges an entry that came from outside.</param>
    public void Load(ref StateReader reader, Func<Due, bool> isValid)
    {
        _sequence = reader.ReadUInt64();
        Count = reader.ReadCount(29);
        if (_items.Length < Count) _items = new Due[Count];
        for (var i = 0; i < Count; i++)
        {
            var time = reader.ReadInt64();
            var sequence = reader.ReadUInt64();
            var kind = (DueKind)reader.ReadByte();
            var market = reader.ReadInt32();
            var agent = reader.ReadInt32();
            var slot = reader.ReadInt32();
            if (market is < 0 or > short.MaxValue || agent is < 0 or > short.MaxValue)
            {
                reader.Fail();
                return;
            }

            _items[i] = new Due(time, sequence, kind, (short)market, (short)agent, slot);
            if (isValid(_items[i])) continue;
            reader.Fail();
            return;
        }
    }

    private void SiftUp(int index, in Due item)
    {
        while (index > 0)
        {
            var parent = (index - 1) >> 1;
            if (!IsBefore(item, _items[parent])) break;
            _items[index] = _items[parent];
            index = parent;
        }

        _items[index] = item;
    }

    private void SiftDown(in Due item)
    {
        var index = 0;
        while (true)
        {
            var child = 2 * index + 1;
            if (child >= Count) break;
            if (child + 1 < Count && IsBefore(_items[child + 1], _items[child])) child++;
            if (!IsBefore(_items[child], item)) break;
            _items[index] = _items[child];
            index = child;
        }

        _items[index] = item;
    }

    private static bool IsBefore(in Due left, in Due right) =>
        left.TimeNs < right.TimeNs || (left.TimeNs == right.TimeNs && left.Sequence < right.Sequence);
}
