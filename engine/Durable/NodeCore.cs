using System;
using System.Collections.Generic;
using System.Text;
using Trading.Journal;
using Trading.Model;

namespace Trading.Durable;

/// <summary>
/// All that is state of a durable node, and the one way in which an input changes it. Live inputs and replayed
/// records take the same path, so recovery ends where the blocks end, or is caught as diverged.
/// </summary>
internal sealed class NodeCore(INode node, DurableLimits limits)
{
    private readonly NodeOutput _output = new();
    private readonly INodeAudit? _audit = node as INodeAudit;
    private readonly SortedDictionary<string, ulong> _cursors = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ulong, long> _timers = [];
    private long _lastTimeNs;
    private bool _isLive;

    public INode Node => node;

    public ClientTable Clients { get; } = new(limits.AnswersPerClient, limits.ClientsMax);

    public Outbox Outbox { get; } = new();

    public ulong Position { get; private set; }

    public UInt128 OutputChain { get; private set; }

    /// <summary>What the audit objects to since the activation began; null for nothing. Replayed inputs passed it once.</summary>
    public Breach? Breach { get; private set; }

    /// <summary>Timers that the last input asked for.</summary>
    public IReadOnlyList<NodeTimer> NewTimers => _output.Timers;

    public ulong CursorOf(string source) => _cursors.GetValueOrDefault(source);

    public bool IsDue(ulong timer, long nowNs) => _timers.TryGetValue(timer, out var dueNs) && dueNs <= nowNs;

    /// <summary>The receive time of the next input: the clock's, moved on where the clock did not.</summary>
    public long Stamp(long nowNs) => Math.Max(_lastTimeNs + 1, nowNs);

    public byte[] Call(in BlockRecord call, ulong block)
    {
        var payloadHash = StateHasher.Hash(call.Payload);
        Handle(NodeInputKind.Call, call, block);
        var answer = _output.AnswerBytes.ToArray();
        Clients.Record(call.Name, call.Sequence, payloadHash, answer);
        return answer;
    }

    public void Deliver(in BlockRecord delivery, ulong block)
    {
        _cursors[delivery.Name] = delivery.Sequence;
        Handle(NodeInputKind.Deliver, delivery, block);
    }

    public void Fire(in BlockRecord timer, ulong block)
    {
        _timers.Remove(timer.Sequence);
        Handle(NodeInputKind.Timer, timer, block);
    }

    /// <summary>Live inputs are judged from now on, and the state that they find.</summary>
    public void BeginAudit()
    {
        _isLive = true;
        JudgeWhole();
    }

    /// <summary>Judges the whole state.</summary>
    /// <returns>True when all holds.</returns>
    public bool JudgeWhole()
    {
        Breach ??= _audit?.JudgeWhole();
        return Breach is null;
    }

    public void SetTimers(IDurableEffects effects)
    {
        foreach (var (id, dueNs) in _timers) effects.SetTimer(id, dueNs);
    }

    /// <summary>The hash of everything: the node's state, answers, cursors, outbox and timers.</summary>
    public UInt128 StateHash()
    {
        var hasher = new StateHasher().Add(node.StateHash()).Add(Position).Add(OutputChain).Add(_lastTimeNs);
        Clients.AddTo(hasher);
        hasher.Add((long)_cursors.Count);
        foreach (var (source, cursor) in _cursors) hasher.Add(source).Add(cursor);
        Outbox.AddTo(hasher);
        hasher.Add((long)_timers.Count);
        foreach (var (id, dueNs) in _timers) hasher.Add(id).Add(dueNs);
        return hasher.Current;
    }

    /// <summary>Writes everything in a canonical layout: what <see cref="TryLoad"/> reads.</summary>
    public void Save(SnapshotBuffer destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(Position);
        writer.Write(OutputChain);
        writer.Write(_lastTimeNs);
        Clients.Save(writer);
        writer.Write(_cursors.Count);
        foreach (var (source, cursor) in _cursors)
        {
            writer.Write(source);
            writer.Write(cursor);
        }

        Outbox.Save(writer);
        writer.Write(_timers.Count);
        foreach (var (id, dueNs) in _timers)
        {
            writer.Write(id);
            writer.Write(dueNs);
        }

        var state = destination.BeginBlock();
        node.Save(destination);
        destination.EndBlock(state);
    }

    /// <summary>Takes over a saved state. After a refusal the core is of no use.</summary>
    public BlockError? TryLoad(ReadOnlySpan<byte> saved)
    {
        var reader = new StateReader(saved);
        Position = reader.ReadUInt64();
        OutputChain = reader.ReadUInt128();
        _lastTimeNs = reader.ReadInt64();
        Clients.Load(ref reader);
        for (var left = reader.ReadCount(12); left > 0; left--) _cursors[reader.ReadString()] = reader.ReadUInt64();
        Outbox.Load(ref reader);
        for (var left = reader.ReadCount(16); left > 0; left--) _timers[reader.ReadUInt64()] = reader.ReadInt64();
        var state = reader.ReadBlock();
        if (!reader.IsComplete) return BlockError.MalformedRecord;
        return node.Load(state) switch
        {
            NodeLoadOutcome.Loaded => null,
            NodeLoadOutcome.Malformed => BlockError.MalformedRecord,
            NodeLoadOutcome.OtherVersion => BlockError.OtherNodeVersion,
        };
    }

    private void Handle(NodeInputKind kind, in BlockRecord record, ulong block)
    {
        _output.Clear();
        _lastTimeNs = record.TimeNs;
        Position++;
        var input = new NodeInput
        {
            Kind = kind,
            Source = record.Name,
            Sequence = record.Sequence,
            TimeNs = record.TimeNs,
            Payload = record.Payload,
        };
        node.Handle(input, _output);
        if (_isLive) Breach ??= _audit?.Judge(input, _output);
        Absorb(block);
    }

    private void Absorb(ulong block)
    {
        OutputChain = StateHasher.Chain(OutputChain, _output.AnswerBytes);
        foreach (var (target, payload) in _output.Sends)
        {
            Outbox.Add(target, payload, block);
            OutputChain = StateHasher.Chain(StateHasher.Chain(OutputChain, Encoding.ASCII.GetBytes(target)), payload);
        }

        foreach (var (id, dueNs) in _output.Timers) _timers[id] = dueNs;
    }
}
