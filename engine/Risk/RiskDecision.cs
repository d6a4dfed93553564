using System;
using Trading.Orders;

namespace Trading.Risk;

/// <summary>What risk says to an intent: an approval, or the rule that denies it with what it compared.</summary>
public readonly struct RiskDecision
{
    private RiskDecision(Approved<OrderIntent> approval, RiskReason reason, Int128 value, Int128 limit) =>
        (Approval, Reason, Value, Limit) = (approval, reason, value, limit);

    /// <summary>The approval; not valid when the intent is denied.</summary>
    public Approved<OrderIntent> Approval { get; }

    /// <summary>The rule that denied; None when none did.</summary>
    public RiskReason Reason { get; }

    /// <summary>What would have been, in the rule's unit.</summary>
    public Int128 Value { get; }

    /// <summary>What is allowed, in the rule's unit.</summary>
    public Int128 Limit { get; }

    internal static RiskDecision Approve(in OrderIntent intent) => new(Approved<OrderIntent>.ByRisk(intent), RiskReason.None, 0, 0);

    internal static RiskDecision Deny(RiskReason reason, Int128 value, Int128 limit) => new(default, reason, value, limit);
}
