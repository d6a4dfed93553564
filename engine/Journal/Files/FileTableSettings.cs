namespace Trading.Journal;

/// <summary>The sizes of one node's journal on files.</summary>
public sealed record FileTableSettings
{
    /// <summary>The length of the first segment of an activation, bytes; a multiple of 512.</summary>
    public long SegmentBytesMin { get; init; } = 64 * 1024;

    /// <summary>The length up to which segments grow, each four times as long as the one before.</summary>
    public long SegmentBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Snapshots that are kept; from 1.</summary>
    public int SnapshotsKept { get; init; } = 2;

    /// <summary>Keeps blocks that snapshots cover, for replays of the whole history: the folder only grows.</summary>
    public bool KeepsCoveredBlocks { get; init; }

    /// <summary>The longest snapshot that is written or read, bytes.</summary>
    public int SnapshotBytesMax { get; init; } = 1024 * 1024 * 1024;

    /// <summary>How much a read returns at once, bytes, beyond the first block.</summary>
    public int ReadBytesMax { get; init; } = 4 * 1024 * 1024;
}
