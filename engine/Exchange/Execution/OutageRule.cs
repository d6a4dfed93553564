namespace Trading.Exchange;

/// <summary>Seeded outages: one in each period of event time, at a moment drawn uniformly within the period.</summary>
/// <param name="EveryNs">The period, nanoseconds; above the length, up to 10^18.</param>
/// <param name="LengthNs">How long the venue takes no messages, nanoseconds; at least 1.</param>
public sealed record OutageRule(long EveryNs, long LengthNs);
