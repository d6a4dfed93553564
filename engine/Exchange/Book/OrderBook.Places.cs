using System.Runtime.CompilerServices;
using Trading.Model;

namespace Trading.Exchange;

internal sealed unsafe partial class OrderBook
{
    /// <summary>
    /// Puts an indexed order at the end of its price's queue. Here and in <see cref="Unlink"/> the links of order 0
    /// take
    /// the writes that concern nobody: no branch, so none is mispredicted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Rest(int index)
    {
        var order = At(index);
        var levelIndex = _ladder.Find(order->Price);
        if (levelIndex == 0) levelIndex = AddLevel(order->Price, order->Side);
        var level = _ladder.At(levelIndex);
        var (head, tail) = (level->Head, level->Tail);
        order->Level = levelIndex;
        order->Previous = tail;
        order->Next = 0;
        level->Head = head == 0 ? index : head;
        level->Tail = index;
        unchecked
        {
            level->OrderCount++;
            level->Quantity += order->LeavesQty;
        }

        At(tail)->Next = index;
        if (order->Terms != 0) EnterExpiry(index);
    }

    /// <summary>Puts a stop among those that wait.</summary>
    private void Wait(int index)
    {
        var stop = At(index);
        var trigger = _terms[stop->Terms].TriggerPrice;
        ref var heap = ref stop->Side == Side.Buy ? ref _buyStops : ref _sellStops;
        var key = stop->Side == Side.Buy ? trigger : ~trigger;
        heap.Add<OrderHeap.Stop>(key, stop->Sequence, index, stop->Terms, _terms);
        EnterIndex(index);
        EnterExpiry(index);
    }

    /// <summary>
    /// Takes an order out of its queue or from among the waiting stops. It stays live, and stands nowhere.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Unlink(int index)
    {
        var order = At(index);
        if (order->Terms != 0) LeaveTerms(index);
        if (order->Level == 0) return;
        var levelIndex = order->Level;
        var level = _ladder.At(levelIndex);
        var (next, previous) = (order->Next, order->Previous);
        level->Quantity -= order->LeavesQty;
        level->OrderCount--;
        var (head, tail) = (level->Head, level->Tail);
        At(previous)->Next = next;
        At(next)->Previous = previous;
        level->Head = previous == 0 ? next : head;
        level->Tail = next == 0 ? previous : tail;
        order->Level = 0;
        if (level->OrderCount == 0) RemoveLevel(levelIndex, order->Side);
    }

    /// <summary>Frees an order that stands nowhere, its id first. Its open quantity is already settled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Forget(int index)
    {
        var order = At(index);
        SideOf(order->Side)->OpenQuantity -= order->LeavesQty;
        if ((order->Marks & OrderMarks.Indexed) != 0) _index.Remove(order->Id, index);
        FreeOrder(index);
    }

    private void EnterIndex(int index)
    {
        var order = At(index);
        if ((order->Marks & OrderMarks.Indexed) != 0) return;
        order->Marks |= OrderMarks.Indexed;
        _index.Add(order->Id, _orders.Items, index);
    }

    // Whether a new level is the best cannot be predicted: both are assigned without a branch.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AddLevel(long price, Side side)
    {
        var level = _ladder.Add(price);
        var own = SideOf(side);
        var (bestKey, bestLevel) = (own->BestKey, own->BestLevel);
        var key = price ^ MeetingMask(Opposite(side));
        own->BestKey = key <= bestKey ? key : bestKey;
        own->BestLevel = key <= bestKey ? level : bestLevel;
        return level;
    }

    private void RemoveLevel(int level, Side side)
    {
        if (level == SideOf(side)->BestLevel) RemoveBest(SideOf(side), MeetingMask(Opposite(side)));
        else _ladder.Remove(level);
    }

    /// <summary>Removes a side's best level, which is empty. The next worse one is the best then.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RemoveBest(SideState* own, long mask)
    {
        // The trie holds both sides, and the worse levels of each lie away from the other: none is ever met.
        var next = _ladder.RemoveFirst(own->BestLevel, mask);
        own->BestLevel = next;
        own->BestKey = next == 0 ? long.MaxValue : _ladder.At(next)->Price ^ mask;
    }

    private void EnterExpiry(int index)
    {
        var order = At(index);
        var expireTimeNs = _terms[order->Terms].ExpireTimeNs;
        if (expireTimeNs == 0) return;
        _expiring.Add<OrderHeap.Expiry>(expireTimeNs, order->Sequence, index, order->Terms, _terms);
        _nextExpiryNs = _expiring.SmallestKey;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LeaveTerms(int index)
    {
        var terms = At(index)->Terms;
        if (_terms[terms].ExpiryPlace != 0) LeaveExpiry(index);
        if (_terms[terms].StopPlace == 0) return;
        ref var heap = ref At(index)->Side == Side.Buy ? ref _buyStops : ref _sellStops;
        heap.Remove<OrderHeap.Stop>(terms, _terms);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LeaveExpiry(int index)
    {
        var terms = At(index)->Terms;
        if (_terms[terms].ExpiryPlace == 0) return;
        _expiring.Remove<OrderHeap.Expiry>(terms, _terms);
        _nextExpiryNs = _expiring.SmallestKey;
    }
}
