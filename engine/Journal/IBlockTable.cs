using System;

namespace Trading.Journal;

/// <summary>
/// The port behind which a node's blocks and snapshots are kept: one table per node. Callbacks come once each, from any
/// thread, possibly before the call returns.
/// </summary>
/// <remarks>
/// Fencing is the table's: whatever carries an epoch is refused as Fenced once a later epoch was taken, in the very step
/// that would write. "Committed" means covered by a completed sync (files) or a committed transaction (a database).
/// </remarks>
public interface IBlockTable
{
    /// <summary>
    /// Takes a new epoch of a node's table: every older owner is fenced from this moment. A table that nobody has
    /// written yet is made.
    /// </summary>
    void Open(string node, Action<OpenedTable> opened);

    /// <summary>
    /// Reads blocks on from a sequence: one or more whole blocks, one after another, each as long as its header says.
    /// Empty when there is none of that sequence, or it cannot be read.
    /// </summary>
    void Read(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read);

    /// <summary>Appends if the epoch owns the table and the sequence is its next, in one step.</summary>
    /// <param name="node">The node.</param>
    /// <param name="epoch">The owner's epoch.</param>
    /// <param name="sequence">The block's sequence.</param>
    /// <param name="block">Its bytes; good until the outcome is known, and no longer.</param>
    /// <param name="completed">Told the outcome.</param>
    void Append(string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed);

    /// <summary>
    /// Asks whether the epoch still owns the table and the sequence is its last: what a read shows may then leave.
    /// </summary>
    void Confirm(string node, ulong epoch, ulong sequence, Action<AppendOutcome> completed);

    /// <summary>
    /// Keeps a snapshot (<see cref="SnapshotHeader"/>) of the state after a committed block: written aside, read back and
    /// verified, then put in place. Older snapshots beyond those kept go, and the blocks that every kept one covers.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="epoch">The owner's epoch.</param>
    /// <param name="sequence">The block after which it was taken.</param>
    /// <param name="snapshot">Its bytes; good until the outcome is known, and no longer.</param>
    /// <param name="completed">Told the outcome; Failed leaves the table usable.</param>
    void SaveSnapshot(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot, Action<AppendOutcome> completed);

    /// <summary>Reads a snapshot; empty when it is missing or cannot be read. The bytes are not verified.</summary>
    void ReadSnapshot(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read);

    /// <summary>
    /// The owner of an epoch is done: files and memory that the store holds for it may go. A later owner loses nothing by it; the same
    /// one would have to open the table again. Nothing where a store holds nothing.
    /// </summary>
    void Close(string node, ulong epoch)
    {
    }
}
