using System;
using Trading.Model;

namespace Trading.Risk;

/// <summary>What is known of a strategy's lease when an order is judged. Amounts are in the reporting asset.</summary>
public readonly record struct LeaseFigures
{
    /// <summary>An amount that cannot be told: more than any lease.</summary>
    public static readonly Money Unknown = new(Int128.MaxValue);

    /// <summary>A lease that forbids nothing.</summary>
    public static readonly LeaseFigures Unlimited = new() { ExpiresNs = long.MaxValue, Notional = Unknown, LossLimit = Unknown };

    /// <summary>From then on the lease is expired, UNIX nanoseconds.</summary>
    public long ExpiresNs { get; init; }

    /// <summary>The most that positions and working orders may be worth.</summary>
    public Money Notional { get; init; }

    /// <summary>What they are worth now.</summary>
    public Money InUse { get; init; }

    /// <summary>What the order adds to it: nothing when it can only reduce.</summary>
    public Money OrderHold { get; init; }

    /// <summary>The most that may be lost.</summary>
    public Money LossLimit { get; init; }

    /// <summary>What is lost; negative for a profit.</summary>
    public Money Loss { get; init; }

    /// <summary>How long the lease's rate needs for what was sent, this order included, in nanoseconds; a second is allowed.</summary>
    public long BacklogNs { get; init; }
}
