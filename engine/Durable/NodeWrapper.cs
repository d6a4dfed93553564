using System;
using System.Buffers;

namespace Trading.Durable;

/// <summary>A node around another one, to which it passes everything on: for those that watch, count or plant a bug.</summary>
/// <param name="node">The node inside.</param>
public abstract class NodeWrapper(INode node) : INode
{
    /// <inheritdoc/>
    public uint Version => node.Version;

    /// <summary>The node inside.</summary>
    protected INode Inner => node;

    /// <inheritdoc/>
    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) => node.Accepts(kind, payload);

    /// <inheritdoc/>
    public bool IsUrgent(ReadOnlySpan<byte> payload) => node.IsUrgent(payload);

    /// <inheritdoc/>
    public virtual void Handle(in NodeInput input, NodeOutput output) => node.Handle(input, output);

    /// <inheritdoc/>
    public virtual void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer) => node.Query(query, answer);

    /// <inheritdoc/>
    public UInt128 StateHash() => node.StateHash();

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> destination) => node.Save(destination);

    /// <inheritdoc/>
    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved) => node.Load(saved);
}
