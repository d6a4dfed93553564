namespace Trading.Bench;

/// <summary>The order-book workloads.</summary>
public enum BookMix
{
    /// <summary>Insert only: two million passive orders.</summary>
    A,

    /// <summary>Mixed: inserts, cancels (some late), moves, IOC and market orders around 2,000 live orders.</summary>
    B,

    /// <summary>Match-heavy: half the orders cross.</summary>
    C,

    /// <summary>As B, with 50,000 live orders on a dozen prices: queues of thousands.</summary>
    Deep,

    /// <summary>As B, with a mid price that walks up to 20 ticks per command over a million ticks.</summary>
    Wide,
}

/// <summary>What makes one mix differ from another.</summary>
/// <param name="Depth">Passive orders lie 1 to this many ticks from the mid, most of them near.</param>
/// <param name="Preload">Passive orders before the clock starts.</param>
/// <param name="Timed">Commands under the clock.</param>
/// <param name="LiveTarget">The number of live orders that the mix steers to.</param>
/// <param name="QuantityMax">The largest passive order.</param>
/// <param name="MidMin">The lowest mid price.</param>
/// <param name="MidMax">The highest mid price.</param>
internal readonly record struct BookMixShape(
    int Depth, int Preload, int Timed, int LiveTarget, int QuantityMax, long MidMin, long MidMax)
{
    public static BookMixShape Of(BookMix mix) => mix switch
    {
        BookMix.A => new(200, 0, 2_000_000, 0, 100, 28_000, 32_000),
        BookMix.B => new(200, 2_000, 2_000_000, 2_000, 100, 28_000, 32_000),
        BookMix.C => new(50, 2_000, 2_000_000, 2_000, 10, 28_000, 32_000),
        BookMix.Deep => new(6, 50_000, 2_000_000, 50_000, 100, 28_000, 32_000),
        BookMix.Wide => new(4_000, 5_000, 2_000_000, 5_000, 100, 5_000, 1_000_000),
    };
}
