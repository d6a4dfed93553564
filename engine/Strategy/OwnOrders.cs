using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Strategy;

/// <summary>
/// A strategy's own orders that are not closed, oldest first, and the count that their ids come from. Statuses follow the
/// life-cycle table, from what the strategy asked for and what it has heard.
/// </summary>
internal sealed class OwnOrders
{
    private const int SavedBytes = 49;

    private OwnOrder[] _orders = new OwnOrder[16];
    private int _count;

    /// <summary>Orders made so far.</summary>
    public long Sequence { get; private set; }

    /// <summary>The orders that are not closed, by id.</summary>
    public ReadOnlySpan<OwnOrder> Open => _orders.AsSpan(0, _count);

    /// <summary>The next order's count.</summary>
    public long NextSequence() => ++Sequence;

    /// <summary>Takes up a new order, sent and not acknowledged.</summary>
    public void Add(in OrderIntent intent, bool isQuote)
    {
        if (_count == _orders.Length) Array.Resize(ref _orders, 2 * _count);
        _orders[_count++] = new OwnOrder
        {
            ClientOrderId = intent.ClientOrderId,
            Instrument = intent.Instrument,
            Side = intent.Side,
            OrderType = intent.OrderType,
            Flags = intent.Flags,
            Status = OrderStatus.Pending,
            IsQuote = isQuote,
            Price = new Price(intent.Price),
            Quantity = new Quantity(intent.Quantity),
            WantedPrice = new Price(intent.Price),
        };
    }

    /// <summary>The order of an id.</summary>
    /// <returns>False when it is closed or was never made.</returns>
    public bool TryGet(ClientOrderId id, out OwnOrder order)
    {
        var index = IndexOf(id);
        order = index >= 0 ? _orders[index] : default;
        return index >= 0;
    }

    /// <summary>Notes that a cancel or a replacement is asked for.</summary>
    /// <returns>False when the order is closed, or in a status that does not allow it.</returns>
    public bool TryRequest(ClientOrderId id, OrderTransition request, Price? wantedPrice, out OwnOrder order)
    {
        var index = IndexOf(id);
        order = index >= 0 ? _orders[index] : default;
        if (index < 0 || !OrderLifecycle.TryNext(order.Status, request, out var next)) return false;
        order = order with { Status = next, WantedPrice = wantedPrice ?? order.WantedPrice };
        _orders[index] = order;
        return true;
    }

    /// <summary>Takes a venue's report.</summary>
    /// <returns>False for an order that is closed or unknown.</returns>
    public bool Apply(in ExecutionReport report)
    {
        var index = IndexOf(report.ClientOrderId);
        if (index < 0) return false;
        var order = _orders[index];
        // Where the table has no such move the venue's word stands: it knows its order.
        var transition = OrderLifecycle.TransitionOf(report.ExecType, report.FilledQty > 0, report.LeavesQty <= 0);
        if (!OrderLifecycle.TryNext(order.Status, transition, out var next)) next = report.Status;
        var isChange = report.ExecType is ExecType.Replaced or ExecType.Accepted;
        var price = isChange ? new Price(report.Price) : order.Price;
        Set(index, order with
        {
            Status = next,
            FilledQty = new Quantity(report.FilledQty),
            Quantity = isChange ? new Quantity(report.Quantity) : order.Quantity,
            Price = price,
            WantedPrice = next == OrderStatus.PendingReplace ? order.WantedPrice : price,
        });
        return true;
    }

    /// <summary>Takes a denial of our own rules: a denied order never was, a denied request leaves the order standing.</summary>
    /// <returns>The order after it; false for one that is closed or unknown.</returns>
    public bool TryDeny(ClientOrderId id, IntentKind intent, out OwnOrder order)
    {
        var index = IndexOf(id);
        order = index >= 0 ? _orders[index] : default;
        if (index < 0) return false;
        var isFilled = order.FilledQty > Quantity.Zero;
        order = order with { Status = AfterDenial(order.Status, intent, isFilled), WantedPrice = order.Price };
        Set(index, order);
        return true;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Sequence);
        writer.Write(_count);
        foreach (ref readonly var order in Open) order.Save(writer);
    }

    public void Load(ref StateReader reader)
    {
        Sequence = reader.ReadInt64();
        _count = reader.ReadCount(SavedBytes);
        if (_orders.Length < _count) _orders = new OwnOrder[_count];
        for (var index = 0; index < _count; index++)
        {
            var order = OwnOrder.Read(ref reader);
            var isOrdered = index == 0 || _orders[index - 1].ClientOrderId.CompareTo(order.ClientOrderId) < 0;
            var isKnown = order.Side.IsDefined() && order.Status <= OrderStatus.Expired;
            if (!isOrdered || !isKnown || order.Status.IsClosed()) reader.Fail();
            _orders[index] = order;
        }

        if (reader.Failed) _count = 0;
    }

    private static OrderStatus AfterDenial(OrderStatus status, IntentKind intent, bool isFilled)
    {
        // For its strategy a submit is Pending at once, although the rules have not looked at it yet.
        var answer = intent switch
        {
            IntentKind.Submit => ExecType.Rejected,
            IntentKind.Cancel => ExecType.CancelRejected,
            IntentKind.Replace => ExecType.ReplaceRejected,
        };
        if (!OrderLifecycle.TryNext(status, OrderLifecycle.TransitionOf(answer, isFilled), out var next)) return status;
        return next == OrderStatus.Rejected ? OrderStatus.Denied : next;
    }

    private void Set(int index, in OwnOrder order)
    {
        _orders[index] = order;
        if (!order.Status.IsClosed()) return;
        _count--;
        Array.Copy(_orders, index + 1, _orders, index, _count - index);
    }

    /// <summary>By bisection: ids grow with their count.</summary>
    private int IndexOf(ClientOrderId id)
    {
        var (low, high) = (0, _count - 1);
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = _orders[middle].ClientOrderId.CompareTo(id);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }
}
