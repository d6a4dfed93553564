namespace Trading.Exchange;

/// <summary>What makes our taker fills worse than the prices that the book shows.</summary>
public enum SlippageKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A fixed share of the price.</summary>
    FixedBps = 1,

    /// <summary>A multiple of the average absolute change of the middle.</summary>
    Volatility = 2,

    /// <summary>A share of the spread, in proportion to the order's part of the shown depth.</summary>
    SpreadAndDepth = 3,
}
