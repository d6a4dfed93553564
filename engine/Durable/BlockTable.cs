using System;
using System.Collections.Generic;

namespace Trading.Durable;

/// <summary>
/// One node's blocks in memory, with the conditional append that every store must offer. Not thread-safe.
/// </summary>
public sealed class BlockTable
{
    private readonly List<ReadOnlyMemory<byte>> _blocks = [];
    private ulong _epoch;

    /// <summary>The sequence of the last block; 0 when there is none.</summary>
    public ulong LastSequence => (ulong)_blocks.Count;

    /// <summary>Takes a new epoch; every older owner is fenced from now on.</summary>
    public OpenedTable Open() => new(++_epoch, LastSequence);

    /// <summary>Reads a block.</summary>
    /// <returns>An empty block when there is none of that sequence.</returns>
    public ReadOnlyMemory<byte> Read(ulong sequence) =>
        sequence == 0 || sequence > LastSequence ? default : _blocks[(int)(sequence - 1)];

    /// <summary>Appends if the epoch owns the table and the sequence is its next.</summary>
    public AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        if (epoch != _epoch || sequence != LastSequence + 1) return AppendOutcome.Fenced;
        _blocks.Add(block);
        return AppendOutcome.Committed;
    }
}
