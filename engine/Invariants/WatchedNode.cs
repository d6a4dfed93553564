using System;
using System.Buffers;
using Trading.Durable;

namespace Trading.Invariants;

/// <summary>A node with the invariants that are watched while it runs. It behaves as the node itself.</summary>
/// <param name="node">The node.</param>
public abstract class WatchedNode(INode node) : INode, INodeAudit
{
    /// <inheritdoc/>
    public uint Version => node.Version;

    /// <inheritdoc/>
    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) => node.Accepts(kind, payload);

    /// <inheritdoc/>
    public bool IsUrgent(ReadOnlySpan<byte> payload) => node.IsUrgent(payload);

    /// <inheritdoc/>
    public void Handle(in NodeInput input, NodeOutput output) => node.Handle(input, output);

    /// <inheritdoc/>
    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer) => node.Query(query, answer);

    /// <inheritdoc/>
    public UInt128 StateHash() => node.StateHash();

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> destination) => node.Save(destination);

    /// <inheritdoc/>
    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved) => node.Load(saved);

    /// <inheritdoc/>
    public Breach? Judge(in NodeInput input, NodeOutput output) => BreachOf(CheckInput(input, output));

    /// <inheritdoc/>
    public Breach? JudgeWhole() => BreachOf(CheckWhole());

    /// <summary>Checks what an input brought about.</summary>
    protected abstract Violation? CheckInput(in NodeInput input, NodeOutput output);

    /// <summary>Checks the whole state.</summary>
    protected abstract Violation? CheckWhole();

    private static Breach? BreachOf(Violation? violation) =>
        violation is null ? null : new Breach(violation.Invariant.Number, violation.Invariant.Name, violation.Detail);
}
