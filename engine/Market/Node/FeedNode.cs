using System;
using System.Buffers;
using Trading.Durable;
using Trading.Model;

namespace Trading.Market;

/// <summary>
/// One venue's market data of one instrument as a node. What it is to play and each slice that is to be published are inputs,
/// numbered by whoever plays: a slice leaves once its input is committed, so a feed that comes back goes on after the last
/// one, and no slice has two numbers.
/// </summary>
public sealed class FeedNode : INode
{
    /// <summary>The source of the inputs.</summary>
    public const string Player = "player";

    private FeedState _state = FeedState.None;

    /// <inheritdoc/>
    public uint Version => 1;

    /// <inheritdoc/>
    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) =>
        kind == NodeInputKind.Deliver && FeedInput.TryDecode(payload, out _);

    /// <inheritdoc/>
    public bool IsUrgent(ReadOnlySpan<byte> payload) => false;

    /// <inheritdoc/>
    public void Handle(in NodeInput input, NodeOutput output)
    {
        if (FeedInput.TryDecode(input.Payload, out var told)) _state = _state.After(told);
        // Nobody reads it; every block's output chain then tells a replay that comes to another state.
        new StateWriter(output.Answer).Write(_state.Hash);
    }

    /// <inheritdoc/>
    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer) => Save(answer);

    /// <inheritdoc/>
    public UInt128 StateHash()
    {
        var bytes = new HashWriter();
        Save(bytes);
        return bytes.Current;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> destination) => _state.Save(new StateWriter(destination));

    /// <inheritdoc/>
    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved)
    {
        if (FeedState.Read(saved) is not { } state) return NodeLoadOutcome.Malformed;
        _state = state;
        return NodeLoadOutcome.Loaded;
    }
}
