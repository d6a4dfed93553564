namespace Trading.Client.Bench;

/// <summary>Recovery of a journal of one length.</summary>
/// <param name="Commands">Commands in the journal.</param>
/// <param name="JournalBytes">Bytes of its segments without snapshots.</param>
/// <param name="TailMs">From opening to the recovered state without any snapshot, page cache warm; median.</param>
/// <param name="TailColdMs">The same with the page cache dropped; null where that is not permitted.</param>
/// <param name="TailCommandsPerSecond">Commands replayed per second, opening included, warm.</param>
/// <param name="SnapshotMs">With the snapshots of the default interval, warm; median.</param>
/// <param name="SnapshotColdMs">The same with the page cache dropped.</param>
/// <param name="Snapshots">Snapshots taken while writing.</param>
/// <param name="WriteCost">Processor time of writing with snapshots over that without; 1 is free.</param>
/// <param name="HashesEqual">Whether every recovery ended in the writer's state hash.</param>
internal sealed record RecoverySize(
    long Commands,
    long JournalBytes,
    double TailMs,
    double? TailColdMs,
    double TailCommandsPerSecond,
    double SnapshotMs,
    double? SnapshotColdMs,
    int Snapshots,
    double WriteCost,
    bool HashesEqual);

/// <summary>One distance between snapshots, over the longest journal.</summary>
/// <param name="SnapshotBytes">Bytes of blocks after which a snapshot is taken.</param>
/// <param name="Snapshots">Snapshots taken while writing.</param>
/// <param name="SnapshotShare">Bytes of all snapshots over bytes of all blocks: what is written besides.</param>
/// <param name="WriteCost">Processor time of writing over that without snapshots, median of pairs; 1 is free.</param>
/// <param name="TailBytes">Blocks that recovery must replay: the journal ends just before the next snapshot.</param>
/// <param name="RestartMs">From opening to the recovered state, page cache warm; median.</param>
/// <param name="RestartColdMs">The same with the page cache dropped; null where that is not permitted.</param>
internal sealed record SnapshotInterval(
    int SnapshotBytes,
    int Snapshots,
    double SnapshotShare,
    double WriteCost,
    long TailBytes,
    double RestartMs,
    double? RestartColdMs);

/// <summary>What recovery costs.</summary>
/// <param name="Batch">Commands per call and block.</param>
/// <param name="TailReplayPerSecond">Of the longest journal.</param>
/// <param name="SnapshotRecoveryMs">Of the longest journal.</param>
/// <param name="HashesEqual">Whether every recovery ended in the writer's state hash.</param>
/// <param name="LoadAverage">The machine's load when the run began.</param>
/// <param name="Sizes">Each length.</param>
/// <param name="Intervals">Each distance between snapshots that was asked for.</param>
internal sealed record RecoveryBenchResult(
    int Batch,
    double TailReplayPerSecond,
    double SnapshotRecoveryMs,
    bool HashesEqual,
    double LoadAverage,
    RecoverySize[] Sizes,
    SnapshotInterval[] Intervals);
