using System;

namespace Trading.Exchange;

/// <summary>
/// A growing array of plain values that starts at a cache line and is reached by pointer, so that a 64-byte value is
/// one
/// line and an access has no bounds check. The memory is a pinned managed array: the collector frees it with its owner.
/// Growth moves the values; pointers taken before are stale after.
/// </summary>
internal unsafe struct Slab<T>
    where T : unmanaged
{
    private const int LineBytes = 64;

    // Holds the memory that Items points into.
    private byte[]? _memory;

    /// <summary>The first value.</summary>
    public T* Items;

    /// <summary>How many values there is room for.</summary>
    public int Capacity;

    /// <summary>Makes room; new values are zero.</summary>
    public void Grow(int capacity)
    {
        var memory = GC.AllocateArray<byte>(capacity * sizeof(T) + LineBytes, pinned: true);
        fixed (byte* start = memory)
        {
            var items = (T*)(((nuint)start + (LineBytes - 1)) & ~(nuint)(LineBytes - 1));
            new ReadOnlySpan<T>(Items, Capacity).CopyTo(new Span<T>(items, capacity));
            Items = items;
        }

        KeepAlive();
        Capacity = capacity;
        _memory = memory;
    }

    /// <summary>Holds the memory up to this call, for copies that are read through <see cref="Items"/>.</summary>
    public readonly void KeepAlive() => GC.KeepAlive(_memory);
}
