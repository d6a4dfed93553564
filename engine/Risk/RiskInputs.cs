using Trading.Model;

namespace Trading.Risk;

/// <summary>What risk looks at beside the intent itself. What is not known is said to be unknown: a rule that needs it denies.</summary>
public readonly struct RiskInputs
{
    /// <summary>The time, UNIX nanoseconds.</summary>
    public required long TimeNs { get; init; }

    /// <summary>The instrument's rules.</summary>
    public required Instrument Instrument { get; init; }

    /// <summary>The price that orders are judged by; not positive while it is unknown.</summary>
    public required Price ReferencePrice { get; init; }

    /// <summary>When the market was last heard of, UNIX nanoseconds.</summary>
    public required long MarketTimeNs { get; init; }

    /// <summary>The strategy's position, in quantity units.</summary>
    public required long Position { get; init; }

    /// <summary>What its open orders of the intent's side may still fill, in quantity units.</summary>
    public required long OpenQty { get; init; }

    /// <summary>For a replacement, what of <see cref="OpenQty"/> is the order's own, in quantity units; otherwise 0.</summary>
    public required long ReplacedQty { get; init; }

    /// <summary>For a replacement, what the order has filled, in quantity units; otherwise 0.</summary>
    public required long FilledQty { get; init; }

    /// <summary>Its open orders.</summary>
    public required int OpenOrders { get; init; }

    /// <summary>The most aggressive price of its open orders of the other side; not positive when there is none.</summary>
    public required Price OtherSide { get; init; }

    /// <summary>The strategy's lease.</summary>
    public required LeaseFigures Lease { get; init; }

    /// <summary>What the strategy has, and what its open orders of the intent's side may add.</summary>
    public AccountExposure Exposure => new(Position, OpenQty, ReplacedQty, FilledQty);
}
