using System;
using System.Buffers;
using Trading.Durable;
using Trading.Model;

namespace Trading.Desk;

/// <summary>
/// A desk node as a session's grain hosts it: its first call opens it with the session's header, and from then on it is the
/// <see cref="RoundNode"/> of its name. So its journal alone says all that it depends on.
/// </summary>
/// <param name="host">What this process offers.</param>
/// <param name="name">The node's name in the desk, such as <c>strategy/mm-1</c>.</param>
public sealed class SessionNode(SessionHost host, string name) : INode
{
    /// <summary>A query for the saved node: what <see cref="TryShow"/> reads.</summary>
    public static readonly byte[] StateQuery = [1];

    /// <summary>A query for the header; the answer is empty before it is opened.</summary>
    public static readonly byte[] HeaderQuery = [2];

    private byte[]? _header;
    private RoundNode? _inner;

    /// <inheritdoc/>
    public uint Version => 2;

    /// <summary>What it was opened with; null before.</summary>
    public SessionHeader? Header { get; private set; }

    /// <summary>The node itself; null before it is opened.</summary>
    public DeskNode? Node => _inner?.Node;

    /// <summary>Makes what sees every step of the node once it is opened or loaded; null for nothing.</summary>
    public Func<DeskNode, IStepAudit>? Audits { get; set; }

    /// <summary>Whether the node follows an instrument's market; false before it is opened.</summary>
    public bool Follows(InstrumentId instrument) => _inner?.Follows(TradingDesk.MarketName(instrument)) ?? false;

    /// <inheritdoc/>
    public bool Accepts(NodeInputKind kind, ReadOnlySpan<byte> payload) => kind switch
    {
        NodeInputKind.Call => RoundCall.IsCall(payload) || (IsOpen(payload) && IsAtHome(payload[1..])),
        NodeInputKind.Deliver => MarketBlock.IsBlock(payload),
        NodeInputKind.Timer => false,
    };

    /// <inheritdoc/>
    public bool IsUrgent(ReadOnlySpan<byte> payload) => false;

    /// <inheritdoc/>
    public void Handle(in NodeInput input, NodeOutput output)
    {
        if (input.Kind == NodeInputKind.Call && IsOpen(input.Payload)) output.Answer.Write(Open(input.Payload[1..]));
        else _inner?.Handle(input, output);
    }

    /// <inheritdoc/>
    public void Query(ReadOnlySpan<byte> query, IBufferWriter<byte> answer)
    {
        if (query.SequenceEqual(StateQuery)) _inner?.Save(answer);
        else if (query.SequenceEqual(HeaderQuery)) answer.Write(_header);
        else _inner?.Query(query, answer);
    }

    /// <inheritdoc/>
    public UInt128 StateHash() => _inner?.StateHash() ?? 0;

    /// <inheritdoc/>
    public void Save(IBufferWriter<byte> destination)
    {
        new StateWriter(destination).WriteBlock(_header);
        _inner?.Save(destination);
    }

    /// <inheritdoc/>
    public NodeLoadOutcome Load(ReadOnlySpan<byte> saved)
    {
        var reader = new StateReader(saved);
        var header = reader.ReadBlock();
        if (reader.Failed) return NodeLoadOutcome.Malformed;
        if (header.IsEmpty) return Replace(null, null, null, reader.IsComplete);
        if (SessionHeader.Decode(header) is not { } session) return NodeLoadOutcome.Malformed;
        if (!Make(host, session, name).TryGet(out var inner, out _)) return NodeLoadOutcome.OtherVersion;
        var outcome = inner.Load(saved[^reader.Remaining..]);
        return outcome == NodeLoadOutcome.Loaded ? Replace(header.ToArray(), session, inner, isGood: true) : outcome;
    }

    /// <summary>A node as it stood when it answered <see cref="StateQuery"/>, to look at.</summary>
    /// <param name="host">Must have the session's strategies.</param>
    /// <param name="header">The session's header.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="state">The answer's bytes.</param>
    /// <returns>Null when the bytes are no state of this node.</returns>
    public static DeskNode? TryShow(SessionHost host, SessionHeader header, string node, ReadOnlySpan<byte> state) =>
        Make(host, header, node).TryGet(out var inner, out _) && inner.Load(state) == NodeLoadOutcome.Loaded ? inner.Node : null;

    private static bool IsOpen(ReadOnlySpan<byte> payload) => !payload.IsEmpty && payload[0] == SessionCall.OpenTag;

    /// <summary>What a process lacks is no part of a node's history: a call to open a session that does not belong here is refused
    /// before it is recorded.</summary>
    private bool IsAtHome(ReadOnlySpan<byte> header) =>
        SessionHeader.Decode(header) is { } session && SessionHeader.Refusal(host, session) is null;

    private static Result<RoundNode, DeskConfigError> Make(SessionHost host, SessionHeader header, string node)
    {
        // Made once to see whether it can be; what is made from the same configuration later can be made too.
        if (!TradingDesk.Host(header.Config, host.Catalog, node).TryGet(out _, out var error)) return error;
        return new RoundNode(1, () =>
        {
            if (!TradingDesk.Host(header.Config, host.Catalog, node).TryGet(out var hosted, out var refused))
            {
                throw new InvalidOperationException($"a node that could be made cannot be made again: {refused}");
            }

            if (hosted.Node is ControlNode control) control.Watcher = host.Watcher;
            return hosted;
        });
    }

    private byte[] Open(ReadOnlySpan<byte> header)
    {
        if (_header is not null) return SessionCall.Answer(header.SequenceEqual(_header) ? SessionCode.Opened : SessionCode.OtherSession);
        // Only what is a header is accepted.
        if (SessionHeader.Decode(header) is not { } session) return SessionCall.Answer(SessionCode.BadConfig);
        if (!Make(host, session, name).TryGet(out var inner, out var error)) return SessionCall.Answer(SessionCode.BadConfig, $"{error}");
        Replace(header.ToArray(), session, inner, isGood: true);
        return SessionCall.Answer(SessionCode.Opened);
    }

    private NodeLoadOutcome Replace(byte[]? header, SessionHeader? session, RoundNode? inner, bool isGood)
    {
        if (!isGood) return NodeLoadOutcome.Malformed;
        (_header, Header, _inner) = (header, session, inner);
        if (inner is not null) inner.Node.Audit = Audits?.Invoke(inner.Node);
        return NodeLoadOutcome.Loaded;
    }
}
