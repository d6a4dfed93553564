using Trading.Model;
using static Trading.Orders.OrderTableCode;

namespace Trading.Orders;

public sealed partial class OrderTable
{
    /// <summary>Takes an intent that is being sent.</summary>
    /// <param name="approved">A new order, or a request for an open one, as risk approved it.</param>
    /// <param name="timeNs">When, UNIX nanoseconds.</param>
    public OrderUpdate Send(in Approved<OrderIntent> approved, long timeNs)
    {
        if (!approved.IsValid) return Answer(NotApproved, OrderTransition.Submit, OrderStatus.New, OrderStatus.New);
        var intent = approved.Value;
        if (!IsInRange(intent)) return Answer(Malformed, OrderTransition.Submit, OrderStatus.New, OrderStatus.New);
        if (intent.Kind == IntentKind.Submit) return Open(intent, OrderTransition.Submit, OrderReason.None, timeNs);
        var transition = TransitionOf(intent.Kind);
        if (!_slots.TryGetValue(intent.ClientOrderId.Value, out var slot)) return Unknown(transition);
        ref var entry = ref _entries[slot];
        var status = entry.Status;
        var code = CheckRequest(intent, entry, transition, out var next);
        if (code != Applied) return Answer(code, transition, status, status);
        var openQty = entry.OpenQty;
        if (intent.Kind == IntentKind.Replace)
        {
            (entry.ReplacePrice, entry.ReplaceQuantity) = (intent.Price, intent.Quantity);
            if (!FitsTallies(entry, entry.OpenQty - openQty))
            {
                (entry.ReplacePrice, entry.ReplaceQuantity) = (0, 0);
                return Answer(OpenQuantityTooLarge, transition, status, status);
            }
        }

        var reason = intent.Kind == IntentKind.Cancel ? OrderReason.CancelRequested : OrderReason.None;
        return Move(slot, transition, next, reason, timeNs, openQty);
    }

    /// <summary>Keeps an order that our own rules refuse, so that people can see it and its id is used up.</summary>
    /// <param name="intent">The new order.</param>
    /// <param name="reason">Why.</param>
    /// <param name="timeNs">When, UNIX nanoseconds.</param>
    public OrderUpdate Deny(in OrderIntent intent, OrderReason reason, long timeNs) =>
        IsInRange(intent) && intent.Kind == IntentKind.Submit
            ? Open(intent, OrderTransition.Deny, reason, timeNs)
            : Answer(Malformed, OrderTransition.Deny, OrderStatus.New, OrderStatus.New);

    /// <summary>Takes a report of the venue.</summary>
    /// <param name="report">A fill must carry an ExecId; other reports may have 0, when no exchange has counted them.</param>
    public OrderUpdate Apply(in ExecutionReport report)
    {
        if (report.ExecType is < ExecType.Accepted or > ExecType.Triggered)
        {
            return Answer(Malformed, OrderTransition.Accept, OrderStatus.New, OrderStatus.New);
        }

        if (!_slots.TryGetValue(report.ClientOrderId.Value, out var slot)) return Unknown(TransitionOf(report, default));
        ref var entry = ref _entries[slot];
        var (status, openQty) = (entry.Status, entry.OpenQty);
        var transition = TransitionOf(report, entry);
        var code = Check(report, entry, transition, out var next);
        if (code != Applied) return Answer(code, transition, status, status);
        Take(report, ref entry);
        return Move(slot, transition, next, report.Reason, report.TimeNs, openQty);
    }

    private static OrderTransition TransitionOf(IntentKind kind) => kind switch
    {
        IntentKind.Cancel => OrderTransition.RequestCancel,
        IntentKind.Replace => OrderTransition.RequestReplace,
        IntentKind.Submit => OrderTransition.Submit,
    };

    private static OrderTransition TransitionOf(in ExecutionReport report, in OrderEntry entry) =>
        OrderLifecycle.TransitionOf(report.ExecType, entry.FilledQty > 0, report.LastQty >= entry.LeavesQty);

    private static bool IsAnswer(ExecType type) =>
        type is ExecType.Accepted or ExecType.CancelRejected or ExecType.ReplaceRejected;

    // A self-trade that both orders pay with quantity is told as a replacement that nobody asked for.
    private static bool IsDecrement(in ExecutionReport report) =>
        report is { ExecType: ExecType.Replaced, Reason: OrderReason.SelfTradeDecrement };

    private static OrderTableCode CheckRequest(
        in OrderIntent intent, in OrderEntry entry, OrderTransition transition, out OrderStatus next)
    {
        next = entry.Status;
        if (intent.Instrument != entry.Instrument || intent.Side != entry.Side) return OrderMismatch;
        if (!OrderLifecycle.TryNext(entry.Status, transition, out next)) return IllegalTransition;
        if (intent.Kind != IntentKind.Replace) return Applied;
        if (entry.ReplaceQuantity != 0) return ReplaceUnderWay;
        return intent.Quantity <= entry.FilledQty ? TotalNotAboveFilled : Applied;
    }

    /// <summary>Whether it names a kind, side, strategy and instrument that there are, and a quantity.</summary>
    internal bool IsInRange(in OrderIntent intent)
    {
        if (intent.Kind is not (IntentKind.Submit or IntentKind.Cancel or IntentKind.Replace) || !intent.Side.IsDefined()) return false;
        if (intent.Instrument < 0 || intent.Instrument >= InstrumentCount || intent.ClientOrderId.Strategy > StrategyMax) return false;
        return intent.Kind == IntentKind.Cancel || intent.Quantity > 0;
    }

