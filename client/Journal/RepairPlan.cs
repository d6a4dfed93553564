using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Journal;

namespace Trading.Client.Journal;

/// <summary>What of a journal can be kept: blocks in a row that lead on from nothing or from a snapshot.</summary>
/// <param name="First">The first block that is kept; one after <see cref="Last"/> when none is.</param>
/// <param name="Last">The last block that is kept: the node goes on after it.</param>
/// <param name="PreviousHash">The hash of the block before the first.</param>
/// <param name="Epoch">The epoch of the last.</param>
/// <param name="Snapshots">The snapshots that are kept, oldest first.</param>
/// <param name="LastSeen">The highest block that anything in the journal names.</param>
internal sealed record RepairPlan(
    ulong First, ulong Last, UInt128 PreviousHash, ulong Epoch, IReadOnlyList<ulong> Snapshots, ulong LastSeen)
{
    /// <summary>Blocks after the last kept one, as far as anything names them: they are lost.</summary>
    public ulong LostBlocks => LastSeen - Last;

    /// <summary>What is kept and what is lost, in words.</summary>
    public string Keeps =>
        (Last == 0 ? "an empty journal" : Last < First ? $"the snapshot after block {Last}" : $"blocks {First} to {Last}")
        + (Snapshots.Count == 0 ? "" : $", {Snapshots.Count} snapshot(s), the newest after block {Snapshots[^1]}");

    /// <summary>What is lost, in words.</summary>
    public string Loses => LostBlocks switch
    {
        0 => "no block that anything names",
        1 => $"block {LastSeen}",
        _ => $"blocks {Last + 1} to {LastSeen}",
    };

    /// <summary>The plan that reaches farthest, and among those the one with the longest history.</summary>
    /// <returns>Null when nothing leads anywhere: no first block and no snapshot that verifies.</returns>
    public static RepairPlan? Of(NodeJournal journal)
    {
        var starts = journal.Snapshots.Select(snapshot => snapshot.Header).OfType<SnapshotHeader>()
            .Select(header => Start(journal, header.Sequence, header.BlockHash, header.Epoch));
        return starts.Prepend(Start(journal, 0, 0, 0))
            .Where(plan => plan.Last > 0 || journal.Blocks.Count == 0)
            .OrderByDescending(plan => plan.Last).ThenBy(plan => plan.First)
            .Select(plan => plan with { Snapshots = Within(journal, plan) })
            .FirstOrDefault();
    }

    /// <summary>What a start leads to: back as far as the blocks are whole, and on as far as they are.</summary>
    private static RepairPlan Start(NodeJournal journal, ulong sequence, UInt128 hash, ulong epoch)
    {
        var blocks = journal.Blocks;
        var next = Find(blocks, sequence + 1);
        var (last, lastHash, lastEpoch) = (sequence, hash, epoch);
        for (var i = next; Follows(blocks, i, last, lastHash, lastEpoch); i++)
        {
            (last, lastHash, lastEpoch) = (blocks[i].Sequence, blocks[i].Hash, blocks[i].Header.Epoch);
        }

        var (first, previous) = (sequence + 1, hash);
        for (var i = next - 1; i >= 0 && blocks[i].Sequence == first - 1 && blocks[i].Hash == previous; i--)
        {
            (first, previous) = (blocks[i].Sequence, blocks[i].Header.PreviousHash);
        }

        return new RepairPlan(first, last, previous, lastEpoch, [], journal.LastSeen);
    }

    private static bool Follows(IReadOnlyList<JournalBlock> blocks, int index, ulong last, UInt128 hash, ulong epoch) =>
        index < blocks.Count && blocks[index].Sequence == last + 1 && blocks[index].Header.PreviousHash == hash
        && blocks[index].Header.Epoch >= epoch;

    private static int Find(IReadOnlyList<JournalBlock> blocks, ulong sequence)
    {
        var (low, high) = (0, blocks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (blocks[middle].Sequence < sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static ulong[] Within(NodeJournal journal, RepairPlan plan)
    {
        var hashes = journal.Blocks.ToDictionary(block => block.Sequence, block => block.Hash);
        hashes[plan.First - 1] = plan.PreviousHash;
        return
        [
            .. journal.Snapshots.Select(snapshot => snapshot.Header).OfType<SnapshotHeader>()
                .Where(header => header.Sequence + 1 >= plan.First && header.Sequence <= plan.Last)
                .Where(header => hashes.TryGetValue(header.Sequence, out var hash) && hash == header.BlockHash)
                .Select(header => header.Sequence),
        ];
    }
}
