namespace Trading.Faults;

/// <summary>Bugs that are planted to see that they are found; <see cref="PlantedBugs"/> says what each does.</summary>
public enum PlantedBug : byte
{
    /// <summary>No bug of the system: a check that fails on purpose.</summary>
    Canary = 1,

    /// <summary>Answers leave before the store has committed.</summary>
    EarlyAcknowledgement = 2,

    /// <summary>A failed append is taken for a committed one.</summary>
    AppendFailureIgnored = 3,

    /// <summary>A refused append is taken for a committed one.</summary>
    FenceIgnored = 4,

    /// <summary>The table takes appends of any epoch.</summary>
    NoEpochCheck = 5,

    /// <summary>Opening a table does not raise its epoch.</summary>
    EpochNotRaised = 6,

    /// <summary>Reads are answered without asking the table.</summary>
    UnconfirmedReads = 7,

    /// <summary>The table confirms epochs that have been replaced.</summary>
    StaleEpochConfirmed = 8,

    /// <summary>A new activation does not know which calls were answered.</summary>
    NoDeduplicationAfterRestart = 9,

    /// <summary>A new activation does not know what was delivered.</summary>
    CursorNotSaved = 10,

    /// <summary>A delivery that comes twice is applied twice.</summary>
    DuplicateDelivered = 11,

    /// <summary>A delivery after a gap is applied.</summary>
    GapAccepted = 12,

    /// <summary>What was not delivered before a restart is not sent any more.</summary>
    OutboxLost = 13,

    /// <summary>Timers that were set before a restart do not fire.</summary>
    TimersLost = 14,

    /// <summary>The snapshot before is kept in the place of the new one.</summary>
    StaleSnapshot = 15,

    /// <summary>A snapshot is damaged in writing, and nobody reads it back.</summary>
    SnapshotNotReadBack = 16,

    /// <summary>Blocks are dropped that no snapshot covers.</summary>
    CompactionTooFar = 17,

    /// <summary>Recovery leaves the last block out.</summary>
    LastBlockNotReplayed = 18,

    /// <summary>An answer carries the bytes of the one before.</summary>
    WrongAnswer = 19,

    /// <summary>Recorded answers are evicted by the clock.</summary>
    EvictionByClock = 20,

    /// <summary>A read shows what is not committed.</summary>
    DirtyReads = 21,

    /// <summary>A node decides by what is not an input.</summary>
    NotDeterministic = 22,

    /// <summary>A question changes the state.</summary>
    QueryChangesState = 23,

    /// <summary>Outputs leave before their block is committed.</summary>
    SendBeforeCommit = 24,

    /// <summary>A target tells its cursor before the delivery is committed.</summary>
    CursorToldEarly = 25,

    /// <summary>A fill is reported twice.</summary>
    FillCountedTwice = 26,

    /// <summary>A fill is not reported.</summary>
    FillLost = 27,

    /// <summary>Reports come in another order.</summary>
    ReportsReordered = 28,

    /// <summary>A fill is reported that no order had.</summary>
    FillWithoutOrder = 29,

    /// <summary>A batch is answered and not carried out.</summary>
    OrdersDropped = 30,

    /// <summary>Two clients are taken for one.</summary>
    ClientsConfused = 31,

    /// <summary>Syncs do nothing.</summary>
    NoSync = 32,

    /// <summary>A failed sync is taken for a good one.</summary>
    SyncErrorIgnored = 33,

    /// <summary>Folders are not synced.</summary>
    NoFolderSync = 34,

    /// <summary>A torn block is taken for whole.</summary>
    TornTailAccepted = 35,

    /// <summary>A failed write is taken for a good one.</summary>
    WriteErrorIgnored = 36,

    /// <summary>What cannot be read is taken for zeros.</summary>
    ReadErrorAsZeros = 37,

    /// <summary>Snapshots are not synced.</summary>
    SnapshotNotSynced = 38,

    /// <summary>A block of the market is left out.</summary>
    MarketBlockSkipped = 39,

    /// <summary>A message between the desk's nodes is lost.</summary>
    RoundMessageLost = 40,

    /// <summary>Whoever drives the rounds begins again one round too early.</summary>
    RoundForgotten = 41,

    /// <summary>A report that the venue repeats is booked again.</summary>
    FillBookedTwice = 42,

    /// <summary>A report that is missing before another is not missed.</summary>
    ReportGapIgnored = 43,

    /// <summary>The venue is not asked for reports that are missing.</summary>
    MissingReportsNotAsked = 44,

    /// <summary>An order that is sent again after a restart is carried out again.</summary>
    OrdersSentAgain = 45,

    /// <summary>Slices of a tape leave before they are recorded.</summary>
    SlicePublishedEarly = 46,

    /// <summary>A market passes a slice over.</summary>
    SlicePassedOver = 47,
}
