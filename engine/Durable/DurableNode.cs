using System;
using System.Buffers;
using System.Collections.Generic;
using Trading.Journal;
using Trading.Model;

namespace Trading.Durable;

/// <summary>Where an activation stands.</summary>
public enum DurablePhase : byte
{
    /// <summary>Blocks are replayed; calls are refused as Unavailable.</summary>
    Loading = 1,

    /// <summary>Inputs are taken.</summary>
    Ready = 2,

    /// <summary>Fenced or poisoned; only a new activation goes on.</summary>
    Stopped = 3,
}

/// <summary>
/// What makes a node a durable, fenced, idempotent participant, as a synchronous machine: inputs come in as method
/// calls, effects go out through <see cref="IDurableEffects"/>. One activation of one node, one thread of control,
/// no clock.
/// </summary>
/// <remarks>
/// Inputs wait in a queue while an append is on its way; then as many as fit are handled in order and make one block
/// (group commit). Whatever they bring about (answers, repeated answers, reads, refusals that look at the state,
/// sends and timers) is held until that block is committed, so nothing leaves that is not durable. After an append
/// whose outcome is unknown the activation is poisoned: it answers Unavailable for everything, and a new activation
/// recovers from the table.
/// </remarks>
public sealed class DurableNode
{
    private readonly IDurableEffects _effects;
    private readonly DurableLimits _limits;
    private readonly NodeCore _core;
    private readonly BlockBuilder _builder = new();
    private readonly InputQueue _queue = new();
    private readonly List<Held> _held = [];
    private readonly List<NodeTimer> _heldTimers = [];
    private ulong _epoch;
    private ulong _sequence;
    private UInt128 _blockHash;
    private UInt128 _appendingHash;
    private bool _waiting;
    private ulong _awaited;
    private bool _running;
    private readonly SnapshotBuffer _snapshot = new();
    private bool _isSaving;
    private long _recordsSinceSnapshot;
    private long _bytesSinceSnapshot;
    private AppendOutcome? _outcome;
    private bool _wasUnanswered;

    /// <summary>A fresh activation, in the phase Loading.</summary>
    /// <param name="node">A node in its initial state; owned by the machine from now on.</param>
    /// <param name="effects">The world.</param>
    /// <param name="limits">The bounds.</param>
    public DurableNode(INode node, IDurableEffects effects, DurableLimits limits)
    {
        _effects = effects;
        _limits = limits;
        _core = new NodeCore(node, limits);
    }

    /// <summary>Where this activation stands.</summary>
    public DurablePhase Phase { get; private set; } = DurablePhase.Loading;

    /// <summary>
    /// True when nothing waits and no append is on its way: the activation may end without losing work.
    /// </summary>
    public bool IsDrained => !_waiting && _queue.Count == 0;

    /// <summary>What an invariant objected to, with the inputs around it; null unless that is why the activation ended.</summary>
    public BreachSample? Sample { get; private set; }

    /// <summary>The sequence of the last committed block.</summary>
    public ulong CommittedBlock => _sequence;

    /// <summary>The sequence of the last output of a source that was handled, committed or on its way; 0 before the first.</summary>
    public ulong CursorOf(string source) => _core.CursorOf(source);

    /// <summary>
    /// The hash of the node's state with its answers, cursors, outbox and timers; committed while drained.
    /// </summary>
    public UInt128 StateHash() => _core.StateHash();

    /// <summary>
    /// Begins from a snapshot instead of from nothing. Only a fresh activation can; after a refusal it is of no use.
    /// </summary>
    /// <returns>The block after which it was taken, or why it is refused.</returns>
    public Result<ulong, BlockError> Restore(ReadOnlySpan<byte> snapshot)
    {
        if (Phase != DurablePhase.Loading || _sequence != 0) return BlockError.NotLoading;
        if (!SnapshotHeader.Open(snapshot).TryGet(out var header, out var error)) return error;
        if (header.NodeVersion != _core.Node.Version) return BlockError.OtherNodeVersion;
        if (header.AnswersPerClient != _limits.AnswersPerClient) return BlockError.OtherLimits;
        if (_core.TryLoad(snapshot[SnapshotHeader.Bytes..]) is { } refusal) return refusal;
        if (_core.StateHash() != header.StateHash) return BlockError.Diverged;
        (_sequence, _epoch, _blockHash) = (header.Sequence, header.Epoch, header.BlockHash);
        return _sequence;
    }

