using System;
using Trading.Model;

namespace Trading.Market;

/// <summary>One side of a book: levels in a sorted array, the best one last, so that changes near the best move little.</summary>
internal sealed class BookSide(Side side, int levelsMax)
{
    private long[] _keys = new long[64];
    private long[] _quantities = new long[64];
    private int _count;

    public int Count => _count;

    /// <summary>The level at a rank, 0 for the best.</summary>
    public PriceLevel At(int rank)
    {
        var index = _count - 1 - rank;
        return new PriceLevel(side, PriceOf(_keys[index]), _quantities[index]);
    }

    public void Clear() => _count = 0;

    /// <summary>The quantity at a price; 0 when there is no level.</summary>
    public long QuantityAt(long price)
    {
        var index = _keys.AsSpan(0, _count).BinarySearch(KeyOf(price));
        return index >= 0 ? _quantities[index] : 0;
    }

    public void CopyFrom(BookSide other)
    {
        if (_keys.Length < other._count)
        {
            _keys = new long[other._count];
            _quantities = new long[other._count];
        }

        other._keys.AsSpan(0, other._count).CopyTo(_keys);
        other._quantities.AsSpan(0, other._count).CopyTo(_quantities);
        _count = other._count;
    }

    /// <summary>Sets a level's quantity; zero removes it. Removing a level that is not there is normal.</summary>
    public void Set(long price, long quantity)
    {
        var key = KeyOf(price);
        var index = _keys.AsSpan(0, _count).BinarySearch(key);
        if (quantity == 0)
        {
            if (index >= 0) RemoveAt(index);
        }
        else if (index >= 0)
        {
            _quantities[index] = quantity;
        }
        else
        {
            Insert(~index, key, quantity);
        }
    }

    /// <summary>Removes the worst level and gives it.</summary>
    public PriceLevel RemoveWorst()
    {
        var worst = At(_count - 1);
        RemoveAt(0);
        return worst;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_count);
        for (var rank = 0; rank < _count; rank++)
        {
            writer.Write(At(rank).Price);
            writer.Write(At(rank).Quantity);
        }
    }

    /// <summary>Reads a side that <see cref="Save"/> wrote: best first, no price twice.</summary>
    public void Load(ref StateReader reader)
    {
        _count = reader.ReadCount(16);
        if (_count > levelsMax) reader.Fail();
        if (_keys.Length < _count) (_keys, _quantities) = (new long[_count], new long[_count]);
        for (var index = _count - 1; index >= 0; index--)
        {
            (_keys[index], _quantities[index]) = (KeyOf(reader.ReadInt64()), reader.ReadInt64());
            var isOrdered = index == _count - 1 || _keys[index] < _keys[index + 1];
            if (!isOrdered || _quantities[index] <= 0) reader.Fail();
        }

        if (reader.Failed) _count = 0;
    }

    // Complementing reverses the order of all 64-bit numbers without overflow: for asks, the lowest price is the best.
    private long KeyOf(long price) => side == Side.Buy ? price : ~price;

    private long PriceOf(long key) => side == Side.Buy ? key : ~key;

    private void Insert(int index, long key, long quantity)
    {
        if (_count == levelsMax)
        {
            // A bounded book forgets its worst level; a level that would be worse still is not taken up.
            if (index == 0) return;
            RemoveAt(0);
            index--;
        }

        if (_count == _keys.Length)
        {
            Array.Resize(ref _keys, Math.Max(64, _count * 2));
            Array.Resize(ref _quantities, _keys.Length);
        }

        Array.Copy(_keys, index, _keys, index + 1, _count - index);
        Array.Copy(_quantities, index, _quantities, index + 1, _count - index);
        _keys[index] = key;
        _quantities[index] = quantity;
        _count++;
    }

    private void RemoveAt(int index)
    {
        _count--;
        Array.Copy(_keys, index + 1, _keys, index, _count - index);
        Array.Copy(_quantities, index + 1, _quantities, index, _count - index);
    }
}
