using System;
using System.Buffers;
using System.Collections.Generic;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

/// <summary>
/// The oracle: the whole semantics of the book over ordered maps and linked lists, written to be read. The fast book
/// must
/// answer every command as this one does.
/// </summary>
internal sealed partial class NaiveOrderBook : IOrderBook
{
    private readonly BookRules _rules;
    private readonly Dictionary<ulong, NaiveOrder> _orders = [];
    private readonly SortedDictionary<long, NaiveLevel> _bids = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<long, NaiveLevel> _asks = [];

    // Waiting stops by age, orders that expire by (expiry, age), and triggered stops in the order of their turn.
    private readonly SortedDictionary<ulong, NaiveOrder> _stops = [];
    private readonly SortedDictionary<(long ExpireTimeNs, ulong Sequence), NaiveOrder> _expiring = [];
    private readonly Queue<NaiveOrder> _triggered = new();

    private Int128 _openBuyQuantity;
    private Int128 _openSellQuantity;
    private long _nowNs;
    private long _lastPrice;

    public NaiveOrderBook(Instrument instrument)
    {
        Instrument = instrument;
        _rules = new BookRules(instrument);
    }

    public Instrument Instrument { get; }

    public int OrderCount => _orders.Count;

    public ulong ReportSequence { get; private set; }

    public void Execute(in BookCommand command, ReportBuffer reports)
    {
        if (!BookRules.IsWellFormed(command))
        {
            ReportRefusal(BookReportKind.Rejected, command, OrderReason.MalformedCommand, reports);
            return;
        }

        LetTimePass(command.TimeNs, reports);
        switch (command.Kind)
        {
            case BookCommandKind.Submit: Submit(command, reports); break;
            case BookCommandKind.Cancel: Cancel(command, reports); break;
            case BookCommandKind.Replace: Replace(command, reports); break;
            case BookCommandKind.AdvanceTime: break;
        }

        while (_triggered.TryDequeue(out var stop)) Trigger(stop, reports);
    }

    public bool TryGetBest(Side side, out BookLevel level)
    {
        foreach (var best in LevelsOf(side).Values)
        {
            level = best.ToBookLevel();
            return true;
        }

        level = default;
        return false;
    }

    public int CopyLevels(Side side, Span<BookLevel> destination)
    {
        var count = 0;
        foreach (var level in LevelsOf(side).Values)
        {
            if (count == destination.Length) break;
            destination[count++] = level.ToBookLevel();
        }

        return count;
    }

    public UInt128 StateHash() => BookStateCodec.Hash(ToState());

    public void Save(IBufferWriter<byte> destination) => BookStateCodec.Encode(ToState(), destination);

    public static Result<NaiveOrderBook, BookLoadError> Load(Instrument instrument, ReadOnlySpan<byte> bytes)
    {
        if (!BookStateCodec.Decode(instrument, bytes).TryGet(out var state, out var error)) return error;
        var book = new NaiveOrderBook(instrument)
        {
            _nowNs = state.NowNs,
            _lastPrice = state.LastPrice,
            ReportSequence = state.ReportSequence,
        };
        foreach (var order in state.Orders)
        {
            var status = order.FilledQty == 0 ? OrderStatus.Accepted : OrderStatus.PartiallyFilled;
            book.Enter(new NaiveOrder(order, status));
        }

        return book;
    }

    private BookState ToState()
    {
        var orders = new List<OrderState>(_orders.Count);
        foreach (var side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            foreach (var level in LevelsOf(side).Values)
            {
                foreach (var order in level.Orders) orders.Add(order.State);
            }
        }

        foreach (var stop in _stops.Values) orders.Add(stop.State);
        return new BookState(Instrument, _nowNs, _lastPrice, ReportSequence, orders.ToArray());
    }

    private SortedDictionary<long, NaiveLevel> LevelsOf(Side side) => side == Side.Buy ? _bids : _asks;

    private ref Int128 OpenQuantityOf(Side side) => ref side == Side.Buy ? ref _openBuyQuantity : ref _openSellQuantity;

    /// <summary>Takes an order in: into its level's queue, or among the waiting stops.</summary>
    private void Enter(NaiveOrder order)
    {
        _orders.Add(order.State.Id, order);
        OpenQuantityOf(order.Side) += order.State.LeavesQty;
        if (order.State.ExpireTimeNs != 0) _expiring.Add((order.State.ExpireTimeNs, order.State.Sequence), order);
        if (order.State.IsWaiting)
        {
            _stops.Add(order.State.Sequence, order);
            return;
        }

        var levels = LevelsOf(order.Side);
        if (!levels.TryGetValue(order.State.Price, out var level))
        {
            level = new NaiveLevel(order.State.Price);
            levels.Add(level.Price, level);
        }

        level.Orders.AddLast(order);
    }

    /// <summary>Takes an order out, wherever it is.</summary>
    private void Leave(NaiveOrder order)
    {
        _orders.Remove(order.State.Id);
        OpenQuantityOf(order.Side) -= order.State.LeavesQty;
        _expiring.Remove((order.State.ExpireTimeNs, order.State.Sequence));
        if (_stops.Remove(order.State.Sequence)) return;
        var levels = LevelsOf(order.Side);
        var level = levels[order.State.Price];
        level.Orders.Remove(order);
        if (level.Orders.Count == 0) levels.Remove(level.Price);
    }
}
