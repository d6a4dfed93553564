using System;
using System.Runtime.InteropServices;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>A growing array of values with reused slots: messages and reports that wait for their time.</summary>
/// <typeparam name="T">A plain value without references, saved as its bytes.</typeparam>
internal sealed class SlotPool<T>
    where T : unmanaged
{
    private T[] _values = new T[64];
    private int[] _free = new int[64];
    private int _freeCount;
    private int _used;

    /// <summary>Slots that were ever used: a slot index from outside must lie below it.</summary>
    public int Used => _used;

    /// <summary>The value in a slot.</summary>
    public ref T this[int slot] => ref _values[slot];

    /// <summary>Stores a value.</summary>
    public int Put(in T value)
    {
        var slot = _freeCount > 0 ? _free[--_freeCount] : _used++;
        if (slot == _values.Length) Array.Resize(ref _values, slot * 2);
        _values[slot] = value;
        return slot;
    }

    /// <summary>Takes a value out and frees its slot.</summary>
    public T Take(int slot)
    {
        if (_freeCount == _free.Length) Array.Resize(ref _free, _freeCount * 2);
        _free[_freeCount++] = slot;
        return _values[slot];
    }

    /// <summary>Writes the state.</summary>
    public void Save(StateWriter writer)
    {
        writer.WriteBlock(MemoryMarshal.AsBytes(_values.AsSpan(0, _used)));
        writer.WriteBlock(MemoryMarshal.AsBytes(_free.AsSpan(0, _freeCount)));
    }

    /// <summary>Reads the state.</summary>
    public void Load(ref StateReader reader)
    {
        var values = MemoryMarshal.Cast<byte, T>(reader.ReadBlock());
        var free = MemoryMarshal.Cast<byte, int>(reader.ReadBlock());
        _used = values.Length;
        _freeCount = free.Length;
        _values = new T[Math.Max(64, _used)];
        _free = new int[Math.Max(64, _freeCount)];
        values.CopyTo(_values);
        free.CopyTo(_free);
        foreach (var slot in free)
        {
            if ((uint)slot >= (uint)_used) reader.Fail();
        }
    }
}
