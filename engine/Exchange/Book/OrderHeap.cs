using System;

namespace Trading.Exchange;

/// <summary>An order's trigger and expiry, which most orders lack; index 0 of the pool is neither.</summary>
internal struct OrderTerms
{
    public long TriggerPrice;
    public long ExpireTimeNs;

    /// <summary>Its place in the expiry heap plus one; 0 for none. In the free list the next free slot.</summary>
    public int ExpiryPlace;

    /// <summary>Its place in a stop heap plus one; 0 for none.</summary>
    public int StopPlace;
}

/// <summary>
/// Orders by (key, sequence), smallest first: a binary heap that tells each order its place, so that a cancel finds it
/// without a search. Used for expiry times, and for triggers with the key turned round on the sell side.
/// </summary>
internal struct OrderHeap
{
    private Entry[] _entries;

    /// <summary>How many orders it holds.</summary>
    public int Count;

    /// <summary>The smallest key; the greatest number when it is empty, so ask for <see cref="Count"/> too.</summary>
    public readonly long SmallestKey => Count == 0 ? long.MaxValue : _entries[0].Key;

    /// <summary>The order with the smallest key.</summary>
    public readonly int Smallest => _entries[0].Order;

    /// <summary>All its orders, in no order that may reach an output.</summary>
    public readonly int[] Orders => Array.ConvertAll(_entries[..Count], entry => entry.Order);

    public void Initialize() => _entries = [];

    /// <summary>Adds an order.</summary>
    public void Add<TPlace>(long key, ulong sequence, int order, int terms, OrderTerms[] pool)
        where TPlace : struct, IPlace
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, Math.Max(8, Count * 2));
        _entries[Count] = new Entry { Key = key, Sequence = sequence, Order = order, Terms = terms };
        Rise<TPlace>(Count++, pool);
    }

    /// <summary>Removes the order whose terms are given.</summary>
    public void Remove<TPlace>(int terms, OrderTerms[] pool)
        where TPlace : struct, IPlace
    {
        var place = TPlace.Of(ref pool[terms]) - 1;
        TPlace.Of(ref pool[terms]) = 0;
        var last = _entries[--Count];
        if (place == Count) return;
        _entries[place] = last;
        Rise<TPlace>(place, pool);
        Sink<TPlace>(TPlace.Of(ref pool[last.Terms]) - 1, pool);
    }

    private readonly void Rise<TPlace>(int place, OrderTerms[] pool)
        where TPlace : struct, IPlace
    {
        var entry = _entries[place];
        while (place > 0)
        {
            var above = (place - 1) / 2;
            if (!entry.IsBefore(_entries[above])) break;
            Put<TPlace>(place, _entries[above], pool);
            place = above;
        }

        Put<TPlace>(place, entry, pool);
    }

    private readonly void Sink<TPlace>(int place, OrderTerms[] pool)
        where TPlace : struct, IPlace
    {
        var entry = _entries[place];
        while (true)
        {
            var below = place * 2 + 1;
            if (below >= Count) break;
            if (below + 1 < Count && _entries[below + 1].IsBefore(_entries[below])) below++;
            if (!_entries[below].IsBefore(entry)) break;
            Put<TPlace>(place, _entries[below], pool);
            place = below;
        }

        Put<TPlace>(place, entry, pool);
    }

    private readonly void Put<TPlace>(int place, in Entry entry, OrderTerms[] pool)
        where TPlace : struct, IPlace
    {
        _entries[place] = entry;
        TPlace.Of(ref pool[entry.Terms]) = place + 1;
    }

    /// <summary>Which of an order's two places a heap keeps.</summary>
    internal interface IPlace
    {
        /// <summary>The place in the terms.</summary>
        static abstract ref int Of(ref OrderTerms terms);
    }

    /// <summary>The place in the expiry heap.</summary>
    internal readonly struct Expiry : IPlace
    {
        public static ref int Of(ref OrderTerms terms) => ref terms.ExpiryPlace;
    }

    /// <summary>The place in a stop heap.</summary>
    internal readonly struct Stop : IPlace
    {
        public static ref int Of(ref OrderTerms terms) => ref terms.StopPlace;
    }

    private struct Entry
    {
        public long Key;
        public ulong Sequence;
        public int Order;
        public int Terms;

        public readonly bool IsBefore(in Entry other) =>
            Key != other.Key ? Key < other.Key : Sequence < other.Sequence;
    }
}