    /// <summary>Replays the next block of the table.</summary>
    /// <returns>The inputs replayed so far, or why the block is refused; after a refusal the activation is of no
    /// use.</returns>
    public Result<ulong, BlockError> Replay(ReadOnlySpan<byte> block)
    {
        if (Phase != DurablePhase.Loading) return BlockError.NotLoading;
        if (!BlockHeader.Open(block).TryGet(out var header, out var error)) return error;
        var refusal = BlockReplay.Check(header, _core, _limits, _sequence + 1, _epoch, _blockHash)
            ?? BlockReplay.Apply(header, block[BlockHeader.Bytes..], _core);
        if (refusal is { } reason) return reason;
        (_sequence, _epoch, _blockHash) = (header.Sequence, header.Epoch, StateHasher.Hash(block));
        CountForSnapshot(header.RecordCount, block.Length);
        return _core.Position;
    }

    /// <summary>
    /// All blocks are replayed: the activation begins, sends what may have been lost, and sets its timers.
    /// </summary>
    /// <param name="epoch">The epoch taken from the table.</param>
    public void Loaded(ulong epoch)
    {
        if (Phase != DurablePhase.Loading) return;
        _epoch = epoch;
        Phase = DurablePhase.Ready;
        _core.BeginAudit();
        if (_core.Breach is { } breach)
        {
            Halt(breach, []);
            return;
        }

        // Calls that come back from inside these effects wait for the loop, as everywhere.
        _running = true;
        _core.Outbox.SendRecovered(_effects);
        _core.SetTimers(_effects);
        _running = false;
        Run();
    }

    /// <summary>A client's call.</summary>
    /// <param name="ticket">The pump's number for the answer.</param>
    /// <param name="client">The client's name.</param>
    /// <param name="sequence">The client's own number for the call, from 1; a repetition carries the same.</param>
    /// <param name="payload">Nobody changes the bytes any more.</param>
    /// <param name="nowNs">The clock, UNIX nanoseconds.</param>
    public void Call(ulong ticket, string client, ulong sequence, ReadOnlyMemory<byte> payload, long nowNs) =>
        Take(new(InputKind.Call, ticket, client, sequence, payload, nowNs));

    /// <summary>Another node's output.</summary>
    /// <param name="ticket">The pump's number for the answer, which carries the committed cursor.</param>
    /// <param name="source">The sending node.</param>
    /// <param name="sequence">The channel's sequence, contiguous from 1.</param>
    /// <param name="payload">Nobody changes the bytes any more.</param>
    /// <param name="nowNs">The clock, UNIX nanoseconds.</param>
    public void Deliver(ulong ticket, string source, ulong sequence, ReadOnlyMemory<byte> payload, long nowNs) =>
        Take(new(InputKind.Deliver, ticket, source, sequence, payload, nowNs));

    /// <summary>A timer has come due. One that is not set, or not due by this clock, is ignored.</summary>
    public void Timer(ulong id, long nowNs) => Take(new(InputKind.Timer, 0, "", id, default, nowNs));

    /// <summary>A question about the state; the answer waits for the commit of the state that it shows.</summary>
    public void Read(ulong ticket, ReadOnlyMemory<byte> query) => Take(new(InputKind.Read, ticket, "", 0, query, 0));

    /// <summary>Asks for the node's <see cref="NodeStatus"/>, encoded; it waits as a read does.</summary>
    public void Inspect(ulong ticket) => Take(new(InputKind.Inspect, ticket, "", 0, default, 0));

    /// <summary>A target told its committed cursor: what it covers is not sent again.</summary>
    public void Covered(string target, ulong cursor) => _core.Outbox.Note(target, cursor);

    /// <summary>
    /// A target may have lost something: what it has not covered is sent again. Ignored from inside an effect.
    /// </summary>
    public void Resend(string target)
    {
        if (Phase != DurablePhase.Ready || _running) return;
        _running = true;
        _core.Outbox.Resend(target, _effects);
        _running = false;
        Run();
    }