    private OrderTableCode Check(
        in ExecutionReport report, in OrderEntry entry, OrderTransition transition, out OrderStatus next)
    {
        next = entry.Status;
        if (report.Instrument != entry.Instrument || report.Side != entry.Side) return OrderMismatch;
        if (report.ExecId != 0 && report.ExecId <= entry.LastExecId) return DuplicateReport;
        if (entry.Status.IsClosed()) return IsAnswer(report.ExecType) ? LateAnswer : IllegalTransition;
        if (!(IsDecrement(report) && entry.Status.IsOpen()) && !OrderLifecycle.TryNext(entry.Status, transition, out next))
        {
            return IllegalTransition;
        }

        return report.ExecType switch
        {
            ExecType.Trade => CheckFill(report, entry),
            ExecType.Replaced => CheckReplaced(report, entry),
            _ => Applied,
        };
    }

    private static OrderTableCode CheckFill(in ExecutionReport report, in OrderEntry entry)
    {
        if (report.ExecId == 0) return Malformed;
        if (report.LastQty <= 0 || report.LastQty > entry.LeavesQty) return FillOutOfRange;
        return report.FilledQty == entry.FilledQty + report.LastQty ? Applied : FilledQtyMismatch;
    }

    private OrderTableCode CheckReplaced(in ExecutionReport report, in OrderEntry entry)
    {
        if (report.Quantity <= entry.FilledQty) return TotalNotAboveFilled;
        var after = entry;
        Take(report, ref after);
        return FitsTallies(entry, after.OpenQty - entry.OpenQty) ? Applied : OpenQuantityTooLarge;
    }

    private static void Take(in ExecutionReport report, ref OrderEntry entry)
    {
        if (report.ExecId != 0) entry.LastExecId = report.ExecId;
        if (report.ExecType == ExecType.Trade)
        {
            entry.FilledQty += report.LastQty;
            entry.FilledValue += new Price(report.LastPx) * new Quantity(report.LastQty);
        }

        if (report.ExecType == ExecType.Replaced) (entry.Price, entry.Quantity) = (report.Price, report.Quantity);
        var isAnswered = report.ExecType is ExecType.Replaced or ExecType.ReplaceRejected && !IsDecrement(report);
        if (isAnswered) (entry.ReplacePrice, entry.ReplaceQuantity) = (0, 0);
    }

    private OrderUpdate Open(in OrderIntent intent, OrderTransition transition, OrderReason reason, long timeNs)
    {
        var id = intent.ClientOrderId;
        var next = OrderLifecycle.After(OrderStatus.New, transition);
        var entry = ToEntry(intent, next, reason, timeNs);
        var code = id.Sequence <= _lastSequences[id.Strategy] ? DuplicateOrderId
            : next.IsClosed() ? Applied
            : OpenCount == OpenMax ? TableFull
            : FitsTallies(entry, entry.OpenQty) ? Applied : OpenQuantityTooLarge;
        if (code != Applied) return Answer(code, transition, OrderStatus.New, OrderStatus.New);
        _lastSequences[id.Strategy] = id.Sequence;
        var slot = TakeSlot();
        _entries[slot] = entry;
        if (next.IsClosed()) Keep(slot);
        else Link(slot);
        _slots.Add(id.Value, slot);
        return Answer(Applied, transition, OrderStatus.New, next);
    }

    private OrderUpdate Move(
        int slot, OrderTransition transition, OrderStatus next, OrderReason reason, long timeNs, long openQty)
    {
        ref var entry = ref _entries[slot];
        var before = entry.Status;
        (entry.Status, entry.LastNs) = (next, timeNs);
        if (reason != OrderReason.None) entry.Reason = reason;
        AddToTallies(entry, entry.OpenQty - openQty, next.IsClosed() ? -1 : 0);
        if (next.IsClosed()) Close(slot);
        return Answer(Applied, transition, before, next);
    }

    private bool FitsTallies(in OrderEntry entry, long more) =>
        more <= long.MaxValue - _totals[TotalIndex(entry.Instrument, entry.Side)].Quantity;

    private OrderUpdate Unknown(OrderTransition transition) =>
        Answer(UnknownOrder, transition, OrderStatus.New, OrderStatus.New);

    private OrderUpdate Answer(OrderTableCode code, OrderTransition transition, OrderStatus before, OrderStatus after)
    {
        _counts[(int)code]++;
        return new(code, transition, before, after);
    }

    private static OrderEntry ToEntry(in OrderIntent intent, OrderStatus status, OrderReason reason, long timeNs) => new()
    {
        ClientOrderId = intent.ClientOrderId,
        Instrument = intent.Instrument,
        Side = intent.Side,
        OrderType = intent.OrderType,
        TimeInForce = intent.TimeInForce,
        Flags = intent.Flags,
        SelfTradePrevention = intent.SelfTradePrevention,
        Status = status,
        Reason = reason,
        Price = intent.Price,
        Quantity = intent.Quantity,
        TriggerPrice = intent.TriggerPrice,
        ExpireTimeNs = intent.ExpireTimeNs,
        SentNs = timeNs,
        LastNs = timeNs,
    };
}
