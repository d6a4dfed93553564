using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.GrainInterfaces;
using Trading.Journal;

namespace Trading.Grains;

/// <summary>
/// Pumps a durable node for a grain: calls become inputs, effects become appends and completed tasks. Everything
/// runs on the activation's own scheduler, so the machine has one thread of control although calls interleave.
/// </summary>
/// <remarks>
/// When the store fails, the machine is given up and a new one recovers from the table, again and again until that
/// succeeds; meanwhile calls are refused at once, but for cancels and halts, which the emergency log takes. When another
/// activation has taken the table, this one ends. When an invariant does not hold, it refuses until an operator acts.
/// </remarks>
internal sealed class NodePump : IDurableEffects
{
    private static readonly TimeSpan UntilAnOperatorActs = TimeSpan.FromDays(3650);

    private readonly string _key;
    private readonly NodeStores _stores;
    private readonly NodePorts _ports;
    private readonly INodeHost _host;
    private readonly INode _rules;
    private readonly NodeRecovery _recovery;
    private readonly NodeSender _sender;
    private readonly NodeTimers _timers;
    private readonly NodeWatch _watch;
    private readonly Dictionary<ulong, Pending<NodeAnswer>> _waiting = [];
    private readonly Dictionary<ulong, Pending<NodeDelivered>> _delivering = [];
    private readonly TaskCompletionSource _ended = new();
    private DurableNode? _node;
    private ReplyStatus _refusal = ReplyStatus.StoreUnavailable;
    private Task _append = Task.CompletedTask;
    private Task _snapshot = Task.CompletedTask;
    private Task _recovering = Task.CompletedTask;
    private bool _isRecovering = true;
    private bool _isFenced;
    private bool _isHalted;
    private ulong _epoch;
    private ulong _firstKept;
    private ulong _lastTicket;

    /// <summary>A pump of a fresh activation.</summary>
    /// <param name="key">The node's key in the table, and its name for the nodes that it sends to.</param>
    /// <param name="create">Makes the node in its initial state.</param>
    /// <param name="ports">The silo.</param>
    /// <param name="host">Told what becomes of the activation.</param>
    public NodePump(string key, Func<INode> create, NodePorts ports, INodeHost host)
    {
        (_key, _ports, _stores, _host, _rules) = (key, ports, ports.Stores, host, create());
        _recovery = new NodeRecovery(key, create, this, _stores.Table);
        _sender = new NodeSender(key, ports, host);
        _timers = new NodeTimers(ports, host, Wake);
        _watch = new NodeWatch(key, ports.Meters, ports.Clock);
    }

    /// <summary>Whether the node takes calls; while it does not, the one that was made last may be on its way through the journal.</summary>
    public bool IsReady => _node is { Phase: DurablePhase.Ready };

    /// <summary>Tries once to take the table; while that fails, goes on trying in the background.</summary>
    public async Task LoadAsync()
    {
        _ports.Meters.Enter(_watch);
        if (await TryRecoverAsync() is { } pause) _recovering = RecoverAsync(pause);
        else _isRecovering = false;
    }

    public Task<NodeAnswer> CallAsync(NodeCall call)
    {
        if (_node is not { Phase: DurablePhase.Ready } node) return RefuseAsync(call);
        var (ticket, answer) = Expect(isCall: true);
        node.Call(ticket, call.Client, call.Sequence, call.Payload, _ports.NowNs());
        return answer;
    }

    /// <summary>
    /// Takes another node's outputs. Each takes its place in the queue before anything is awaited; the answer waits for the
    /// commit of all.
    /// </summary>
    public async Task<NodeDelivered> DeliverAsync(NodeOutputs outputs)
    {
        if (_node is not { Phase: DurablePhase.Ready } node) return new NodeDelivered(_refusal, 0);
        var replies = new Task<NodeDelivered>[outputs.Payloads.Length];
        for (var i = 0; i < replies.Length; i++)
        {
            var pending = new Pending<NodeDelivered>(_watch.Delivery());
            _delivering.Add(++_lastTicket, pending);
            replies[i] = pending.Task;
            node.Deliver(_lastTicket, outputs.Source, outputs.First + (ulong)i, outputs.Payloads[i], _ports.NowNs());
        }

        return Merged(await Task.WhenAll(replies));
    }

    public Task<NodeAnswer> ReadAsync(byte[] query) => AskAsync((node, ticket) => node.Read(ticket, query));

    /// <summary>The last output of a source that the node has handled; 0 before the first.</summary>
    public ulong CursorOf(string source) => _node?.CursorOf(source) ?? 0;

