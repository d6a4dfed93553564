using System;

namespace Trading.Durable;

/// <summary>
/// What a <see cref="DurableNode"/> asks of the world. The pump that owns the node carries it out and brings the
/// outcomes back as inputs, on the same thread of control. A call back into the node from inside an effect is
/// permitted.
/// </summary>
public interface IDurableEffects
{
    /// <summary>
    /// Append a block if the table still holds this epoch and this is its next sequence; then Committed, Failed or
    /// Fenced.
    /// </summary>
    /// <param name="epoch">The epoch that this activation took.</param>
    /// <param name="sequence">The block's sequence; the table's last one is the one before.</param>
    /// <param name="block">The bytes; good until the outcome is brought back.</param>
    void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block);

    /// <summary>
    /// Ask the table whether it still holds this epoch and this last sequence; then Committed, Failed or Fenced.
    /// </summary>
    void Confirm(ulong epoch, ulong sequence);

    /// <summary>Keep a snapshot of the state after a committed block; then SnapshotSaved, however it went.</summary>
    /// <param name="epoch">The epoch that this activation took.</param>
    /// <param name="sequence">The block after which it was taken.</param>
    /// <param name="snapshot">The bytes; good until SnapshotSaved is brought back.</param>
    void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot);

    /// <summary>Answer the input with this ticket.</summary>
    void Reply(ulong ticket, in DurableReply reply);

    /// <summary>
    /// Hand an output to another node; its answer comes back as Covered, or as Resend after a failure.
    /// </summary>
    void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload);

    /// <summary>Wake the node with Timer at or after a time.</summary>
    void SetTimer(ulong id, long dueNs);

    /// <summary>
    /// This activation is over: it answers nothing but Unavailable from now on. Recover in a new one.
    /// </summary>
    void Stop(StopReason reason);
}

/// <summary>Why an activation ended.</summary>
public enum StopReason : byte
{
    /// <summary>
    /// An append failed and its outcome is unknown: memory may be behind or ahead of the table. Or two questions in a row were not
    /// answered: the table may have to be opened again.
    /// </summary>
    TableFailed = 1,

    /// <summary>A later activation owns the table.</summary>
    Fenced = 2,

    /// <summary>An invariant does not hold: see <see cref="DurableNode.Sample"/>. Do not go on without an operator.</summary>
    InvariantBroken = 3,
}
