namespace Trading.Journal;

/// <summary>What a table has done since it was made.</summary>
/// <param name="Opens">Epochs taken.</param>
/// <param name="Appends">Blocks committed.</param>
/// <param name="AppendedBytes">Their bytes, frames and padding not counted.</param>
/// <param name="Segments">Segments made.</param>
/// <param name="SegmentsDeleted">Segments removed, because snapshots cover them or a newer one replaced them.</param>
/// <param name="Snapshots">Snapshots kept.</param>
/// <param name="TornTails">Torn last blocks that were cut off.</param>
/// <param name="BadSnapshots">Snapshots found that do not verify.</param>
/// <param name="Fenced">Writes and confirmations refused because of their epoch or sequence.</param>
/// <param name="Failures">Writes and syncs that failed.</param>
public readonly record struct FileTableCounters(
    long Opens, long Appends, long AppendedBytes, long Segments, long SegmentsDeleted, long Snapshots, long TornTails,
    long BadSnapshots, long Fenced, long Failures)
{
    /// <summary>The sums.</summary>
    public static FileTableCounters operator +(FileTableCounters left, FileTableCounters right) => Add(left, right);

    /// <summary>The sums.</summary>
    public static FileTableCounters Add(FileTableCounters left, FileTableCounters right) => new(
        left.Opens + right.Opens,
        left.Appends + right.Appends,
        left.AppendedBytes + right.AppendedBytes,
        left.Segments + right.Segments,
        left.SegmentsDeleted + right.SegmentsDeleted,
        left.Snapshots + right.Snapshots,
        left.TornTails + right.TornTails,
        left.BadSnapshots + right.BadSnapshots,
        left.Fenced + right.Fenced,
        left.Failures + right.Failures);
}
