using System.Collections.Immutable;

namespace Trading.Invariants;

/// <summary>What holds of journals on files, whatever the disk and the power do.</summary>
public static class JournalInvariants
{
    /// <summary>501.</summary>
    public static readonly Invariant SyncedBeforeCommitted =
        new(501, "synced before committed", "A block or snapshot is acknowledged only after a sync that covers it has succeeded.");

    /// <summary>502.</summary>
    public static readonly Invariant AcknowledgedIsFound =
        new(
            502, "acknowledged is found",
            "Every later owner finds each acknowledged block byte for byte, or a kept snapshot after it, or is refused.");

    /// <summary>503.</summary>
    public static readonly Invariant DamageIsNeverSilent =
        new(
            503, "damage is never silent",
            "What does not verify is a torn last block, which is cut off with a notice, or damage, which refuses the table.");

    /// <summary>504.</summary>
    public static readonly Invariant SectorsAreWrittenOnce =
        new(504, "sectors are written once", "No write touches a sector of a journal that was written before.");

    /// <summary>505.</summary>
    public static readonly Invariant NothingAfterFailure =
        new(
            505, "nothing after failure",
            "After a failed write or sync of a segment nothing is written until an owner has recovered into a new one.");

    /// <summary>506.</summary>
    public static readonly Invariant EpochsRise =
        new(506, "epochs rise", "Every opening takes an epoch greater than all before, durable before it is answered.");

    /// <summary>507.</summary>
    public static readonly Invariant CoveredBeforeRemoved =
        new(
            507, "covered before removed",
            "A segment goes only when every kept snapshot covers its blocks, or a later segment begins no later than it does.");

    /// <summary>508.</summary>
    public static readonly Invariant EmergencyCallsAreFound =
        new(508, "emergency calls are found", "A call that the emergency log acknowledged is found by every start until it is settled.");

    /// <summary>All of them, by number.</summary>
    public static readonly ImmutableArray<Invariant> All =
    [
        SyncedBeforeCommitted, AcknowledgedIsFound, DamageIsNeverSilent, SectorsAreWrittenOnce, NothingAfterFailure,
        EpochsRise, CoveredBeforeRemoved, EmergencyCallsAreFound,
    ];
}