    /// <summary>
    /// The append of a block is committed, or its sequence confirmed as the last. Any other sequence is ignored.
    /// </summary>
    public void Committed(ulong sequence) => Finish(sequence, AppendOutcome.Committed);

    /// <summary>The append of a block failed and its outcome is unknown; or the table could not be asked.</summary>
    public void Failed(ulong sequence) => Finish(sequence, AppendOutcome.Failed);

    /// <summary>The append or the question was refused: another activation owns the table.</summary>
    public void Fenced(ulong sequence) => Finish(sequence, AppendOutcome.Fenced);

    /// <summary>
    /// The snapshot on its way is kept, or was refused. A refused one harms nothing: the next is due as if it had been
    /// kept.
    /// </summary>
    public void SnapshotSaved()
    {
        _snapshot.Clear();
        _isSaving = false;
    }

    /// <summary>
    /// Asks for a snapshot of the committed state now, for instance before a deactivation.
    /// </summary>
    /// <returns>False when something is on its way, or nothing was committed since the last one.</returns>
    public bool TrySnapshot()
    {
        if (Phase != DurablePhase.Ready || !IsDrained || _isSaving || _recordsSinceSnapshot == 0) return false;
        SaveSnapshot();
        return Phase == DurablePhase.Ready;
    }

    private void Finish(ulong sequence, AppendOutcome outcome)
    {
        if (!_waiting || sequence != _awaited) return;
        _outcome ??= outcome;
        Run();
    }

    private void Take(in Input input)
    {
        if (Refusal(input) is { } refusal)
        {
            if (input.Kind != InputKind.Timer) _effects.Reply(input.Ticket, new DurableReply(refusal, 0, default));
            return;
        }

        _queue.Add(input, IsUrgent(input));
        Run();
    }

    private bool IsUrgent(in Input input) =>
        input.Kind == InputKind.Call && _core.Node.IsUrgent(input.Payload.Span);

    private ReplyStatus? Refusal(in Input input)
    {
        if (Phase != DurablePhase.Ready) return ReplyStatus.Unavailable;
        // A timer comes once, nobody repeats it, and there are no more of them than the node has set.
        if (input.Kind == InputKind.Timer) return null;
        if (input.Payload.Length > _limits.PayloadBytesMax) return ReplyStatus.TooLarge;
        if (input.Kind is InputKind.Call or InputKind.Deliver && !IsWellFormed(input)) return ReplyStatus.Malformed;
        return IsFull(input) ? ReplyStatus.Overloaded : null;
    }

    private bool IsFull(in Input input)
    {
        if (_queue.Count < _limits.QueueCountMax
            && _queue.Bytes + input.Payload.Length <= _limits.QueueBytesMax
            && _core.Outbox.Count < _limits.OutboxCountMax)
        {
            return false;
        }

        // What only takes risk away has room of its own when all other room is taken; what goes ahead does not compete for it with what
        // waits behind its own caller's calls.
        return !IsUrgent(input)
            || (_queue.GoesAhead(input.Source)
                ? _queue.AheadCount >= _limits.UrgentCountMax
                : _queue.Count - _queue.AheadCount >= _limits.QueueCountMax + _limits.UrgentCountMax)
            || _queue.Bytes + input.Payload.Length > 2L * _limits.QueueBytesMax;
    }

    private bool IsWellFormed(in Input input) =>
        input.Sequence != 0 && DurableName.IsValid(input.Source)
        && _core.Node.Accepts((NodeInputKind)input.Kind, input.Payload.Span);

    /// <summary>
    /// Works until it must wait. Effects may call back: what they bring is taken up by the loop that is running.
    /// </summary>
    private void Run()
    {
        if (_running) return;
        _running = true;
        while (Phase == DurablePhase.Ready)
        {
            if (_outcome is { } outcome) Settle(outcome);
            else if (!_waiting && _queue.Count > 0) FillBlock();
            else break;
        }

        _running = false;
    }

    private void FillBlock()
    {
        while (_queue.TryPeek(out var input) && HasRoom(input))
        {
            _queue.Remove();
            Handle(input);
            if (_core.Breach is not { } breach) continue;
            Halt(breach, Finished().ToArray());
            return;
        }

        if (_builder.RecordCount != 0) Append();
        else if (_held.Count != 0) Confirm();
    }

