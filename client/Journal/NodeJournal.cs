using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal;

namespace Trading.Client.Journal;

/// <summary>A block that verifies by itself.</summary>
/// <param name="Place">Where it stands, for people.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Header">Its header.</param>
/// <param name="Hash">Its hash.</param>
internal sealed record JournalBlock(string Place, int Bytes, BlockHeader Header, UInt128 Hash)
{
    /// <summary>Its number.</summary>
    public ulong Sequence => Header.Sequence;
}

/// <summary>A snapshot as it lies there.</summary>
/// <param name="Sequence">The block after which it was taken.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Header">Its header; null when it does not verify.</param>
/// <param name="Refusal">Why it does not verify; null when it does.</param>
internal sealed record JournalSnapshot(ulong Sequence, long Bytes, SnapshotHeader? Header, string? Refusal);

/// <summary>Reads blocks again, those listed, in their order.</summary>
internal delegate IAsyncEnumerable<ReadOnlyMemory<byte>> BlockSource(
    IReadOnlyList<JournalBlock> blocks, CancellationToken cancellation);

/// <summary>One node's journal as it was when it was looked at; nothing was taken or written for that.</summary>
internal sealed record NodeJournal
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>What a silo would be told: whole or damaged, with its notices.</summary>
    public required OpenedTable Table { get; init; }

    /// <summary>The blocks that verify, also behind damage, by sequence.</summary>
    public required IReadOnlyList<JournalBlock> Blocks { get; init; }

    /// <summary>The snapshots, oldest first.</summary>
    public required IReadOnlyList<JournalSnapshot> Snapshots { get; init; }

    /// <summary>The bytes that it takes up where it is kept.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Segment files; 0 in a database.</summary>
    public required int Segments { get; init; }

    /// <summary>Whether a repair in place was interrupted: what is there then is parts of two journals.</summary>
    public bool IsHalfRepaired { get; init; }

    /// <summary>Reads blocks.</summary>
    public required BlockSource ReadBlocks { get; init; }

    /// <summary>Reads a snapshot; empty when that fails.</summary>
    public required Func<ulong, Task<ReadOnlyMemory<byte>>> ReadSnapshot { get; init; }

    /// <summary>The highest sequence that anything in it names.</summary>
    public ulong LastSeen =>
        Math.Max(
            Table.LastSequence,
            Math.Max(Blocks.Count == 0 ? 0 : Blocks[^1].Sequence, Snapshots.Count == 0 ? 0 : Snapshots[^1].Sequence));

    /// <summary>The blocks from one to another, those that verify.</summary>
    public IReadOnlyList<JournalBlock> Range(ulong from, ulong to) =>
        [.. Blocks.SkipWhile(block => block.Sequence < from).TakeWhile(block => block.Sequence <= to)];
}