    /// <summary>
    /// Committed blocks from a sequence on, as they stand in the table. That there are none yet says only who owns the table: somebody
    /// who was replaced unawares would cut the journal short.
    /// </summary>
    public async Task<NodeAnswer> ReadBlocksAsync(ulong first)
    {
        if (_node is not { Phase: DurablePhase.Ready } node) return new NodeAnswer(_refusal, []);
        if (first == 0) return new NodeAnswer(ReplyStatus.Malformed, []);
        if (first < _firstKept) return new NodeAnswer(ReplyStatus.TooOld, []);
        if (first > node.CommittedBlock && await InspectAsync() is { Status: not ReplyStatus.Answered } refused) return refused;
        if (first > node.CommittedBlock) return new NodeAnswer(ReplyStatus.Answered, []);
        var blocks = await Port.Once<ReadOnlyMemory<byte>>(done => _stores.Table.Read(_key, first, done));
        return blocks.IsEmpty ? new NodeAnswer(ReplyStatus.StoreUnavailable, []) : new NodeAnswer(ReplyStatus.Answered, blocks.ToArray());
    }

    public Task<NodeAnswer> InspectAsync() => AskAsync((node, ticket) => node.Inspect(ticket));

    /// <summary>
    /// Waits until everything that was taken is committed and answered, then leaves a snapshot for the next activation.
    /// </summary>
    public async Task DrainAsync()
    {
        _ended.TrySetResult();
        _ports.Meters.Leave(_watch);
        await _recovering;
        while (_node is { Phase: DurablePhase.Ready, IsDrained: false }) await _append;
        await _snapshot;
        _node?.TrySnapshot();
        await _snapshot;
        GiveUp();
        _stores.Table.Close(_key, _epoch);
    }

