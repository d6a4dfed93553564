using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Journal;

namespace Trading.Tests.Journal;

/// <summary>Judges what a new owner finds on a disk against what was acknowledged.</summary>
internal static class RunChecker
{
    /// <summary>Opens the table and compares.</summary>
    /// <param name="disk">The disk as the power cut left it.</param>
    /// <param name="run">The run that wrote it.</param>
    /// <param name="acknowledged">What it had acknowledged.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Violation(IDisk disk, JournalRun run, Acknowledged acknowledged)
    {
        var table = new FileTable(disk, JournalRun.Node, JournalRun.Settings);
        var opened = table.Open();
        if (opened.Status != OpenStatus.Opened) return $"{opened.Status}: {opened.Damage} {string.Join("; ", opened.Notices)}";
        if (opened.Epoch <= acknowledged.Epoch) return $"epoch {opened.Epoch} was given out before";
        if (opened.LastSequence < acknowledged.Blocks) return $"block {acknowledged.Blocks} is lost";
        if (opened.LastSequence > acknowledged.Blocks + 1) return $"block {opened.LastSequence} was never tried";
        if (acknowledged.Snapshot != 0 && !opened.Snapshots.Any(kept => kept >= acknowledged.Snapshot))
        {
            return $"the snapshot after block {acknowledged.Snapshot} is lost";
        }

        return BlocksViolation(table, opened, run, acknowledged, out var last)
            ?? SnapshotsViolation(table, opened, run)
            ?? GoesOn(disk, table, opened, last);
    }

    private static string? BlocksViolation(
        FileTable table, OpenedTable opened, JournalRun run, Acknowledged acknowledged, out byte[] last)
    {
        last = [];
        var sequence = opened.FirstSequence;
        while (sequence <= opened.LastSequence)
        {
            var bytes = table.Read(sequence).Span;
            if (bytes.IsEmpty) return $"block {sequence} cannot be read";
            for (; !bytes.IsEmpty; sequence++)
            {
                last = bytes[..BlockHeader.LengthOf(bytes)].ToArray();
                bytes = bytes[last.Length..];
                // What was acknowledged is one certain block; the one after it may be any that was tried.
                var expected = sequence <= acknowledged.Blocks && sequence <= run.Blocks.Last
                    ? [run.Blocks.Made[(int)sequence - 1]]
                    : run.Tried.GetValueOrDefault(sequence) ?? [];
                if (!Contains(expected, last)) return $"block {sequence} is another one";
            }
        }

        return null;
    }

    private static bool Contains(IEnumerable<byte[]> blocks, byte[] block) => blocks.Any(one => one.AsSpan().SequenceEqual(block));

    private static string? SnapshotsViolation(FileTable table, OpenedTable opened, JournalRun run)
    {
        if (opened.FirstSequence > 1 && opened.Snapshots.Count == 0) return "blocks are gone that no snapshot covers";
        foreach (var sequence in opened.Snapshots)
        {
            if (sequence + 1 < opened.FirstSequence) return $"the blocks after snapshot {sequence} are gone";
            if (!table.ReadSnapshot(sequence).Span.SequenceEqual(run.Blocks.Snapshot(sequence))) return $"snapshot {sequence} is another one";
        }

        return null;
    }

    /// <summary>The new owner can append, and the one after it finds that.</summary>
    private static string? GoesOn(IDisk disk, FileTable table, OpenedTable opened, byte[] last)
    {
        var next = Blocks.After(opened.LastSequence, last, opened.Epoch);
        var outcome = table.Append(opened.Epoch, opened.LastSequence + 1, next);
        if (outcome != AppendOutcome.Committed) return $"the next append is answered {outcome}";
        var again = new FileTable(disk, JournalRun.Node, JournalRun.Settings).Open();
        if (again.Status != OpenStatus.Opened) return $"the second opening: {again.Status}: {again.Damage}";
        return again.LastSequence == opened.LastSequence + 1 && again.Epoch > opened.Epoch
            ? null
            : $"the second opening ends with block {again.LastSequence}";
    }
}
