using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Trading.Exchange;

/// <summary>
/// Order id → pool index: open addressing with linear probing, sized by the orders that are live and at most an eighth
/// full, because a run of neighbours costs a guess that the processor gets wrong. Deletion shifts the rest of the run
/// back, so no tombstone ever lengthens a probe. An entry is the pool index alone, 4 bytes: that is what keeps so empty a
/// table small, and whoever finds an order reads it anyway.
/// </summary>
internal unsafe struct OrderIndex
{
    private const int CapacityMin = 64;

    // How many entries ahead a growing index asks for an order, whose id it needs.
    private const int MoveAhead = 64;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private Slab<int> _entries;
    private uint _mask;
    private int _shift;

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
            slot = HomeOf(id);
            while (true)
            {
                var order = _entries.Items[slot];
                if (order == 0 || orders[order].Id == id) return order;
                slot = (slot + 1) & _mask;
            }
        }
    }

    /// <summary>Asks for the cache line of an id's entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Prefetch(ulong id) => Sse.Prefetch0(unchecked(_entries.Items + HomeOf(id)));

    /// <summary>The order at an id's first place: mostly its own, sometimes another's, 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Guess(ulong id) => unchecked(_entries.Items[HomeOf(id)]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint HomeOf(ulong id) => unchecked((uint)((id * Golden) >> _shift));

    /// <summary>Adds an id that <see cref="Find"/> has just not found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddAt(uint slot, BookOrder* orders, int order)
    {
        unchecked
        {
            _entries.Items[slot] = order;
            Count++;
            if ((uint)Count * 8 > _mask) Resize((_mask + 1) * 2, orders);
        }
    }

    /// <summary>Adds an id that is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong id, BookOrder* orders, int order)
    {
        unchecked
        {
            var slot = HomeOf(id);
            while (_entries.Items[slot] != 0) slot = (slot + 1) & _mask;
            AddAt(slot, orders, order);
        }
    }

    /// <summary>Removes the id of a known order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(BookOrder* orders, int order)
    {
        unchecked
        {
            var slot = HomeOf(orders[order].Id);
            while (_entries.Items[slot] != order) slot = (slot + 1) & _mask;
            RemoveAt(slot, orders);
        }
    }

    /// <summary>Removes the entry that <see cref="Find"/> has just found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveAt(uint slot, BookOrder* orders)
    {
        unchecked
        {
            if (_entries.Items[(slot + 1) & _mask] != 0) slot = CloseGap(slot, orders);
            _entries.Items[slot] = 0;
            Count--;
            if ((uint)Count * 64 < _mask && _mask >= CapacityMin) Resize((_mask + 1) / 4, orders);
        }
    }

    /// <summary>Takes its first memory.</summary>
    public void Initialize() => Resize(CapacityMin, null);

    /// <summary>Moves the rest of a run back.</summary>
    /// <returns>The slot that became free.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly uint CloseGap(uint hole, BookOrder* orders)
    {
        unchecked
        {
            var slot = (hole + 1) & _mask;
            for (int order; (order = _entries.Items[slot]) != 0; slot = (slot + 1) & _mask)
            {
                // An entry may move back as far as its home, not beyond.
                if (((slot - HomeOf(orders[order].Id)) & _mask) < ((slot - hole) & _mask)) continue;
                _entries.Items[hole] = order;
                hole = slot;
            }

            return hole;
        }
    }

    // Shrinking follows a mass cancel: a table sized for a crowd that left would spread few ids over many cache lines.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Resize(uint capacity, BookOrder* orders)
    {
        unchecked
        {
            if (capacity < CapacityMin) capacity = CapacityMin;
            var old = _entries;
            _entries = default;
            _entries.Grow((int)capacity);
            _mask = capacity - 1;
            _shift = 64 - System.Numerics.BitOperations.Log2(capacity);
            for (var index = 0; index < old.Capacity; index++)
            {
                var order = old.Items[index];
                if (Sse.IsSupported) Sse.Prefetch0(orders + old.Items[(index + MoveAhead) & (old.Capacity - 1)]);
                if (order == 0) continue;
                var slot = HomeOf(orders[order].Id);
                while (_entries.Items[slot] != 0) slot = (slot + 1) & _mask;
                _entries.Items[slot] = order;
            }

            old.KeepAlive();
        }
    }
}