    void IDurableEffects.Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        _watch.Appending(block.Span);
        _append = SettleAsync(_node, sequence, done => _stores.Table.Append(_key, epoch, sequence, block, done));
    }

    void IDurableEffects.Confirm(ulong epoch, ulong sequence)
    {
        _watch.Confirming();
        _append = SettleAsync(_node, sequence, done => _stores.Table.Confirm(_key, epoch, sequence, done));
    }

    void IDurableEffects.SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) =>
        _snapshot = SaveSnapshotAsync(_node, epoch, sequence, snapshot);

    void IDurableEffects.Reply(ulong ticket, in DurableReply reply)
    {
        if (_waiting.Remove(ticket, out var answer))
        {
            _watch.Answered(answer.Start, reply.Status);
            if (answer.IsCall && reply.Status == ReplyStatus.Answered) _host.Answered(reply.Payload.Span);
            answer.SetResult(new NodeAnswer(reply.Status, Bytes(reply.Payload)));
        }
        else if (_delivering.Remove(ticket, out var delivered))
        {
            _watch.Delivered(delivered.Start, reply.Status);
            delivered.SetResult(new NodeDelivered(reply.Status, reply.Cursor));
        }
    }

    void IDurableEffects.Send(string target, ulong sequence, ReadOnlyMemory<byte> payload)
    {
        if (_node is { } node) _sender.Send(node, target, sequence, Bytes(payload));
    }

    void IDurableEffects.SetTimer(ulong id, long dueNs) => _timers.Set(id, dueNs);

    void IDurableEffects.Stop(StopReason reason)
    {
        _isFenced = reason == StopReason.Fenced;
        _isHalted = reason == StopReason.InvariantBroken;
        _refusal = _isHalted ? ReplyStatus.InvariantBroken : ReplyStatus.StoreUnavailable;
        GiveUp();
        if (_isHalted && _node?.Sample is { } sample) Halt(sample);
        _host.Stopped(reason);
        // A store may refuse at once, within the recovery that has just succeeded: then that one goes on trying.
        if (_isFenced || _isHalted || _isRecovering) return;
        _isRecovering = true;
        _recovering = RecoverAsync(TimeSpan.Zero);
    }

    /// <summary>An operator decides how it goes on: until then it neither recovers nor ends by itself.</summary>
    private void Halt(BreachSample sample)
    {
        _ports.Meters.Violated(sample.Breach.Name.Replace(' ', '-'));
        _host.Halted(sample.Breach, _stores.Samples?.Keep(_key, sample) ?? "");
        _host.StayAwake(UntilAnOperatorActs);
    }

    /// <summary>What the machine has sent and set is its own: the next one does all of it again.</summary>
    private void GiveUp()
    {
        _sender.Stop();
        _timers.Clear();
    }

    private void Wake(ulong id, long nowNs)
    {
        _watch.Begin();
        _node?.Timer(id, nowNs);
    }

    private async Task SettleAsync(DurableNode? node, ulong sequence, Action<Action<AppendOutcome>> write)
    {
        var outcome = await Port.Once(write);
        _watch.Settled(outcome);
        _watch.Begin();
        if (outcome == AppendOutcome.Committed) node?.Committed(sequence);
        else if (outcome == AppendOutcome.Fenced) node?.Fenced(sequence);
        else node?.Failed(sequence);
    }

    private async Task SaveSnapshotAsync(DurableNode? node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
        var outcome = await Port.Once<AppendOutcome>(
            done => _stores.Table.SaveSnapshot(_key, epoch, sequence, snapshot, done));
        _ports.Meters.Snapshot(outcome);
        if (outcome != AppendOutcome.Committed) _host.SnapshotNotKept(sequence, outcome);
        node?.SnapshotSaved();
    }

    private async Task RecoverAsync(TimeSpan pause)
    {
        while (!_ended.Task.IsCompleted)
        {
            await Task.WhenAny(Task.Delay(pause, _ports.Clock), _ended.Task);
            if (_ended.Task.IsCompleted || await TryRecoverAsync() is not { } next) break;
            pause = next;
        }

        _isRecovering = false;
    }

    /// <summary>One attempt.</summary>
    /// <returns>Null when the node is ready or another owns it, otherwise how long to wait before the next.</returns>
    private async Task<TimeSpan?> TryRecoverAsync()
    {
        var startedAt = _ports.Clock.GetTimestamp();
        var (opened, node, replayed) = await _recovery.RunAsync();
        _watch.Recovered(startedAt, opened.Status, replayed);
        _host.Opened(opened);
        if (node is null)
        {
            _refusal = opened.Status == OpenStatus.Corrupt ? ReplyStatus.CorruptData : ReplyStatus.StoreUnavailable;
            return opened.Status == OpenStatus.Corrupt ? _stores.PauseWhenCorrupt : _stores.PauseWhenUnavailable;
        }

        (_node, _epoch, _firstKept) = (node, opened.Epoch, opened.FirstSequence);
        node.Loaded(opened.Epoch);
        // Taken before anybody else can call: the first inputs of this epoch.
        foreach (var call in _stores.Emergency?.Unsettled(_key) ?? []) _ = SettleEmergencyAsync(call);
        return node.Phase == DurablePhase.Ready || _isFenced || _isHalted ? null : _stores.PauseWhenUnavailable;
    }

    private async Task SettleEmergencyAsync(EmergencyCall call)
    {
        var answer = await CallAsync(new NodeCall(call.Client, call.Sequence, Bytes(call.Payload)));
        if (answer.Status is ReplyStatus.Answered or ReplyStatus.TooOld or ReplyStatus.PayloadConflict)
        {
            _stores.Emergency?.Settle(_key, call.Client, call.Sequence);
        }
    }

    private async Task<NodeAnswer> RefuseAsync(NodeCall call)
    {
        var startedAt = _ports.Clock.GetTimestamp();
        var isTaken = _refusal is ReplyStatus.StoreUnavailable or ReplyStatus.InvariantBroken
            && _stores.Emergency is not null
            && DurableName.IsValid(call.Client) && call.Sequence != 0
            && _rules.Accepts(NodeInputKind.Call, call.Payload) && _rules.IsUrgent(call.Payload)
            && await Port.Once<bool>(
                done => _stores.Emergency.Append(_key, new(call.Client, call.Sequence, call.Payload), done));
        var status = isTaken ? ReplyStatus.Emergency : _refusal;
        _watch.Refused(startedAt, status);
        return new NodeAnswer(status, []);
    }

    private Task<NodeAnswer> AskAsync(Action<DurableNode, ulong> ask)
    {
        if (_node is not { Phase: DurablePhase.Ready } node) return Task.FromResult(new NodeAnswer(_refusal, []));
        var (ticket, answer) = Expect(isCall: false);
        ask(node, ticket);
        return answer;
    }

    private (ulong Ticket, Task<NodeAnswer> Answer) Expect(bool isCall)
    {
        var pending = new Pending<NodeAnswer>(_watch.Call()) { IsCall = isCall };
        _waiting.Add(++_lastTicket, pending);
        return (_lastTicket, pending.Task);
    }

    /// <summary>The furthest cursor, and the first status that is not Delivered.</summary>
    private static NodeDelivered Merged(NodeDelivered[] replies)
    {
        var merged = new NodeDelivered(replies.Length == 0 ? ReplyStatus.Malformed : ReplyStatus.Delivered, 0);
        foreach (var reply in replies)
        {
            var status = merged.Status == ReplyStatus.Delivered ? reply.Status : merged.Status;
            merged = new NodeDelivered(status, Math.Max(merged.Cursor, reply.Cursor));
        }

        return merged;
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> payload) =>
        MemoryMarshal.TryGetArray(payload, out var part)
        && part.Array is { } whole && part.Offset == 0 && part.Count == whole.Length
            ? whole
            : payload.ToArray();

    /// <summary>Who waits for an answer, and since when.</summary>
    private sealed class Pending<T>(CallStart start) : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public CallStart Start => start;

        public bool IsCall { get; init; }
    }
}
