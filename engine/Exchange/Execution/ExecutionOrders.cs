using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

/// <summary>
/// Our open orders at a simulated exchange: by id, by age, and those that rest in the order in which each side would trade.
/// They are few, so sorted arrays of slots are faster than any tree.
/// </summary>
internal sealed class ExecutionOrders
{
    private readonly Dictionary<ulong, int> _slots = [];
    private readonly List<int> _byAge = [];
    private readonly List<int> _bids = [];
    private readonly List<int> _asks = [];
    private readonly List<int> _free = [];
    private ExecutionOrder[] _orders = new ExecutionOrder[16];
    private int _used;
    private ulong _lastAge;

    /// <summary>How many orders are open.</summary>
    public int Count => _byAge.Count;

    /// <summary>Stops among them that have not triggered.</summary>
    public int WaitingCount { get; private set; }

    /// <summary>When the next one expires, UNIX nanoseconds; the greatest number when none does.</summary>
    public long NextExpiryNs { get; private set; } = long.MaxValue;

    /// <summary>The slots of all open orders, oldest first. Valid until the next change.</summary>
    public ReadOnlySpan<int> ByAge => CollectionsMarshal.AsSpan(_byAge);

    /// <summary>The slots of a side's resting orders: best price first, oldest first within a price.</summary>
    public ReadOnlySpan<int> Resting(Side side) => CollectionsMarshal.AsSpan(side == Side.Buy ? _bids : _asks);

    /// <summary>The order in a slot; stale after an order is added.</summary>
    public ref ExecutionOrder At(int slot) => ref _orders[slot];

    /// <summary>Finds an open order.</summary>
    public bool TryFind(ulong id, out int slot) => _slots.TryGetValue(id, out slot);

    /// <summary>Adds an order whose id is not open; its age is given here.</summary>
    public int Add(in ExecutionOrder order)
    {
        var slot = TakeSlot();
        _orders[slot] = order;
        _orders[slot].Age = ++_lastAge;
        _slots.Add(order.Id, slot);
        _byAge.Add(slot);
        if (order.IsWaiting) WaitingCount++;
        if (order.ExpireTimeNs != 0) NextExpiryNs = Math.Min(NextExpiryNs, order.ExpireTimeNs);
        return slot;
    }

    /// <summary>Forgets an order, wherever it stands.</summary>
    public void Remove(int slot)
    {
        Leave(slot);
        ref var order = ref _orders[slot];
        _slots.Remove(order.Id);
        _byAge.Remove(slot);
        _free.Add(slot);
        if (order.IsWaiting) WaitingCount--;
        if (order.ExpireTimeNs != 0 && order.ExpireTimeNs == NextExpiryNs) FindNextExpiry();
        order = default;
    }

    /// <summary>Makes an order the youngest.</summary>
    public void Rejuvenate(int slot)
    {
        _orders[slot].Age = ++_lastAge;
        _byAge.Remove(slot);
        _byAge.Add(slot);
    }

    /// <summary>A stop has triggered.</summary>
    public void Awake(int slot)
    {
        _orders[slot].IsWaiting = false;
        WaitingCount--;
    }

    /// <summary>Puts an order among its side's resting ones.</summary>
    public void Enter(int slot)
    {
        ref var order = ref _orders[slot];
        order.IsResting = true;
        var line = order.Side == Side.Buy ? _bids : _asks;
        line.Insert(PlaceOf(order, line), slot);
    }

    /// <summary>Takes an order from its side's resting ones, if it is among them.</summary>
    public void Leave(int slot)
    {
        ref var order = ref _orders[slot];
        if (!order.IsResting) return;
        order.IsResting = false;
        (order.Side == Side.Buy ? _bids : _asks).Remove(slot);
    }

