using System;
using Trading.Model;

namespace Trading.Exchange;

/// <summary>
/// Turns a book's states into level-2 deltas and touch changes: fed after each batch, it compares the best levels with
/// those of the batch before. Deltas come bids first, then asks, each from the best price to the worst, so equal
/// batches
/// give equal deltas.
/// </summary>
/// <remarks>
/// It sees a fixed depth. A level that the better ones push out of sight is reported gone, and reported again when it
/// comes back into sight: whoever applies the deltas has exactly the best levels.
/// </remarks>
public sealed class BookDepthTracker
{
    private readonly SideDepth _bids;
    private readonly SideDepth _asks;
    private readonly BookDelta[] _deltas;
    private int _count;

    /// <summary>A tracker that has seen an empty book.</summary>
    /// <param name="depth">The levels of a side that it follows; at least 1.</param>
    public BookDepthTracker(int depth = 50)
    {
        Depth = Math.Max(1, depth);
        _bids = new SideDepth(Side.Buy, Depth);
        _asks = new SideDepth(Side.Sell, Depth);
        _deltas = new BookDelta[Depth * 4];
    }

    /// <summary>The levels of a side that it follows.</summary>
    public int Depth { get; }

    /// <summary>The book's report sequence at the last update.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>The touch at the last update.</summary>
    public BookTouch Touch { get; private set; }

    /// <summary>
    /// True when the last update changed the best bid or the best ask: price, quantity or number of orders.
    /// </summary>
    public bool HasTouchChanged { get; private set; }

    /// <summary>The levels that the last update changed. Valid until the next.</summary>
    public ReadOnlySpan<BookDelta> Deltas => _deltas.AsSpan(0, _count);

    /// <summary>Looks at the book after a batch. Allocates nothing.</summary>
    public void Update(IOrderBook book)
    {
        _count = 0;
        Sequence = book.ReportSequence;
        Compare(_bids, book);
        Compare(_asks, book);
        var touch = new BookTouch(_bids.Best, _asks.Best);
        HasTouchChanged = touch != Touch;
        Touch = touch;
    }

    // Both lists run from best to worst: a merge finds what is new, changed or gone.
    private void Compare(SideDepth side, IOrderBook book)
    {
        var before = side.Turn(book, out var after);
        var (old, now) = (0, 0);
        while (old < before.Length || now < after.Length)
        {
            var order = old == before.Length ? 1
                : now == after.Length ? -1
                : side.IsBetter(before[old].Price, after[now].Price) ? -1
                : before[old].Price == after[now].Price ? 0
                : 1;
            if (order < 0)
            {
                Add(new BookDelta(side.Side, before[old++].Price, 0));
                continue;
            }

            if (order > 0 || before[old].Quantity != after[now].Quantity)
            {
                Add(new BookDelta(side.Side, after[now].Price, after[now].Quantity));
            }

            if (order == 0) old++;
            now++;
        }
    }

    // Each side has at most Depth levels before and Depth after, so the array never grows.
    private void Add(in BookDelta delta) => _deltas[_count++] = delta;

    private sealed class SideDepth(Side side, int depth)
    {
        private BookLevel[] _current = new BookLevel[depth];
        private BookLevel[] _previous = new BookLevel[depth];
        private int _count;

        public Side Side => side;

        public BookLevel Best => _count == 0 ? default : _current[0];

        public bool IsBetter(long left, long right) => side == Side.Buy ? left > right : left < right;

        public ReadOnlySpan<BookLevel> Turn(IOrderBook book, out ReadOnlySpan<BookLevel> after)
        {
            (_current, _previous) = (_previous, _current);
            var before = _previous.AsSpan(0, _count);
            _count = book.CopyLevels(side, _current);
            after = _current.AsSpan(0, _count);
            return before;
        }
    }
}
