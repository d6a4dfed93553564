using System;
using System.Collections.Generic;
using Trading.Model;

namespace Trading.Orders;

/// <summary>
/// Our own orders as we know them (the OMS): it takes intents as they are sent and execution reports as they come, moves
/// every order by the life-cycle table, and knows at any moment what is open and what may still fill. An intent or a
/// report that does not fit is answered by a code and changes nothing.
/// </summary>
/// <remarks>
/// Constant memory: at most <see cref="OpenMax"/> open orders; of the closed ones the youngest <see cref="ClosedMax"/> are
/// kept, for late answers and for people. Nothing is allocated once the table has grown to the orders of its session.
/// </remarks>
public sealed partial class OrderTable
{
    private readonly Dictionary<ulong, int> _slots = [];
    private readonly long[] _lastSequences;
    private readonly OrderList[] _ofStrategy;
    private readonly OrderList[] _ofSide;
    private readonly OpenTally[] _tallies;
    private readonly OpenTally[] _totals;
    private readonly long[] _counts = new long[(int)OrderTableCode.NotApproved + 1];
    private readonly int[] _closed;
    private OrderEntry[] _entries = new OrderEntry[16];
    private OrderLink[] _strategyLinks = new OrderLink[16];
    private OrderLink[] _sideLinks = new OrderLink[16];
    private int[] _free = new int[16];
    private int _freeCount;
    private int _usedSlots = 1;
    private int _closedFirst;
    private int _closedCount;

