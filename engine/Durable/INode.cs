using System;
using System.Buffers;

namespace Trading.Durable;

/// <summary>What brought an input to a node.</summary>
public enum NodeInputKind : byte
{
    /// <summary>A client's call; the node writes an answer.</summary>
    Call = 1,

    /// <summary>Another node's output; nobody waits for an answer, and one that is written is not kept.</summary>
    Deliver = 2,

    /// <summary>A timer that the node set has come due.</summary>
    Timer = 3,
}

/// <summary>Why a saved state was not loaded.</summary>
public enum NodeLoadOutcome : byte
{
    /// <summary>The node is in the saved state.</summary>
    Loaded = 0,

    /// <summary>The bytes are not a saved state of this kind of node; the node is as it was.</summary>
    Malformed = 1,

    /// <summary>The bytes were saved by another version of the node's layout; the node is as it was.</summary>
    OtherVersion = 2,
}

/// <summary>
/// A pure state machine: its state and outputs depend on the order of its inputs alone. <see cref="DurableNode"/>
/// makes it durable, fenced and idempotent; simulation and replay drive the very same code.
/// </summary>
public interface INode
{
    /// <summary>
    /// Raised whenever the same inputs may give other outputs or another state; recorded in every block.
    /// </summary>
    uint Version { get; }

    /// <summary>
    /// Whether the bytes are well formed, judged without looking at the state. What is refused is never recorded.
    /// </summary>
    bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload);

    /// <summary>
    /// Whether a well-formed call only takes risk away, such as cancels and halts: it goes ahead of other callers'
    /// waiting calls and has room in a full queue. Judged without looking at the state.
    /// </summary>
    bool IsUrgent(ReadOnlySpan<byte> payload);

    /// <summary>
    /// Handles one accepted input. It cannot fail: what the state does not permit is answered, not thrown.
    /// </summary>
    void Handle(in NodeInput input, NodeOutput output);

    /// <summary>
    /// Answers a question about the state without changing it; malformed questions get an empty answer.
    /// </summary>
    void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer);

    /// <summary>The hash of the whole state.</summary>
    UInt128 StateHash();

    /// <summary>Writes the whole state in a canonical layout.</summary>
    void Save(IBufferWriter<byte> destination);

    /// <summary>Replaces the state by a saved one, or leaves it as it was.</summary>
    NodeLoadOutcome Load(ReadOnlySpan<byte> saved);
}
