using System.Collections.Immutable;

namespace Trading.Invariants;

/// <summary>What holds of a whole system in a faulty world, seen from outside: by its clients, its venue and its twin.</summary>
public static class WorldInvariants
{
    /// <summary>1001.</summary>
    public static readonly Invariant Converges =
        new(
            1001, "converges",
            "Once faults cease, all that was asked is answered, all that was sent is delivered and all timers fire, within a bound.");

    /// <summary>1002.</summary>
    public static readonly Invariant TablesRecover =
        new(1002, "tables recover", "A table that nothing has damaged at rest is recovered, never refused.");

    /// <summary>1003.</summary>
    public static readonly Invariant TwinEqual =
        new(1003, "twin equal", "A desk ends in the chains and states of a backtest in which nothing failed.");

    /// <summary>1004.</summary>
    public static readonly Invariant ClientsSeeAll =
        new(1004, "clients see all", "The reports that a book's clients were told are 1, 2, 3 … up to its last, each once.");

    /// <summary>1005.</summary>
    public static readonly Invariant OrdersAreIntended =
        new(1005, "orders are intended", "A venue has seen no order that the account's committed blocks do not intend.");

    /// <summary>1006.</summary>
    public static readonly Invariant FillsAreBooked =
        new(1006, "fills are booked", "Every fill of a venue is in the account's books in the end, once, and none beside.");

    /// <summary>1007.</summary>
    public static readonly Invariant CanarySings =
        new(1007, "canary", "No call of the day's first client is answered: false on purpose, to prove that a violation is seen.");

    /// <summary>1008.</summary>
    public static readonly Invariant MarketIsWhole =
        new(1008, "market is whole", "A market ends in the books of its feeds' tapes: every slice is applied, once and in order.");

    /// <summary>All of them, by number.</summary>
    public static readonly ImmutableArray<Invariant> All =
    [
        Converges, TablesRecover, TwinEqual, ClientsSeeAll, OrdersAreIntended, FillsAreBooked, CanarySings, MarketIsWhole,
    ];
}