    private bool HasRoom(in Input input) =>
        _builder.RecordCount == 0
        || _builder.Length + BlockBuilder.RecordBytes(input.Source.Length, input.Payload.Length)
            <= _limits.BlockBytesMax;

    private void Handle(in Input input)
    {
        switch (input.Kind)
        {
            case InputKind.Call: HandleCall(input); break;
            case InputKind.Deliver: HandleDelivery(input); break;
            case InputKind.Timer: HandleTimer(input); break;
            case InputKind.Read: HandleRead(input); break;
            case InputKind.Inspect: HandleInspection(input); break;
        }
    }

    private void HandleCall(in Input input)
    {
        var record = _core.Clients.Find(
            input.Source, input.Sequence, StateHasher.Hash(input.Payload.Span), out var answer);
        if (record == CallRecord.New) answer = _core.Call(Record(RecordKind.Call, input), _sequence + 1);
        KeepTimers(record == CallRecord.New);
        Hold(input.Ticket, StatusOf(record), 0, record is CallRecord.New or CallRecord.Recorded ? answer : default);
    }

    private void HandleDelivery(in Input input)
    {
        var cursor = _core.CursorOf(input.Source);
        var isNext = input.Sequence == cursor + 1;
        if (isNext) _core.Deliver(Record(RecordKind.Deliver, input), _sequence + 1);
        KeepTimers(isNext);
        var status = input.Sequence > cursor + 1 ? ReplyStatus.Gap : ReplyStatus.Delivered;
        Hold(input.Ticket, status, _core.CursorOf(input.Source), default);
    }

    private void HandleTimer(in Input input)
    {
        if (!_core.IsDue(input.Sequence, input.NowNs)) return;
        _core.Fire(Record(RecordKind.Timer, input), _sequence + 1);
        KeepTimers(true);
    }

    private void HandleRead(in Input input)
    {
        var answer = new ArrayBufferWriter<byte>();
        _core.Node.Query(input.Payload.Span, answer);
        Hold(input.Ticket, ReplyStatus.Answered, 0, answer.WrittenMemory);
    }

    private void HandleInspection(in Input input)
    {
        var block = _builder.RecordCount == 0 ? _sequence : _sequence + 1;
        var status = new NodeStatus(_epoch, block, _core.Position, _core.OutputChain, _core.Node.StateHash());
        Hold(input.Ticket, ReplyStatus.Answered, 0, status.Encode());
    }

    private BlockRecord Record(RecordKind kind, in Input input)
    {
        var timeNs = _core.Stamp(input.NowNs);
        _builder.Add(kind, input.Source, input.Sequence, timeNs, input.Payload.Span);
        return new BlockRecord
        {
            Kind = kind,
            Name = input.Source,
            Sequence = input.Sequence,
            TimeNs = timeNs,
            Payload = input.Payload.Span,
        };
    }

    private void KeepTimers(bool handled)
    {
        if (handled) _heldTimers.AddRange(_core.NewTimers);
    }

    private void Hold(ulong ticket, ReplyStatus status, ulong cursor, ReadOnlyMemory<byte> payload) =>
        _held.Add(new Held(ticket, new DurableReply(status, cursor, payload)));

    private void Append()
    {
        _core.Outbox.RecordNoted(_builder, _core.Stamp(0));
        var records = _builder.RecordCount;
        var block = Finished();
        _appendingHash = StateHasher.Hash(block.Span);
        CountForSnapshot(records, block.Length);
        (_waiting, _awaited) = (true, _sequence + 1);
        _effects.Append(_epoch, _awaited, block);
    }

    private ReadOnlyMemory<byte> Finished() => _builder.Finish(new BlockHeader
    {
        AnswersPerClient = _limits.AnswersPerClient,
        NodeVersion = _core.Node.Version,
        Sequence = _sequence + 1,
        Epoch = _epoch,
        LastPosition = _core.Position,
        RecordCount = _builder.RecordCount,
        PreviousHash = _blockHash,
        OutputChain = _core.OutputChain,
    });

    /// <summary>
    /// Nothing was recorded, but answers show the state: an activation that was replaced unawares must not give them.
    /// </summary>
    private void Confirm()
    {
        (_waiting, _awaited) = (true, _sequence);
        _effects.Confirm(_epoch, _awaited);
    }

