using System;

namespace Trading.Durable;

/// <summary>How a conditional append ended.</summary>
public enum AppendOutcome : byte
{
    /// <summary>The block is durable, to the extent that the table is.</summary>
    Committed = 1,

    /// <summary>Another epoch owns the table, or the sequence is not its next: nothing was written.</summary>
    Fenced = 2,

    /// <summary>Unknown: it may or may not have been written.</summary>
    Failed = 3,
}

/// <summary>A table that was opened by a new owner.</summary>
/// <param name="Epoch">The owner's epoch, greater than all before; 0 when the table could not be opened.</param>
/// <param name="LastSequence">The sequence of its last block; 0 when there is none.</param>
public readonly record struct OpenedTable(ulong Epoch, ulong LastSequence);

/// <summary>
/// The port behind which blocks are kept: one table per node. Callbacks come once each, from any thread, possibly
/// before the call returns.
/// </summary>
public interface IBlockTable
{
    /// <summary>Takes a new epoch of a node's table: every older owner is fenced from this moment.</summary>
    void Open(string node, Action<OpenedTable> opened);

    /// <summary>Reads one block; an empty one when it is missing or cannot be read.</summary>
    void Read(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read);

    /// <summary>Appends if the epoch owns the table and the sequence is its next, in one step.</summary>
    void Append(string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed);
}
