using System;
using Trading.Model;
using Trading.Orders;

namespace Trading.Strategy;

/// <summary>What happened to an own order, fills apart.</summary>
public enum OrderEventKind : byte
{
    /// <summary>Our own risk rules denied a submit, cancel or replacement: see DeniedIntent, RiskRule and its numbers.</summary>
    Denied = 1,

    /// <summary>The venue acknowledges the order.</summary>
    Accepted = 2,

    /// <summary>The venue refuses the order.</summary>
    Rejected = 3,

    /// <summary>The order is canceled, asked or not.</summary>
    Canceled = 4,

    /// <summary>The order ended by its time in force.</summary>
    Expired = 5,

    /// <summary>Price or quantity was replaced.</summary>
    Replaced = 6,

    /// <summary>The venue refuses a cancel; the order stands.</summary>
    CancelRejected = 7,

    /// <summary>The venue refuses a replacement; the order stands.</summary>
    ReplaceRejected = 8,

    /// <summary>A stop order's trigger price was reached.</summary>
    Triggered = 9,
}

/// <summary>An event of an own order, as <see cref="IStrategy.OnOrder"/> hears it.</summary>
public readonly record struct OrderEvent
{
    /// <summary>The order.</summary>
    public ClientOrderId ClientOrderId { get; init; }

    /// <summary>The instrument's index.</summary>
    public int Instrument { get; init; }

    /// <summary>What happened.</summary>
    public OrderEventKind Kind { get; init; }

    /// <summary>The order's side.</summary>
    public Side Side { get; init; }

    /// <summary>The order's status after the event.</summary>
    public OrderStatus Status { get; init; }

    /// <summary>Why; RiskDenied on a denial.</summary>
    public OrderReason Reason { get; init; }

    /// <summary>When it happened at its source, UNIX nanoseconds.</summary>
    public long TimeNs { get; init; }

    /// <summary>The limit price after the event; of a denial the price that was asked for.</summary>
    public Price Price { get; init; }

    /// <summary>The total quantity after the event; of a denial the quantity that was asked for.</summary>
    public Quantity Quantity { get; init; }

    /// <summary>Filled so far.</summary>
    public Quantity FilledQty { get; init; }

    /// <summary>Still open; zero once the order is closed.</summary>
    public Quantity LeavesQty { get; init; }

    /// <summary>What was denied; 0 on other events.</summary>
    public IntentKind DeniedIntent { get; init; }

    /// <summary>The stable number of the risk rule that denied, and what it compared.</summary>
    public RiskVerdict Denial { get; init; }

    /// <summary>A venue's report, other than a trade, as an event.</summary>
    internal static OrderEvent From(in ExecutionReport report) => new()
    {
        ClientOrderId = report.ClientOrderId,
        Instrument = report.Instrument,
        Kind = KindOf(report.ExecType),
        Side = report.Side,
        Status = report.Status,
        Reason = report.Reason,
        TimeNs = report.TimeNs,
        Price = new Price(report.Price),
        Quantity = new Quantity(report.Quantity),
        FilledQty = new Quantity(report.FilledQty),
        LeavesQty = new Quantity(report.LeavesQty),
    };

    private static OrderEventKind KindOf(ExecType type) => type switch
    {
        ExecType.Accepted => OrderEventKind.Accepted,
        ExecType.Rejected => OrderEventKind.Rejected,
        ExecType.Canceled => OrderEventKind.Canceled,
        ExecType.Expired => OrderEventKind.Expired,
        ExecType.Replaced => OrderEventKind.Replaced,
        ExecType.CancelRejected => OrderEventKind.CancelRejected,
        ExecType.ReplaceRejected => OrderEventKind.ReplaceRejected,
        ExecType.Triggered => OrderEventKind.Triggered,
        ExecType.Trade => throw new ArgumentOutOfRangeException(nameof(type), "a trade is a fill, not an order event"),
    };
}
