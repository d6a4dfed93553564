using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trading.Exchange;

/// <summary>
/// The levels of both sides in price order: a trie of 64-way bitmaps over tick numbers. A leaf covers 64 neighbouring
/// ticks, each node above 64 neighbouring nodes, and the root rises only as far as the live prices spread, so any price
/// of
/// the 64-bit range works and nothing has to be re-centred when the market walks. Both sides share it, since a tick
/// belongs to one side at a time. Nodes and levels are pooled; a node lives while something hangs below it.
/// </summary>
internal unsafe struct PriceLadder
{
    private const int FanOut = 64;
    private const int HeightMax = 10; // 11 × 6 bits cover the 63 bits of a positive tick number.
    private const int CacheLines = 64;

    private Slab<PriceLevel> _levels;
    private Slab<Node> _nodes;

    // The 64 children of each node: node indexes, or in a leaf level indexes; 0 where the node's bit is clear.
    private Slab<int> _children;
    private Slab<CachedLeaf> _cache;
    private long _tickSize;
    private int _levelsUsed;
    private int _freeLevel;
    private int _nodesUsed;
    private int _freeNode;
    private int _root;

    /// <summary>Takes its first memory.</summary>
    public void Initialize(long tickSize)
    {
        _tickSize = tickSize;
        _levels.Grow(16);
        _nodes.Grow(16);
        _children.Grow(16 * FanOut);
        _cache.Grow(CacheLines);
        _levelsUsed = 1;
        _nodesUsed = 1;
    }

    /// <summary>The level of an index; the pointer is good until a level is added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly PriceLevel* At(int level) => unchecked(_levels.Items + level);

    /// <summary>The level of a price; 0 when nothing rests there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Find(long price)
    {
        var tick = TickOf(price);
        var leaf = LeafOf(tick);
        return unchecked(_children.Items[leaf * FanOut + (int)(tick & 63)]);
    }

    /// <summary>Adds an empty level where there is none.</summary>
    public int Add(long price)
    {
        var tick = TickOf(price);
        var leaf = LeafOf(tick);
        if (leaf == 0) leaf = AddLeaf(tick);
        var level = TakeLevel();
        unchecked
        {
            var place = leaf * FanOut + (int)(tick & 63);
            *At(level) = new PriceLevel { Price = price, Place = place };
            _children.Items[place] = level;
            _nodes.Items[leaf].Bits |= 1UL << (place & 63);
        }

        return level;
    }

    /// <summary>Removes a level, and the nodes that held nothing else.</summary>
    public void Remove(int level)
    {
        unchecked
        {
            var place = At(level)->Place;
            At(level)->Head = _freeLevel;
            _freeLevel = level;
            var node = place / FanOut;
            while (true)
            {
                _children.Items[place] = 0;
                if ((_nodes.Items[node].Bits &= ~(1UL << (place & 63))) != 0) return;
                var (parent, key) = (_nodes.Items[node].Parent, _nodes.Items[node].Key);
                FreeNode(node);
                if (parent == 0) break;
                (node, place) = (parent, parent * FanOut + (int)(key & 63));
            }

            _root = 0;
        }
    }

