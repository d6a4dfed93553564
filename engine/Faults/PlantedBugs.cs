using System;
using System.Collections.Immutable;

namespace Trading.Faults;

/// <summary>A planted bug: where it shows, and within how many seeds it must.</summary>
/// <param name="Bug">Which.</param>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Profile">The profile in which it is looked for.</param>
/// <param name="SeedsMax">It is found within so many seeds, counted from 1.</param>
public sealed record PlantedBugEntry(PlantedBug Bug, string Name, FaultProfile Profile, int SeedsMax)
{
    internal Func<Seams> Create { get; init; } = static () => new Seams();
}

/// <summary>All planted bugs. None is in the code under test: each changes a port, a wrapper or the pump of the simulator.</summary>
public static class PlantedBugs
{
    /// <summary>By number.</summary>
    public static readonly ImmutableArray<PlantedBugEntry> All =
    [
        Book(PlantedBug.Canary, "canary", 1, static () => new CanarySeams()),
        Book(PlantedBug.EarlyAcknowledgement, "early-acknowledgement", 5, static () => new EarlyAcknowledgement()),
        Book(PlantedBug.AppendFailureIgnored, "append-failure-ignored", 10, static () => new AppendFailureIgnored()),
        Book(PlantedBug.FenceIgnored, "fence-ignored", 10, static () => new FenceIgnored()),
        Book(PlantedBug.NoEpochCheck, "no-epoch-check", 10, static () => new NoEpochCheck()),
        Book(PlantedBug.EpochNotRaised, "epoch-not-raised", 5, static () => new EpochNotRaised()),
        Book(PlantedBug.UnconfirmedReads, "unconfirmed-reads", 20, static () => new UnconfirmedReads()),
        Book(PlantedBug.StaleEpochConfirmed, "stale-epoch-confirmed", 20, static () => new StaleEpochConfirmed()),
        Book(PlantedBug.NoDeduplicationAfterRestart, "no-deduplication-after-restart", 5, static () => new NoDeduplicationAfterRestart()),
        Book(PlantedBug.CursorNotSaved, "cursor-not-saved", 5, static () => new CursorNotSaved()),
        Book(PlantedBug.DuplicateDelivered, "duplicate-delivered", 10, static () => new DuplicateDelivered()),
        Book(PlantedBug.GapAccepted, "gap-accepted", 10, static () => new GapAccepted()),
        Book(PlantedBug.OutboxLost, "outbox-lost", 10, static () => new OutboxLost()),
        Book(PlantedBug.TimersLost, "timers-lost", 10, static () => new TimersLost()),
        Book(PlantedBug.StaleSnapshot, "stale-snapshot", 10, static () => new StaleSnapshot()),
        Book(PlantedBug.SnapshotNotReadBack, "snapshot-not-read-back", 5, static () => new SnapshotNotReadBack()),
        Book(PlantedBug.CompactionTooFar, "compaction-too-far", 10, static () => new CompactionTooFar()),
        Book(PlantedBug.LastBlockNotReplayed, "last-block-not-replayed", 5, static () => new LastBlockNotReplayed()),
        Book(PlantedBug.WrongAnswer, "wrong-answer", 3, static () => new WrongAnswer()),
        Book(PlantedBug.EvictionByClock, "eviction-by-clock", 10, static () => new EvictionByClock()),
        Book(PlantedBug.DirtyReads, "dirty-reads", 10, static () => new DirtyReads()),
        Book(PlantedBug.NotDeterministic, "not-deterministic", 5, static () => new NotDeterministic()),
        Book(PlantedBug.QueryChangesState, "query-changes-state", 5, static () => new QueryChangesState()),
        Book(PlantedBug.SendBeforeCommit, "send-before-commit", 10, static () => new SendBeforeCommit()),
        Book(PlantedBug.CursorToldEarly, "cursor-told-early", 5, static () => new CursorToldEarly()),
        Book(PlantedBug.FillCountedTwice, "fill-counted-twice", 3, static () => new FillCountedTwice()),
        Book(PlantedBug.FillLost, "fill-lost", 3, static () => new FillLost()),
        Book(PlantedBug.ReportsReordered, "reports-reordered", 3, static () => new ReportsReordered()),
        Book(PlantedBug.FillWithoutOrder, "fill-without-order", 3, static () => new FillWithoutOrder()),
        Book(PlantedBug.OrdersDropped, "orders-dropped", 3, static () => new OrdersDropped()),
        Book(PlantedBug.ClientsConfused, "clients-confused", 3, static () => new ClientsConfused()),
        Files(PlantedBug.NoSync, "no-sync", 20, static () => new NoSync()),
        Files(PlantedBug.SyncErrorIgnored, "sync-error-ignored", 40, static () => new SyncErrorIgnored()),
        Files(PlantedBug.NoFolderSync, "no-folder-sync", 20, static () => new NoFolderSync()),
        Files(PlantedBug.TornTailAccepted, "torn-tail-accepted", 60, static () => new TornTailAccepted()),
        Files(PlantedBug.WriteErrorIgnored, "write-error-ignored", 20, static () => new WriteErrorIgnored()),
        Files(PlantedBug.ReadErrorAsZeros, "read-error-as-zeros", 20, static () => new ReadErrorAsZeros()),
        Files(PlantedBug.SnapshotNotSynced, "snapshot-not-synced", 60, static () => new SnapshotNotSynced()),
        Desk(PlantedBug.MarketBlockSkipped, "market-block-skipped", 3, static () => new MarketBlockSkipped()),
        Desk(PlantedBug.RoundMessageLost, "round-message-lost", 3, static () => new RoundMessageLost()),
        Desk(PlantedBug.RoundForgotten, "round-forgotten", 10, static () => new RoundForgotten()),
        Venue(PlantedBug.FillBookedTwice, "fill-booked-twice", 5, static () => new FillBookedTwice()),
        Venue(PlantedBug.ReportGapIgnored, "report-gap-ignored", 5, static () => new ReportGapIgnored()),
        Venue(PlantedBug.MissingReportsNotAsked, "missing-reports-not-asked", 5, static () => new MissingReportsNotAsked()),
        Venue(PlantedBug.OrdersSentAgain, "orders-sent-again", 5, static () => new OrdersSentAgain()),
        Market(PlantedBug.SlicePublishedEarly, "slice-published-early", 5, static () => new SlicePublishedEarly()),
        Market(PlantedBug.SlicePassedOver, "slice-passed-over", 3, static () => new SlicePassedOver()),
    ];

    /// <summary>The entry of a bug.</summary>
    public static PlantedBugEntry Of(PlantedBug bug) => All[(int)bug - 1];

    private static PlantedBugEntry Book(PlantedBug bug, string name, int seedsMax, Func<Seams> create) =>
        new(bug, name, FaultProfile.Book, seedsMax) { Create = create };

    private static PlantedBugEntry Files(PlantedBug bug, string name, int seedsMax, Func<Seams> create) =>
        new(bug, name, FaultProfile.Files, seedsMax) { Create = create };

    private static PlantedBugEntry Market(PlantedBug bug, string name, int seedsMax, Func<Seams> create) =>
        new(bug, name, FaultProfile.Market, seedsMax) { Create = create };

    private static PlantedBugEntry Venue(PlantedBug bug, string name, int seedsMax, Func<Seams> create) =>
        new(bug, name, FaultProfile.Venue, seedsMax) { Create = create };

    private static PlantedBugEntry Desk(PlantedBug bug, string name, int seedsMax, Func<Seams> create) =>
        new(bug, name, FaultProfile.Desk, seedsMax) { Create = create };
}
