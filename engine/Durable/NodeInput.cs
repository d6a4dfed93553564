using System;

namespace Trading.Durable;

/// <summary>One input of a node.</summary>
public readonly ref struct NodeInput
{
    /// <summary>What brought it.</summary>
    public required NodeInputKind Kind { get; init; }

    /// <summary>The client or the sending node; empty for a timer.</summary>
    public required string Source { get; init; }

    /// <summary>The client's or the channel's sequence; for a timer its id.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>When it was received, UNIX nanoseconds; strictly increasing over a node's inputs.</summary>
    public required long TimeNs { get; init; }

    /// <summary>The bytes, in the node's own layout. Valid during the call only.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }
}