    /// <summary>The place of a side's first resting order at a price, or of the first worse one.</summary>
    public int FirstAt(Side side, long price)
    {
        var line = Resting(side);
        var (low, high) = (0, line.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsBetter(side, _orders[line[middle]].Price, price)) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>True when the first of two prices trades before the second.</summary>
    public static bool IsBetter(Side side, long left, long right) => side == Side.Buy ? left > right : left < right;

    public void Save(StateWriter writer)
    {
        writer.Write(_lastAge);
        writer.Write(Count);
        foreach (var slot in ByAge) Save(_orders[slot], writer);
    }

    public void Load(ref StateReader reader)
    {
        Clear();
        var lastAge = reader.ReadUInt64();
        for (var left = reader.ReadCount(OrderBytes); left > 0 && !reader.Failed; left--)
        {
            var order = Read(ref reader);
            var isAfter = order.Age > _lastAge && order.Age <= lastAge;
            if (!isAfter || _slots.ContainsKey(order.Id) || !IsPossible(order))
            {
                reader.Fail();
                return;
            }

            _lastAge = order.Age - 1;
            var (slot, rests) = (Add(order), order.IsResting);
            if (rests) Enter(slot);
        }

        _lastAge = lastAge;
    }

    private const int OrderBytes = 8 * 11 + 9;

    private static void Save(in ExecutionOrder order, StateWriter writer)
    {
        writer.Write(order.Id);
        writer.Write(order.Age);
        writer.Write(order.Price);
        writer.Write(order.Quantity);
        writer.Write(order.FilledQty);
        writer.Write(order.TriggerPrice);
        writer.Write(order.ExpireTimeNs);
        writer.Write(order.RestingSinceNs);
        writer.Write(order.Ahead);
        writer.Write(order.LevelQty);
        writer.Write(order.TradedQty);
        writer.Write((byte)order.Side);
        writer.Write((byte)order.OrderType);
        writer.Write((byte)order.TimeInForce);
        writer.Write((byte)order.Flags);
        writer.Write((byte)order.SelfTradePrevention);
        writer.Write((byte)order.Status);
        writer.Write(order.IsWaiting);
        writer.Write(order.IsResting);
        writer.Write(order.IsLevelSeen);
    }

    private static ExecutionOrder Read(ref StateReader reader) => new()
    {
        Id = reader.ReadUInt64(),
        Age = reader.ReadUInt64(),
        Price = reader.ReadInt64(),
        Quantity = reader.ReadInt64(),
        FilledQty = reader.ReadInt64(),
        TriggerPrice = reader.ReadInt64(),
        ExpireTimeNs = reader.ReadInt64(),
        RestingSinceNs = reader.ReadInt64(),
        Ahead = reader.ReadInt64(),
        LevelQty = reader.ReadInt64(),
        TradedQty = reader.ReadInt64(),
        Side = (Side)reader.ReadByte(),
        OrderType = (OrderType)reader.ReadByte(),
        TimeInForce = (TimeInForce)reader.ReadByte(),
        Flags = (OrderFlags)reader.ReadByte(),
        SelfTradePrevention = (SelfTradePrevention)reader.ReadByte(),
        Status = (OrderStatus)reader.ReadByte(),
        IsWaiting = reader.ReadBool(),
        IsResting = reader.ReadBool(),
        IsLevelSeen = reader.ReadBool(),
    };

    private static bool IsPossible(in ExecutionOrder order) =>
        order.Side.IsDefined()
        && order.OrderType is >= OrderType.Limit and <= OrderType.StopMarket
        && order.TimeInForce is >= TimeInForce.Gtc and <= TimeInForce.Day
        && order.SelfTradePrevention <= SelfTradePrevention.Decrement
        && order.Status is OrderStatus.Accepted or OrderStatus.PartiallyFilled
        && order.Quantity > order.FilledQty && order.FilledQty >= 0
        && order.Price >= 0 && order.TriggerPrice >= 0 && order.ExpireTimeNs >= 0
        && order.Ahead >= 0 && order.LevelQty >= 0 && order.TradedQty >= 0
        && !(order.IsWaiting && order.IsResting);

    private int PlaceOf(in ExecutionOrder order, List<int> line)
    {
        var place = FirstAt(order.Side, order.Price);
        while (place < line.Count && _orders[line[place]].Price == order.Price && _orders[line[place]].Age < order.Age) place++;
        return place;
    }

    private int TakeSlot()
    {
        if (_free.Count > 0)
        {
            var slot = _free[^1];
            _free.RemoveAt(_free.Count - 1);
            return slot;
        }

        if (_used == _orders.Length) Array.Resize(ref _orders, _used * 2);
        return _used++;
    }

    private void FindNextExpiry()
    {
        NextExpiryNs = long.MaxValue;
        foreach (var slot in ByAge)
        {
            if (_orders[slot].ExpireTimeNs != 0) NextExpiryNs = Math.Min(NextExpiryNs, _orders[slot].ExpireTimeNs);
        }
    }

    private void Clear()
    {
        _slots.Clear();
        _byAge.Clear();
        _bids.Clear();
        _asks.Clear();
        _free.Clear();
        Array.Clear(_orders);
        (_used, _lastAge, WaitingCount, NextExpiryNs) = (0, 0, 0, long.MaxValue);
    }
}