    private void Settle(AppendOutcome outcome)
    {
        _outcome = null;
        _waiting = false;
        var isAppend = _awaited != _sequence;
        var mayAskAgain = !isAppend && !_wasUnanswered;
        _wasUnanswered = outcome == AppendOutcome.Failed;
        if (outcome == AppendOutcome.Fenced) Stop(StopReason.Fenced);
        else if (outcome == AppendOutcome.Committed) Leave(isAppend);
        else if (mayAskAgain) ReleaseUnanswered();
        else Stop(StopReason.TableFailed);
    }

    private void Leave(bool isAppend)
    {
        if (isAppend) (_sequence, _blockHash) = (_awaited, _appendingHash);
        Release();
        if (!isAppend) return;
        _core.Outbox.SendBlock(_sequence, _effects);
        var isDue = _recordsSinceSnapshot >= _limits.SnapshotRecords || _bytesSinceSnapshot >= _limits.SnapshotBytes;
        if (isDue && !_isSaving) SaveSnapshot();
    }

    /// <summary>Nothing of the block in the making leaves: memory is ahead of the table by what nobody may see.</summary>
    private void Halt(Breach breach, byte[] block)
    {
        Sample = new BreachSample(breach, block, _sequence);
        Stop(StopReason.InvariantBroken, ReplyStatus.InvariantBroken);
    }

    private void CountForSnapshot(uint records, int bytes)
    {
        _recordsSinceSnapshot += records;
        _bytesSinceSnapshot += bytes;
    }

    private void SaveSnapshot()
    {
        if (!_core.JudgeWhole() && _core.Breach is { } breach)
        {
            Halt(breach, []);
            return;
        }

        _isSaving = true;
        _snapshot.GetSpan(SnapshotHeader.Bytes);
        _snapshot.Advance(SnapshotHeader.Bytes);
        _core.Save(_snapshot);
        new SnapshotHeader
        {
            AnswersPerClient = _limits.AnswersPerClient,
            NodeVersion = _core.Node.Version,
            Sequence = _sequence,
            Epoch = _epoch,
            BlockHash = _blockHash,
            StateHash = _core.StateHash(),
        }.Seal(_snapshot.Written.Span);
        (_recordsSinceSnapshot, _bytesSinceSnapshot) = (0, 0);
        _effects.SaveSnapshot(_epoch, _sequence, _snapshot.Written);
    }

    /// <summary>
    /// The table could not be asked: nothing has happened, and the questions go unanswered. One that cannot be asked a second time may
    /// never be again, and where nothing is appended nothing else would find that out.
    /// </summary>
    private void ReleaseUnanswered()
    {
        var unavailable = new DurableReply(ReplyStatus.Unavailable, 0, default);
        foreach (var held in _held) _effects.Reply(held.Ticket, unavailable);
        _held.Clear();
    }

    private void Release()
    {
        foreach (var held in _held) _effects.Reply(held.Ticket, held.Reply);
        foreach (var timer in _heldTimers) _effects.SetTimer(timer.Id, timer.DueNs);
        _held.Clear();
        _heldTimers.Clear();
    }

    private void Stop(StopReason reason, ReplyStatus status = ReplyStatus.Unavailable)
    {
        Phase = DurablePhase.Stopped;
        var refusal = new DurableReply(status, 0, default);
        foreach (var held in _held) _effects.Reply(held.Ticket, refusal);
        while (_queue.TryPeek(out var input))
        {
            _queue.Remove();
            if (input.Kind != InputKind.Timer) _effects.Reply(input.Ticket, refusal);
        }

        _held.Clear();
        _heldTimers.Clear();
        _effects.Stop(reason);
    }

    private static ReplyStatus StatusOf(CallRecord record) => record switch
    {
        CallRecord.New or CallRecord.Recorded => ReplyStatus.Answered,
        CallRecord.Conflict => ReplyStatus.PayloadConflict,
        CallRecord.TooOld => ReplyStatus.TooOld,
        CallRecord.NoRoom => ReplyStatus.TooManyClients,
    };

    private readonly record struct Held(ulong Ticket, DurableReply Reply);
}
