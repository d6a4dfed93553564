using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Trading.Exchange;

/// <summary>
/// Order id → pool index: open addressing with linear probing, sized by the orders that are live. A run of neighbours
/// costs a guess that the processor gets wrong, so a table that fits the second-level cache is at most an eighth full;
/// in a larger one a miss of the cache costs more, and it is at most a quarter full. Deletion shifts the rest of the run
/// back, so no tombstone ever lengthens a probe. An entry is the upper half of the id's hash beside the pool index: the
/// hash half places it and rules out nearly every wrong id without touching the order.
/// </summary>
internal unsafe struct OrderIndex
{
    private const int CapacityMin = 64;
    private const uint SparseMask = 65_535;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private Slab<ulong> _entries;
    private uint _mask;
    private int _shift;
    private uint _countMax;

    /// <summary>How many ids are known.</summary>
    public int Count;

    /// <summary>Looks an id up.</summary>
    /// <param name="id">The id.</param>
    /// <param name="orders">The pool.</param>
    /// <param name="slot">Where the id is, or where it would go; valid until the next change.</param>
    /// <returns>The pool index; 0 when the id is unknown.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Find(ulong id, BookOrder* orders, out uint slot)
    {
        unchecked
        {
            var entries = _entries.Items;
            var tag = (uint)((id * Golden) >> 32);
            slot = tag >> _shift;
            while (true)
            {
                var entry = entries[slot];
                if (entry == 0) return 0;
                if ((uint)(entry >> 32) == tag && orders[(uint)entry].Id == id) return (int)(uint)entry;
                slot = (slot + 1) & _mask;
            }
        }
    }

    /// <summary>Asks for the cache line of an id's entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Prefetch(ulong id) => Sse.Prefetch0(unchecked(_entries.Items + HomeOf(id)));

    /// <summary>The order at an id's first place: mostly its own, sometimes another's, 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Guess(ulong id) => unchecked((int)(uint)_entries.Items[HomeOf(id)]);

    /// <summary>Adds an id that <see cref="Find"/> has just not found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddAt(uint slot, ulong id, int order)
    {
        unchecked
        {
            _entries.Items[slot] = ((id * Golden) & 0xFFFFFFFF_00000000) | (uint)order;
            if ((uint)++Count > _countMax) Resize((_mask + 1) * 2);
        }
    }

    /// <summary>Adds an id that is not known.</summary>
    public void Add(ulong id, BookOrder* orders, int order)
    {
        Find(id, orders, out var slot);
        AddAt(slot, id, order);
    }

    /// <summary>Removes the id of a known order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(ulong id, int order)
    {
        unchecked
        {
            var slot = HomeOf(id);
            while ((uint)_entries.Items[slot] != (uint)order) slot = (slot + 1) & _mask;
            RemoveAt(slot);
        }
    }

    /// <summary>Removes the entry that <see cref="Find"/> has just found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveAt(uint slot)
    {
        unchecked
        {
            if (_entries.Items[(slot + 1) & _mask] != 0) slot = CloseGap(slot);
            _entries.Items[slot] = 0;
            if ((uint)--Count * 64 < _mask && _mask >= CapacityMin) Resize((_mask + 1) / 4);
        }
    }

    /// <summary>Takes its first memory.</summary>
    public void Initialize() => Resize(CapacityMin);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint HomeOf(ulong id) => unchecked((uint)((id * Golden) >> 32)) >> _shift;

    /// <summary>Moves the rest of a run back.</summary>
    /// <returns>The slot that is free then.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly uint CloseGap(uint hole)
    {
        unchecked
        {
            var slot = (hole + 1) & _mask;
            for (ulong entry; (entry = _entries.Items[slot]) != 0; slot = (slot + 1) & _mask)
            {
                // An entry may move back as far as its home, not beyond.
                var home = (uint)(entry >> 32) >> _shift;
                if (((slot - home) & _mask) < ((slot - hole) & _mask)) continue;
                _entries.Items[hole] = entry;
                hole = slot;
            }

            return hole;
        }
    }

    // Shrinking follows a mass cancel: a table sized for a crowd that left would spread few ids over many cache lines.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Resize(uint capacity)
    {
        unchecked
        {
            if (capacity < CapacityMin) capacity = CapacityMin;
            var old = _entries;
            _entries = default;
            _entries.Grow((int)capacity);
            _mask = capacity - 1;
            _countMax = _mask <= SparseMask ? capacity / 8 : capacity / 4;
            _shift = 32 - BitOperations.Log2(capacity);
            for (var index = 0; index < old.Capacity; index++)
            {
                var entry = old.Items[index];
                if (entry == 0) continue;
                var slot = (uint)(entry >> 32) >> _shift;
                while (_entries.Items[slot] != 0) slot = (slot + 1) & _mask;
                _entries.Items[slot] = entry;
            }

            old.KeepAlive();
        }
    }
}
