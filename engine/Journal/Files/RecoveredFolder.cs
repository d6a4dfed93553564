using System;
using System.Collections.Generic;

namespace Trading.Journal;

/// <summary>Why a folder was not recovered: one of the two.</summary>
/// <param name="Damage">It does not verify.</param>
/// <param name="Error">It cannot be read now.</param>
internal sealed record RecoveryFailure(CorruptData? Damage, DiskError? Error);

/// <summary>What a node's folder holds, verified.</summary>
internal sealed record RecoveredFolder
{
    /// <summary>The segments that hold its blocks, oldest first.</summary>
    public required List<SegmentHeader> Segments { get; init; }

    /// <summary>Segments that a later one begins before: of no more use.</summary>
    public required List<SegmentHeader> Replaced { get; init; }

    /// <summary>The highest segment number in use; 0 when there is none.</summary>
    public required ulong NumberMax { get; init; }

    /// <summary>The highest epoch ever taken; 0 when there is none.</summary>
    public required ulong EpochMax { get; init; }

    /// <summary>The oldest block; one after the last when there is none.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>The last block; 0 when there is none.</summary>
    public required ulong LastSequence { get; init; }

    /// <summary>The last block's hash.</summary>
    public required UInt128 LastHash { get; init; }

    /// <summary>The hash of the block before the last.</summary>
    public required UInt128 HashBeforeLast { get; init; }

    /// <summary>Where the last block stands; null when there is none.</summary>
    public required BlockPlace? Last { get; init; }

    /// <summary>The snapshots that verify and from which the blocks lead on, newest first.</summary>
    public required List<ulong> Snapshots { get; init; }

    /// <summary>Snapshots from which no blocks lead on any more.</summary>
    public required List<ulong> Outdated { get; init; }

    /// <summary>Files that were written aside and never named.</summary>
    public required List<string> Aside { get; init; }

    /// <summary>Torn last blocks that were cut off, 0 or 1.</summary>
    public required int TornTails { get; init; }

    /// <summary>Snapshots that do not verify.</summary>
    public required int BadSnapshots { get; init; }

    /// <summary>What an operator should know.</summary>
    public required List<string> Notices { get; init; }
}
