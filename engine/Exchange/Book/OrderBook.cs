using System;
using System.Runtime.CompilerServices;
using Trading.Model;
using Trading.Orders;

namespace Trading.Exchange;

/// <summary>
/// The fast book: pooled orders of one cache line each, intrusive queues, a bitmap trie of levels, a hashed id index.
/// It
/// answers every command with the same reports as <see cref="NaiveOrderBook"/> and allocates only while it grows.
/// </summary>
/// <remarks>
/// An order is live from its acceptance to its last report; its pool index names it meanwhile. What is live counts in
/// the
/// open quantity of its side, also while it is between two places, such as a triggered stop before its turn.
/// </remarks>
internal sealed unsafe partial class OrderBook : IOrderBook
{
    private readonly BookRules _rules;
    private readonly long _tickSize;
    private readonly long _lotSize;
    private readonly long _quantityMin;
    private readonly long _quantityMax;
    private readonly bool _hasMinNotional;

    private Slab<BookOrder> _orders;
    private int _ordersUsed = 1;
    private int _freeOrder;
    private OrderIndex _index;
    private PriceLadder _ladder;
    private Slab<SideState> _sides;

    private OrderTerms[] _terms = [];
    private int _termsUsed = 1;
    private int _freeTerms;
    private OrderHeap _expiring;
    private OrderHeap _buyStops;
    private OrderHeap _sellStops;

    // Triggered stops in the order of their turn; the turn of those before _turn has come.
    private int[] _triggered = [];
    private int _triggeredCount;
    private int _turn;
    private ulong[] _ages = [];

    private long _nowNs;
    private long _nextExpiryNs = long.MaxValue;
    private long _lastPrice;
    private ulong _reportSequence;

    public OrderBook(Instrument instrument)
    {
        Instrument = instrument;
        _rules = new BookRules(instrument);
        _tickSize = instrument.TickSize.Units;
        _lotSize = instrument.LotSize.Units;
        _quantityMin = instrument.MinQuantity.Units;
        _quantityMax = instrument.MaxQuantity.Units;
        _hasMinNotional = instrument.MinNotional > Notional.Zero;
        _orders.Grow(32);
        _index.Initialize();
        _ladder.Initialize(_tickSize);
        _expiring.Initialize();
        _buyStops.Initialize();
        _sellStops.Initialize();
        _sides.Grow((int)Side.Sell + 1);
        SideOf(Side.Buy)->BestKey = long.MaxValue;
        SideOf(Side.Sell)->BestKey = long.MaxValue;
    }

    public Instrument Instrument { get; }

    public int OrderCount => _index.Count;

    public ulong ReportSequence => _reportSequence;

    public void Execute(in BookCommand command, ReportBuffer reports)
    {
        if (IsPlain(command))
        {
            if (command.TimeNs > _nowNs) LetTimePass(command.TimeNs, reports);
            SubmitPlain(command, reports);
        }
        else if (BookRules.IsWellFormed(command))
        {
            if (command.TimeNs > _nowNs) LetTimePass(command.TimeNs, reports);
            if (command.Kind == BookCommandKind.Cancel) Cancel(command, reports);
            else if (command.Kind == BookCommandKind.Replace) Replace(command, reports);
            else if (command.Kind == BookCommandKind.Submit) Submit(command, reports);
        }
        else
        {
            ReportRefusal(BookReportKind.Rejected, command, OrderReason.MalformedCommand, reports);
            return;
        }

        if (_triggeredCount != 0) TriggerInTurn(reports);
    }

    public void Execute(ReadOnlySpan<BookCommand> commands, ReportBuffer reports)
    {
        for (var next = 0; next < commands.Length; next++)
        {
            Foresee(commands, next);
            Execute(commands[next], reports);
        }
    }

    public bool TryGetBest(Side side, out BookLevel level)
    {
        var best = SideOf(side)->BestLevel;
        level = best == 0 ? default : ToBookLevel(best);
        return best != 0;
    }

    public int CopyLevels(Side side, Span<BookLevel> destination)
    {
        var count = 0;
        for (var level = SideOf(side)->BestLevel; level != 0 && count < destination.Length; level = Worse(side, level))
        {
            destination[count++] = ToBookLevel(level);
        }

        return count;
    }

    /// <summary>The open quantity of a live order; 0 when no live order has the id.</summary>
    internal long OpenQuantityOf(ulong orderId) => At(_index.Find(orderId, _orders.Items, out _))->LeavesQty;

    /// <summary>The open quantity that rests at a price of a side.</summary>
    internal long QuantityAt(Side side, long price)
    {
        if (price <= 0 || price % _tickSize != 0) return 0;
        var level = _ladder.Find(price);
        return level != 0 && At(_ladder.At(level)->Head)->Side == side ? _ladder.At(level)->Quantity : 0;
    }

    private BookLevel ToBookLevel(int level)
    {
        var found = _ladder.At(level);
        return new BookLevel(found->Price, found->Quantity, found->OrderCount);
    }

    private int Worse(Side side, int level) => side == Side.Buy ? _ladder.Below(level) : _ladder.Above(level);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SideState* SideOf(Side side) => unchecked(_sides.Items + (int)side);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BookOrder* At(int order) => unchecked(_orders.Items + order);

    /// <summary>
    /// Turns prices of one side into keys whose order is the order in which a taker of the other side meets them: an
    /// ask's
    /// price as it is, a bid's price with all bits turned.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long MeetingMask(Side takerSide) => unchecked(1L - (long)takerSide);

    private int TakeOrder()
    {
        var order = _freeOrder;
        if (order != 0)
        {
            _freeOrder = At(order)->Next;
            return order;
        }

        if (_ordersUsed == _orders.Capacity) GrowOrders();
        return _ordersUsed++;
    }

    private void GrowOrders()
    {
        _orders.Grow(_orders.Capacity * 2);
    }

    /// <summary>Gives an order's slot and terms back. It stands nowhere any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FreeOrder(int order)
    {
        var freed = At(order);
        if (freed->Terms != 0) FreeTerms(freed->Terms);
        freed->Next = _freeOrder;
        _freeOrder = order;
    }

    private int TakeTerms(long triggerPrice, long expireTimeNs)
    {
        var terms = _freeTerms;
        if (terms != 0)
        {
            _freeTerms = _terms[terms].ExpiryPlace;
        }
        else
        {
            if (_termsUsed >= _terms.Length) Array.Resize(ref _terms, Math.Max(16, _terms.Length * 2));
            terms = _termsUsed++;
        }

        _terms[terms] = new OrderTerms { TriggerPrice = triggerPrice, ExpireTimeNs = expireTimeNs };
        return terms;
    }

    private void FreeTerms(int terms)
    {
        _terms[terms] = new OrderTerms { ExpiryPlace = _freeTerms };
        _freeTerms = terms;
    }

    /// <summary>A side's best level and what is open on it.</summary>
    private struct SideState
    {
        /// <summary>
        /// The best price as a key (see <see cref="MeetingMask"/>); the greatest number when the side is empty.
        /// </summary>
        public long BestKey;

        /// <summary>0 when the side is empty.</summary>
        public int BestLevel;

        /// <summary>The open quantity of the side's live orders: never above 63 bits, by refusal.</summary>
        public long OpenQuantity;
    }
}
