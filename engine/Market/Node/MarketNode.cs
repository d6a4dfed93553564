using System;
using System.Buffers;
using Trading.Durable;
using Trading.Model;

namespace Trading.Market;

/// <summary>
/// One instrument over all venues as a node: each feed's slices are deliveries, numbered by the feed, so none is applied twice
/// or after a gap. Its journal is the merge log: the slices of all feeds in the order in which they were applied.
/// </summary>
/// <param name="quorum">How many live books make the market healthy.</param>
public sealed class MarketNode(int quorum) : INode
{
    private MarketFanIn _fanIn = new(quorum);
    private UInt128 _merged;

    /// <inheritdoc/>
    public uint Version => 1;

    /// <summary>Events of all feeds, for measuring; not all of them need be committed.</summary>
    public long Events => _fanIn.Events;

    /// <summary>Any bytes are a slice of a tape; none are its end.</summary>
    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) =>
        kind == NodeInputKind.Deliver && payload.Length <= FeedState.SliceBytes;

    /// <inheritdoc/>
    public bool IsUrgent(ReadOnlySpan<byte> payload) => false;

    /// <inheritdoc/>
    public void Handle(in NodeInput input, NodeOutput output)
    {
        if (SliceSource.TryParse(input.Source, out var source)) _fanIn.Take(source, input.Payload);
        _merged = new StateHasher().Add(_merged).Add(input.Source).Add(input.Sequence).Add(input.Payload).Current;
        // Nobody reads it; every block's output chain then tells a replay that comes to another market.
        var writer = new StateWriter(output.Answer);
        writer.Write(_merged);
        writer.Write(_fanIn.Consolidated.Sequence);
    }

    /// <inheritdoc/>
    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer)
    {
        if (MarketQuery.TryRead(query, out var source)) MarketQuery.Answer(_fanIn, _merged, source, answer);
    }

    /// <inheritdoc/>
    public UInt128 StateHash()
    {
        var bytes = new HashWriter();
        Save(bytes);
        return bytes.Current;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(_merged);
        _fanIn.Save(writer);
    }

    /// <inheritdoc/>
    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved)
    {
        var reader = new StateReader(saved);
        var merged = reader.ReadUInt128();
        var fanIn = new MarketFanIn(quorum);
        fanIn.Load(ref reader);
        if (!reader.IsComplete) return NodeLoadOutcome.Malformed;
        (_fanIn, _merged) = (fanIn, merged);
        return NodeLoadOutcome.Loaded;
    }
}