    /// <summary>An empty table.</summary>
    /// <param name="strategyMax">The greatest strategy number, 0 to 65,535; orders of number 0 are the desk's own.</param>
    /// <param name="instrumentCount">The desk's instruments, at least 1.</param>
    /// <param name="openMax">The most open orders, at least 1; beyond it a new order is answered TableFull.</param>
    /// <param name="closedMax">How many closed orders are kept, at least 1; the oldest is forgotten first.</param>
    public OrderTable(int strategyMax, int instrumentCount, int openMax = 4_096, int closedMax = 1_024)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(strategyMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(strategyMax, ClientOrderId.StrategyMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(instrumentCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(openMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(closedMax, 1);
        (StrategyMax, InstrumentCount, OpenMax, ClosedMax) = (strategyMax, instrumentCount, openMax, closedMax);
        _lastSequences = new long[strategyMax + 1];
        _ofStrategy = new OrderList[strategyMax + 1];
        _ofSide = new OrderList[(strategyMax + 1) * instrumentCount * 2];
        _tallies = new OpenTally[_ofSide.Length];
        _totals = new OpenTally[instrumentCount * 2];
        _closed = new int[closedMax];
    }

    /// <summary>The greatest strategy number.</summary>
    public int StrategyMax { get; }

    /// <summary>How many instruments there are.</summary>
    public int InstrumentCount { get; }

    /// <summary>The most open orders.</summary>
    public int OpenMax { get; }

    /// <summary>How many closed orders are kept.</summary>
    public int ClosedMax { get; }

    /// <summary>How many orders are open, those that are not yet acknowledged included.</summary>
    public int OpenCount { get; private set; }

    /// <summary>How many closed orders are kept now.</summary>
    public int ClosedCount => _closedCount;

    /// <summary>How many intents and reports were answered with a code since the beginning.</summary>
    public long CountOf(OrderTableCode code) => _counts[(int)code];

    /// <summary>The greatest sequence that a strategy has used; 0 before its first order.</summary>
    public long LastSequence(int strategy) => _lastSequences[strategy];

    /// <summary>Looks an order up, open or closed.</summary>
    /// <returns>False when it was never sent or is forgotten.</returns>
    public bool TryGet(ClientOrderId id, out OrderEntry entry)
    {
        var isKnown = _slots.TryGetValue(id.Value, out var slot);
        entry = isKnown ? _entries[slot] : default;
        return isKnown;
    }

    /// <summary>All open orders.</summary>
    public OpenOrders Open() => new(this, 0, StrategyMax, -1);

    /// <summary>The open orders of one strategy.</summary>
    public OpenOrders Open(int strategy) => new(this, strategy, strategy, -1);

    /// <summary>The open orders of one instrument's side, of all strategies.</summary>
    public OpenOrders Open(int instrument, Side side) => new(this, 0, StrategyMax, TotalIndex(instrument, side));

    /// <summary>The open orders of one strategy on one instrument's side.</summary>
    public OpenOrders Open(int strategy, int instrument, Side side) =>
        new(this, strategy, strategy, TotalIndex(instrument, side));

    /// <summary>What is open on one instrument's side, of all strategies.</summary>
    public OpenTally Tally(int instrument, Side side) => _totals[TotalIndex(instrument, side)];

    /// <summary>What one strategy has open on one instrument's side.</summary>
    public OpenTally Tally(int strategy, int instrument, Side side) => _tallies[SideIndex(strategy, TotalIndex(instrument, side))];

    /// <summary>The most aggressive price of the open orders on one instrument's side, a replacement's under way included.</summary>
    /// <remarks>Linear in the orders of that side.</remarks>
    /// <returns>False when there are none.</returns>
    public bool TryGetKeenest(int instrument, Side side, out Price price)
    {
        price = side == Side.Buy ? Price.Min : Price.Max;
        foreach (ref readonly var entry in Open(instrument, side))
        {
            var keenest = entry.KeenestPrice;
            if (side == Side.Buy ? keenest > price : keenest < price) price = keenest;
        }

        return Tally(instrument, side).Count > 0;
    }

    /// <summary>A closed order that is still kept.</summary>
    /// <param name="age">0 for the one that closed last, below <see cref="ClosedCount"/>.</param>
    public OrderEntry Closed(int age)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(age);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(age, _closedCount);
        return _entries[_closed[(_closedFirst + _closedCount - 1 - age) % ClosedMax]];
    }

    internal ref readonly OrderEntry At(int slot) => ref _entries[slot];

    internal int NextOfStrategy(int slot) => _strategyLinks[slot].Next;

    internal int NextOfSide(int slot) => _sideLinks[slot].Next;

    internal int FirstOfStrategy(int strategy) => _ofStrategy[strategy].First;

    internal int FirstOfSide(int strategy, int total) => _ofSide[SideIndex(strategy, total)].First;

    private static int TotalIndex(int instrument, Side side) => instrument * 2 + (side == Side.Buy ? 0 : 1);

    private int SideIndex(int strategy, int total) => strategy * InstrumentCount * 2 + total;

    private int SideIndex(in OrderEntry entry) =>
        SideIndex(entry.ClientOrderId.Strategy, TotalIndex(entry.Instrument, entry.Side));

    private int TakeSlot()
    {
        if (_freeCount > 0) return _free[--_freeCount];
        if (_usedSlots == _entries.Length)
        {
            // One slot is never used, so that 0 can mean none.
            var size = Math.Min(_entries.Length * 2, OpenMax + ClosedMax + 1);
            Array.Resize(ref _entries, size);
            Array.Resize(ref _strategyLinks, size);
            Array.Resize(ref _sideLinks, size);
            Array.Resize(ref _free, size);
        }

        return _usedSlots++;
    }

    private void Link(int slot)
    {
        ref var entry = ref _entries[slot];
        OrderLink.Append(ref _ofStrategy[entry.ClientOrderId.Strategy], _strategyLinks, slot);
        OrderLink.Append(ref _ofSide[SideIndex(entry)], _sideLinks, slot);
        OpenCount++;
        AddToTallies(entry, entry.OpenQty, 1);
    }

    private void Close(int slot)
    {
        ref var entry = ref _entries[slot];
        OrderLink.Remove(ref _ofStrategy[entry.ClientOrderId.Strategy], _strategyLinks, slot);
        OrderLink.Remove(ref _ofSide[SideIndex(entry)], _sideLinks, slot);
        OpenCount--;
        Keep(slot);
    }

    private void Keep(int slot)
    {
        if (_closedCount == ClosedMax)
        {
            var oldest = _closed[_closedFirst];
            _slots.Remove(_entries[oldest].ClientOrderId.Value);
            _free[_freeCount++] = oldest;
            _closedFirst = (_closedFirst + 1) % ClosedMax;
            _closedCount--;
        }

        _closed[(_closedFirst + _closedCount) % ClosedMax] = slot;
        _closedCount++;
    }

    private void AddToTallies(in OrderEntry entry, long quantity, int count)
    {
        Add(ref _tallies[SideIndex(entry)]);
        Add(ref _totals[TotalIndex(entry.Instrument, entry.Side)]);

        void Add(ref OpenTally tally) => tally = new(tally.Quantity + quantity, tally.Count + count);
    }
}
