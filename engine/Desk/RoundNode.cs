using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Trading.Durable;
using Trading.Model;
using Trading.Tape;

namespace Trading.Desk;

/// <summary>A desk node with the streams that it follows, as a durable participant hosts it.</summary>
/// <param name="Node">The node, connected.</param>
/// <param name="Header">The instruments that market events name.</param>
/// <param name="Markets">Its own streams by the names under which blocks of them are delivered.</param>
public sealed record HostedNode(
    DeskNode Node, TapeHeader Header, ImmutableSortedDictionary<string, MarketStream> Markets);

/// <summary>
/// A desk node behind the door of a durable one: blocks of its markets are delivered to it, and a desk calls it round by
/// round. The same node in a backtest handles the same inputs in the same order, so both end in the same chain and state.
/// </summary>
public sealed class RoundNode : INode
{
    private readonly Func<HostedNode> _create;
    private readonly List<DeskMessage> _outbox = [];
    private readonly TapeLines _lines;
    private HostedNode _hosted;
    private bool _isFresh = true;

    /// <summary>A node in its initial state.</summary>
    /// <param name="version">Raised whenever the same inputs may give other outputs.</param>
    /// <param name="create">Makes the node; called again when a saved state is loaded over another.</param>
    public RoundNode(uint version, Func<HostedNode> create)
    {
        (Version, _create, _hosted) = (version, create, create());
        _lines = new TapeLines(_hosted.Header);
    }

    /// <inheritdoc/>
    public uint Version { get; }

    /// <summary>The node.</summary>
    public DeskNode Node => _hosted.Node;

    /// <summary>Whether blocks of a market of this name are delivered to it.</summary>
    public bool Follows(string market) => _hosted.Markets.ContainsKey(market);

    /// <summary>True once a block was delivered that is none: the node takes no more rounds.</summary>
    public bool IsBroken { get; private set; }

    /// <inheritdoc/>
    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) => kind switch
    {
        NodeInputKind.Call => RoundCall.IsCall(payload),
        NodeInputKind.Deliver => MarketBlock.IsBlock(payload),
        NodeInputKind.Timer => false,
    };

    /// <inheritdoc/>
    public bool IsUrgent(ReadOnlySpan<byte> payload) => false;

    /// <inheritdoc/>
    public void Handle(in NodeInput input, NodeOutput output)
    {
        _isFresh = false;
        if (input.Kind == NodeInputKind.Deliver) TakeBlock(input.Source, input.Payload);
        else if (input.Kind == NodeInputKind.Call) TakeRound(input.Payload, output);
    }

    /// <summary>An empty query asks how far the node is, any other for the status that people see.</summary>
    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer)
    {
        if (query.IsEmpty) Answer(answer, []);
        else Node.WriteStatus(answer);
    }

    /// <inheritdoc/>
    public UInt128 StateHash()
    {
        var state = new HashWriter();
        Save(state);
        return state.Current;
    }

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(IsBroken);
        foreach (var (_, stream) in _hosted.Markets) stream.Save(writer, _lines);
        _hosted.Node.Save(destination);
    }

    /// <inheritdoc/>
    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved)
    {
        // Making a desk's node is dear: the one of the beginning will do, unless it has been used.
        var hosted = _isFresh ? _hosted : _create();
        _isFresh = false;
        var reader = new StateReader(saved);
        var isBroken = reader.ReadBool();
        foreach (var (_, stream) in hosted.Markets) stream.Load(ref reader, _lines);
        hosted.Node.Load(ref reader);
        if (!reader.IsComplete) return NodeLoadOutcome.Malformed;
        (_hosted, IsBroken) = (hosted, isBroken);
        return NodeLoadOutcome.Loaded;
    }

    private void TakeBlock(string source, ReadOnlySpan<byte> payload)
    {
        // A market that cannot be read is one that must not be traded on: fail closed.
        if (!_hosted.Markets.TryGetValue(source, out var stream) || !MarketBlock.TryRead(payload, _lines, stream)) IsBroken = true;
    }

    private void TakeRound(ReadOnlySpan<byte> call, NodeOutput output)
    {
        _outbox.Clear();
        foreach (ref readonly var message in RoundCall.Messages(call)) Node.Deliver(message);
        if (!IsBroken) Node.RunUntil(Math.Min(RoundCall.EndNs(call), ReadNs()), RoundCall.AnswerNs(call), _outbox);
        Answer(output.Answer, CollectionsMarshal.AsSpan(_outbox));
    }

    private void Answer(IBufferWriter<byte> output, ReadOnlySpan<DeskMessage> messages) => new RoundAnswer
    {
        IsIdle = Node.IsIdle,
        IsStarved = ReadNs() != long.MaxValue && Node.NextNs >= ReadNs(),
        HeldEvents = HeldEvents(),
        NextNs = Math.Min(Node.NextNs, ReadNs()),
        NextSendNs = Math.Min(Node.NextSendNs, ReadNs()),
        NowNs = Node.NowNs,
        Chain = Node.Chain,
        Messages = messages,
    }.Write(output);

    private int HeldEvents()
    {
        var held = 0L;
        foreach (var (_, stream) in _hosted.Markets) held += stream.Held;
        return (int)Math.Min(held, int.MaxValue);
    }

    /// <summary>Before this time every market event is known.</summary>
    private long ReadNs()
    {
        var readNs = long.MaxValue;
        foreach (var (_, stream) in _hosted.Markets) readNs = Math.Min(readNs, stream.ReadNs);
        return readNs;
    }
}
