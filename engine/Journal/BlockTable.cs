using System;
using System.Collections.Generic;
using System.Linq;

namespace Trading.Journal;

/// <summary>
/// One node's table in memory, with the conditional append that every store must offer. Not thread-safe.
/// </summary>
public sealed class BlockTable
{
    private const int SnapshotsKept = 2;
    private readonly List<ReadOnlyMemory<byte>> _blocks = [];
    private readonly SortedDictionary<ulong, ReadOnlyMemory<byte>> _snapshots = [];
    private ulong _epoch;
    private ulong _covered;

    /// <summary>The sequence of the last block; 0 when there is none.</summary>
    public ulong LastSequence => _covered + (ulong)_blocks.Count;

    /// <summary>Takes a new epoch; every older owner is fenced from now on.</summary>
    public OpenedTable Open() => new()
    {
        Status = OpenStatus.Opened,
        Epoch = ++_epoch,
        FirstSequence = _covered + 1,
        LastSequence = LastSequence,
        Snapshots = [.. _snapshots.Keys.Reverse()],
    };

    /// <summary>Reads a block.</summary>
    /// <returns>An empty block when there is none of that sequence.</returns>
    public ReadOnlyMemory<byte> Read(ulong sequence) =>
        sequence <= _covered || sequence > LastSequence ? default : _blocks[(int)(sequence - _covered - 1)];

    /// <summary>Appends a copy if the epoch owns the table and the sequence is its next.</summary>
    public AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        if (epoch != _epoch || sequence != LastSequence + 1) return AppendOutcome.Fenced;
        _blocks.Add(block.ToArray());
        return AppendOutcome.Committed;
    }

    /// <summary>Whether the epoch owns the table and the sequence is its last.</summary>
    public AppendOutcome Confirm(ulong epoch, ulong sequence) =>
        epoch == _epoch && sequence == LastSequence ? AppendOutcome.Committed : AppendOutcome.Fenced;

    /// <summary>Keeps a copy of a snapshot, and drops what is not needed beside the newest two.</summary>
    public AppendOutcome SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
        if (epoch != _epoch || sequence > LastSequence) return AppendOutcome.Fenced;
        _snapshots[sequence] = snapshot.ToArray();
        while (_snapshots.Count > SnapshotsKept) _snapshots.Remove(_snapshots.Keys.First());
        if (_snapshots.Count < SnapshotsKept) return AppendOutcome.Committed;
        var coveredByAll = _snapshots.Keys.First();
        if (coveredByAll <= _covered) return AppendOutcome.Committed;
        _blocks.RemoveRange(0, (int)(coveredByAll - _covered));
        _covered = coveredByAll;
        return AppendOutcome.Committed;
    }

    /// <summary>Reads a snapshot.</summary>
    /// <returns>Empty bytes when there is none of that sequence.</returns>
    public ReadOnlyMemory<byte> ReadSnapshot(ulong sequence) => _snapshots.GetValueOrDefault(sequence);
}
