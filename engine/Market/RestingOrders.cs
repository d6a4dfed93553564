using System.Collections.Generic;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;

namespace Trading.Market;

/// <summary>The open limit orders of one instrument as a tape's order flow tells them, and the price levels that they make.</summary>
internal sealed class RestingOrders
{
    /// <summary>The most orders that are followed; what a tape opens beyond it is not shown.</summary>
    internal const int CountMax = 1 << 20;

    private readonly Dictionary<ulong, (Side Side, long Price, long Leaves)> _orders = [];

    /// <summary>Takes over the order's state after an event of order flow; every other event is passed over.</summary>
    /// <returns>True when a level of the book changed.</returns>
    public bool Apply(in TapeEvent e, MarketBook book)
    {
        if (e.OrderId == 0 || e.Kind > TapeEventKind.Expire) return false;
        var isKnown = _orders.Remove(e.OrderId, out var before);
        if (isKnown) Add(book.Levels, before.Side, before.Price, -before.Leaves);
        var rests = TryRest(e, isKnown, before, out var after);
        if (rests)
        {
            _orders[e.OrderId] = after;
            Add(book.Levels, after.Side, after.Price, after.Leaves);
        }

        if (isKnown || rests) book.TouchLevels(e.TimeNs);
        return isKnown || rests;
    }

    /// <summary>Becomes equal to another.</summary>
    public void CopyFrom(RestingOrders other)
    {
        _orders.Clear();
        foreach (var (id, order) in other._orders) _orders.Add(id, order);
    }

    /// <summary>Writes the orders by their ids.</summary>
    public void Save(StateWriter writer)
    {
        var ids = new ulong[_orders.Count];
        _orders.Keys.CopyTo(ids, 0);
        System.Array.Sort(ids);
        writer.Write(ids.Length);
        foreach (var id in ids)
        {
            var (side, price, leaves) = _orders[id];
            writer.Write(id);
            writer.Write((byte)side);
            writer.Write(price);
            writer.Write(leaves);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(ref StateReader reader)
    {
        _orders.Clear();
        for (var left = reader.ReadCount(25); left > 0; left--)
        {
            var id = reader.ReadUInt64();
            if (!_orders.TryAdd(id, ((Side)reader.ReadByte(), reader.ReadInt64(), reader.ReadInt64()))) reader.Fail();
        }
    }

    private bool TryRest(
        in TapeEvent e, bool isKnown, (Side Side, long Price, long Leaves) before, out (Side Side, long Price, long Leaves) after)
    {
        after = before;
        if (e.Kind == TapeEventKind.Reject) return isKnown;
        var isOpen = e.Status is OrderStatus.Accepted or OrderStatus.PartiallyFilled or OrderStatus.PendingCancel or OrderStatus.PendingReplace;
        if (!isOpen || e.LeavesQty == 0) return false;
        // A fill's price is the trade's; the order keeps its own.
        if (e.Kind == TapeEventKind.Fill) after = before with { Leaves = e.LeavesQty };
        else if (e.Kind is TapeEventKind.NewOrder or TapeEventKind.Amend) after = (e.Side, e.Price, e.LeavesQty);
        // What still waits for its trigger does not rest.
        var isLimit = e.TriggerPrice == 0 && (e.Kind != TapeEventKind.NewOrder || e.OrderType is OrderType.Limit);
        return isLimit && after.Price != 0 && after.Side != 0 && (isKnown || (e.Kind != TapeEventKind.Fill && _orders.Count < CountMax));
    }

    private static void Add(VenueBook book, Side side, long price, long change)
    {
        // A tape's quantities may be anything: a level's total stops at the end of its range.
        var total = (System.Int128)book.QuantityAt(side, price) + change;
        var quantity = total < 0 ? 0 : total > long.MaxValue ? long.MaxValue : (long)total;
        book.Apply([new PriceLevel(side, price, quantity)]);
    }
}
