using System;
using Trading.Model;

namespace Trading.Simulation;

/// <summary>An order as its agent knows it.</summary>
/// <param name="Side">Buy or sell.</param>
/// <param name="Price">Limit price in price units.</param>
/// <param name="Quantity">Total quantity in quantity units.</param>
/// <param name="LeavesQty">Open quantity in quantity units.</param>
/// <param name="IsBusy">True while a cancel or replacement of it is under way.</param>
internal record struct WorkingOrder(Side Side, long Price, long Quantity, long LeavesQty, bool IsBusy);

/// <summary>The open orders of one agent, in order of sending but for removals, which move the last into the gap.</summary>
internal sealed class WorkingOrders
{
    private ulong[] _ids = new ulong[16];
    private WorkingOrder[] _orders = new WorkingOrder[16];

    /// <summary>Open orders.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of open quantity on the buy side.</summary>
    public long BuyLeavesQty { get; private set; }

    /// <summary>The sum of open quantity on the sell side.</summary>
    public long SellLeavesQty { get; private set; }

    /// <summary>The id of the order at an index.</summary>
    public ulong IdAt(int index) => _ids[index];

    /// <summary>The order at an index.</summary>
    public ref readonly WorkingOrder At(int index) => ref _orders[index];

    /// <summary>The index of an order, or −1.</summary>
    public int Find(ulong id) => _ids.AsSpan(0, Count).IndexOf(id);

    /// <summary>Adds an order.</summary>
    public void Add(ulong id, in WorkingOrder order)
    {
        if (Count == _ids.Length)
        {
            Array.Resize(ref _ids, Count * 2);
            Array.Resize(ref _orders, Count * 2);
        }

        _ids[Count] = id;
        _orders[Count++] = order;
        AddLeaves(order.Side, order.LeavesQty);
    }

    /// <summary>Marks that a request about the order is under way, or answered.</summary>
    public void SetBusy(int index, bool isBusy) => _orders[index].IsBusy = isBusy;

    /// <summary>Counts the greater quantity that was asked for as open, until the answer says what is.</summary>
    public void Raise(int index, long quantity)
    {
        ref var order = ref _orders[index];
        if (quantity <= order.Quantity) return;
        AddLeaves(order.Side, quantity - order.Quantity);
        order.LeavesQty += quantity - order.Quantity;
        order.Quantity = quantity;
    }

    /// <summary>Takes over the price and quantities that the venue confirmed; closes the order when nothing is open.</summary>
    public void Update(int index, long price, long quantity, long leavesQty)
    {
        ref var order = ref _orders[index];
        AddLeaves(order.Side, leavesQty - order.LeavesQty);
        (order.Price, order.Quantity, order.LeavesQty) = (price, quantity, leavesQty);
        if (leavesQty == 0) Remove(index);
    }

    /// <summary>Removes a closed order.</summary>
    public void Remove(int index)
    {
        AddLeaves(_orders[index].Side, -_orders[index].LeavesQty);
        Count--;
        _ids[index] = _ids[Count];
        _orders[index] = _orders[Count];
    }

    /// <summary>Writes the orders.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        for (var i = 0; i < Count; i++)
        {
            writer.Write(_ids[i]);
            writer.Write((byte)_orders[i].Side);
            writer.Write(_orders[i].Price);
            writer.Write(_orders[i].Quantity);
            writer.Write(_orders[i].LeavesQty);
            writer.Write(_orders[i].IsBusy);
        }
    }

    /// <summary>Reads the orders.</summary>
    public void Load(ref StateReader reader)
    {
        Count = 0;
        BuyLeavesQty = SellLeavesQty = 0;
        var count = reader.ReadCount(34);
        for (var i = 0; i < count; i++)
        {
            var id = reader.ReadUInt64();
            var side = (Side)reader.ReadByte();
            var (price, quantity, leaves) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
            var isBusy = reader.ReadBool();
            // The bound keeps sums of damaged quantities inside 64 bits.
            if (!side.IsDefined() || leaves <= 0 || leaves > long.MaxValue / 1_000_000) reader.Fail();
            if (reader.Failed) return;
            Add(id, new WorkingOrder(side, price, quantity, leaves, isBusy));
        }
    }

    private void AddLeaves(Side side, long leavesQty)
    {
        if (side == Side.Buy) BuyLeavesQty += leavesQty;
        else SellLeavesQty += leavesQty;
    }
}