    /// <summary>
    /// Removes a level below which (above which) its side has none, and finds the next. Which way it goes cannot be
    /// predicted, so within a leaf it goes both, without a branch.
    /// </summary>
    /// <param name="level">The level.</param>
    /// <param name="down">0 to go up, all bits set to go down.</param>
    /// <returns>The next level up (down); 0 when there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RemoveFirst(int level, long down)
    {
        unchecked
        {
            var place = At(level)->Place;
            var leaf = _nodes.Items + ((uint)place / FanOut);
            var bits = leaf->Bits & ~(1UL << place);
            var upper = bits & (ulong.MaxValue << place);
            var rest = upper ^ (bits & (ulong)down);
            if (rest == 0) return RemoveLast(level, down);
            leaf->Bits = bits;
            _children.Items[place] = 0;
            At(level)->Head = _freeLevel;
            _freeLevel = level;
            var (lowest, highest) = (BitOperations.TrailingZeroCount(rest), BitOperations.Log2(rest));
            return _children.Items[(place & -FanOut) + (lowest ^ ((lowest ^ highest) & (int)down))];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int RemoveLast(int level, long down)
    {
        var next = down == 0 ? Above(level) : Below(level);
        Remove(level);
        return next;
    }

    /// <summary>The next level above one; 0 when there is none.</summary>
    public readonly int Above(int level)
    {
        unchecked
        {
            var place = At(level)->Place;
            var node = place / FanOut;
            var rest = _nodes.Items[node].Bits & (~1UL << (place & 63));
            while (rest == 0)
            {
                var bit = (int)(_nodes.Items[node].Key & 63);
                node = _nodes.Items[node].Parent;
                if (node == 0) return 0;
                rest = _nodes.Items[node].Bits & (~1UL << bit);
            }

            var child = _children.Items[node * FanOut + BitOperations.TrailingZeroCount(rest)];
            for (var height = _nodes.Items[node].Height; height > 0; height--)
            {
                child = _children.Items[child * FanOut + BitOperations.TrailingZeroCount(_nodes.Items[child].Bits)];
            }

            return child;
        }
    }

    /// <summary>The next level below one; 0 when there is none.</summary>
    public readonly int Below(int level)
    {
        unchecked
        {
            var place = At(level)->Place;
            var node = place / FanOut;
            var rest = _nodes.Items[node].Bits & ((1UL << (place & 63)) - 1);
            while (rest == 0)
            {
                var bit = (int)(_nodes.Items[node].Key & 63);
                node = _nodes.Items[node].Parent;
                if (node == 0) return 0;
                rest = _nodes.Items[node].Bits & ((1UL << bit) - 1);
            }

            var child = _children.Items[node * FanOut + BitOperations.Log2(rest)];
            for (var height = _nodes.Items[node].Height; height > 0; height--)
            {
                child = _children.Items[child * FanOut + BitOperations.Log2(_nodes.Items[child].Bits)];
            }

            return child;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly long TickOf(long price) => _tickSize == 1 ? price : price / _tickSize;

    /// <summary>The leaf of a tick; node 0, whose children are all 0, when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int LeafOf(long tick)
    {
        var key = tick >> 6;
        var line = unchecked(_cache.Items + (key & (CacheLines - 1)));
        return line->Key == key && line->Leaf != 0 ? line->Leaf : Descend(tick, line);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly int Descend(long tick, CachedLeaf* line)
    {
        unchecked
        {
            var node = _root;
            if (node == 0 || KeyOf(tick, _nodes.Items[node].Height) != _nodes.Items[node].Key) return 0;
            for (var height = _nodes.Items[node].Height; height > 0; height--)
            {
                node = _children.Items[node * FanOut + BitOf(tick, height)];
                if (node == 0) return 0;
            }

            *line = new CachedLeaf { Key = tick >> 6, Leaf = node };
            return node;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddLeaf(long tick)
    {
        if (_root == 0) return _root = TakeNode(KeyOf(tick, 0), height: 0, parent: 0);
        while (_nodes.Items[_root].Key != KeyOf(tick, _nodes.Items[_root].Height)) RaiseRoot();
        var node = _root;
        for (var height = _nodes.Items[node].Height; height > 0; height--)
        {
            var place = node * FanOut + BitOf(tick, height);
            var child = _children.Items[place];
            if (child == 0)
            {
                child = TakeNode(KeyOf(tick, height - 1), height - 1, node);
                Hang(node, place, child);
            }

            node = child;
        }

        return node;
    }

    private void RaiseRoot()
    {
        var old = _root;
        var key = _nodes.Items[old].Key;
        _root = TakeNode(key >> 6, _nodes.Items[old].Height + 1, parent: 0);
        _nodes.Items[old].Parent = _root;
        Hang(_root, _root * FanOut + (int)(key & 63), old);
    }

    private readonly void Hang(int node, int place, int child)
    {
        _children.Items[place] = child;
        _nodes.Items[node].Bits |= 1UL << (place & 63);
    }

    private static long KeyOf(long tick, int height) => height == HeightMax ? 0 : tick >> (6 * height + 6);

    private static int BitOf(long tick, int height) => (int)((tick >> (6 * height)) & 63);

    private int TakeLevel()
    {
        var level = _freeLevel;
        if (level != 0)
        {
            _freeLevel = At(level)->Head;
            return level;
        }

        if (_levelsUsed == _levels.Capacity) _levels.Grow(_levels.Capacity * 2);
        return _levelsUsed++;
    }

    private int TakeNode(long key, int height, int parent)
    {
        var node = _freeNode;
        if (node != 0)
        {
            _freeNode = _nodes.Items[node].Parent;
        }
        else
        {
            if (_nodesUsed == _nodes.Capacity)
            {
                _nodes.Grow(_nodes.Capacity * 2);
                _children.Grow(_nodes.Capacity * FanOut);
            }

            node = _nodesUsed++;
        }

        _nodes.Items[node] = new Node { Key = key, Height = height, Parent = parent };
        return node;
    }

    private void FreeNode(int node)
    {
        unchecked
        {
            ref var freed = ref _nodes.Items[node];
            var line = _cache.Items + (freed.Key & (CacheLines - 1));
            if (freed.Height == 0 && line->Leaf == node) line->Leaf = 0;
            freed.Parent = _freeNode;
            _freeNode = node;
        }
    }

    private struct Node
    {
        public ulong Bits;

        /// <summary>The tick numbers below it, without the bits that it and its descendants decide.</summary>
        public long Key;

        /// <summary>The node above; 0 for the root. In the free list the next free slot.</summary>
        public int Parent;

        /// <summary>0 for a leaf.</summary>
        public int Height;
    }

    private struct CachedLeaf
    {
        public long Key;
        public int Leaf;
    }
}
