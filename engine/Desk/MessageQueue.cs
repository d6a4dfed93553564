using System;
using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Desk;

/// <summary>Messages that have not taken effect yet, the next one first: a binary heap over a growing array.</summary>
internal sealed class MessageQueue
{
    private DeskMessage[] _heap = new DeskMessage[16];

    public int Count { get; private set; }

    /// <summary>The next message; only while there is one.</summary>
    public ref readonly DeskMessage Next => ref _heap[0];

    public void Add(in DeskMessage message)
    {
        if (Count == _heap.Length) Array.Resize(ref _heap, Count * 2);
        var index = Count++;
        for (var parent = (index - 1) / 2; index > 0 && message.IsBefore(_heap[parent]); parent = (index - 1) / 2)
        {
            _heap[index] = _heap[parent];
            index = parent;
        }

        _heap[index] = message;
    }

    public void Take(out DeskMessage message)
    {
        message = _heap[0];
        ref readonly var last = ref _heap[--Count];
        var index = 0;
        for (var child = 1; child < Count; child = 2 * index + 1)
        {
            if (child + 1 < Count && _heap[child + 1].IsBefore(_heap[child])) child++;
            if (!_heap[child].IsBefore(last)) break;
            _heap[index] = _heap[child];
            index = child;
        }

        _heap[index] = last;
    }

    public void Save(StateWriter writer)
    {
        var sorted = _heap.AsSpan(0, Count).ToArray();
        Array.Sort(sorted);
        writer.WriteBlock(MemoryMarshal.AsBytes(sorted.AsSpan()));
    }

    public void Load(ref StateReader reader)
    {
        Count = 0;
        var bytes = reader.ReadBlock();
        if (bytes.Length % DeskMessage.SizeBytes != 0) reader.Fail();
        foreach (ref readonly var message in MemoryMarshal.Cast<byte, DeskMessage>(bytes)) Add(message);
    }
}
