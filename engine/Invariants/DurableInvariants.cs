using System.Collections.Immutable;

namespace Trading.Invariants;

/// <summary>What holds of durable nodes and of the channels between sources and consumers, whatever fails.</summary>
public static class DurableInvariants
{
    /// <summary>301.</summary>
    public static readonly Invariant NothingBeforeCommit =
        new(
            301, "nothing before commit",
            "An answer, a read, a send or a timer leaves a node only after the block that made it is committed.");

    /// <summary>302.</summary>
    public static readonly Invariant AppliedOnce =
        new(302, "applied once", "A call's (client, sequence) stands in a node's blocks at most once.");

    /// <summary>303.</summary>
    public static readonly Invariant SameAnswer =
        new(303, "same answer", "Every activation answers a repeated call with the bytes of its first answer.");

    /// <summary>304.</summary>
    public static readonly Invariant DeliveredInOrder =
        new(
            304, "delivered in order",
            "A target's blocks hold a source's outputs in the order in which they were made, each once.");

    /// <summary>305.</summary>
    public static readonly Invariant ReplayEqual =
        new(305, "replay equal", "Replaying a node's blocks ends in the state hash of the activation that wrote them.");

    /// <summary>306.</summary>
    public static readonly Invariant TooOldIsTrue =
        new(
            306, "too old is true",
            "A call is refused as too old only at or below the floor of its client's evicted answers.");

    /// <summary>307.</summary>
    public static readonly Invariant StaleAppendsFail =
        new(307, "stale appends fail", "An append under an epoch that is not a table's newest changes nothing.");

    /// <summary>308.</summary>
    public static readonly Invariant ReadsAreCurrent =
        new(
            308, "reads are current",
            "A read shows all that was committed before it was asked, whichever activation answers.");

    /// <summary>309.</summary>
    public static readonly Invariant RealTimeOrder =
        new(
            309, "real-time order",
            "A call that was first made after another one of the node was answered stands behind it in the blocks.");

    /// <summary>310.</summary>
    public static readonly Invariant TimersAreDue =
        new(310, "timers are due", "A timer stands in the blocks once for each time it was set, and not before it is due.");

    /// <summary>401.</summary>
    public static readonly Invariant ChannelAppliedInOrder =
        new(
            401, "channel applied in order",
            "A consumer applies the blocks of a source's epoch as 1, 2, 3 … without a gap or a repetition.");

    /// <summary>All of them, by number.</summary>
    public static readonly ImmutableArray<Invariant> All =
    [
        NothingBeforeCommit, AppliedOnce, SameAnswer, DeliveredInOrder, ReplayEqual, TooOldIsTrue, StaleAppendsFail,
        ReadsAreCurrent, RealTimeOrder, TimersAreDue, ChannelAppliedInOrder,
    ];
}
