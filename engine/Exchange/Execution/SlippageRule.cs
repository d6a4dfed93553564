namespace Trading.Exchange;

/// <summary>
/// How much worse than shown a taker order fills. The distance is computed once for an order, when it takes, rounded up to
/// whole ticks, and added to every price it trades at (subtracted for a sell); no fill is worse than the order's limit or
/// below one tick.
/// </summary>
public sealed record SlippageRule
{
    /// <summary>Taker orders fill at the prices shown.</summary>
    public static readonly SlippageRule None = new() { Kind = SlippageKind.None };

    /// <summary>What it follows.</summary>
    public required SlippageKind Kind { get; init; }

    /// <summary>FixedBps: parts per million of the best price. Volatility: the multiple of the average change, in millionths.
    /// SpreadAndDepth: the share of the spread that an order as large as the depth pays, in millionths. 0 to 100,000,000.</summary>
    public int CoefficientPpm { get; init; }

    /// <summary>Volatility: a change moves the average by 2^-shift of its difference; 1 to 16, by default 6.</summary>
    public int SmoothingShift { get; init; } = 6;

    /// <summary>SpreadAndDepth: how many levels of the other side make the depth; 1 to 100, by default 5.</summary>
    public int DepthLevels { get; init; } = 5;
}
