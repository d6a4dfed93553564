using System;
using System.Collections.Generic;
using System.IO;
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
internal sealed class NodePump : IDurableEffects
{
    private readonly string _key;
    private readonly IBlockTable _table;
    private readonly TimeProvider _clock;
    private readonly Action<StopReason> _stopped;
    private readonly Dictionary<ulong, TaskCompletionSource<NodeAnswer>> _waiting = [];
    private readonly DurableNode _node;
    private Task _append = Task.CompletedTask;
    private Task _snapshot = Task.CompletedTask;
    private ulong _lastTicket;

    /// <summary>A pump of a fresh activation.</summary>
    /// <param name="key">The node's key in the table.</param>
    /// <param name="node">The node in its initial state.</param>
    /// <param name="table">Where its blocks are.</param>
    /// <param name="clock">For receive times.</param>
    /// <param name="stopped">Called once when the activation is fenced or poisoned.</param>
    public NodePump(string key, INode node, IBlockTable table, TimeProvider clock, Action<StopReason> stopped)
    {
        _key = key;
        _table = table;
        _clock = clock;
        _stopped = stopped;
        _node = new DurableNode(node, this, DurableLimits.Default);
    }

    /// <summary>Takes an epoch and replays the table.</summary>
    /// <exception cref="InvalidDataException">A block is refused: the node must not be activated over it.</exception>
    public async Task LoadAsync()
    {
        var opened = await Once<OpenedTable>(done => _table.Open(_key, done));
        if (opened.Status != OpenStatus.Opened)
        {
            throw new InvalidDataException($"the table of '{_key}' is {opened.Status}: {opened.Damage}");
        }

        for (var sequence = opened.FirstSequence; sequence <= opened.LastSequence; sequence++)
        {
            var block = await Once<ReadOnlyMemory<byte>>(done => _table.Read(_key, sequence, done));
            if (_node.Replay(block.Span).TryGet(out _, out var error)) continue;
            throw new InvalidDataException(
                $"block {sequence} of '{_key}' is refused: {error}. An operator must look at it.");
        }

        _node.Loaded(opened.Epoch);
    }

    public Task<NodeAnswer> CallAsync(NodeCall call)
    {
        var (ticket, answer) = Expect();
        _node.Call(ticket, call.Client, call.Sequence, call.Payload, NowNs());
        return answer;
    }

    public Task<NodeAnswer> ReadAsync(byte[] query)
    {
        var (ticket, answer) = Expect();
        _node.Read(ticket, query);
        return answer;
    }

    public Task<NodeAnswer> InspectAsync()
    {
        var (ticket, answer) = Expect();
        _node.Inspect(ticket);
        return answer;
    }

    /// <summary>Waits until everything that was taken is committed and answered.</summary>
    public async Task DrainAsync()
    {
        while (_node.Phase == DurablePhase.Ready && !_node.IsDrained) await _append;
    }

    void IDurableEffects.Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) =>
        _append = AppendAsync(epoch, sequence, block);

    void IDurableEffects.Confirm(ulong epoch, ulong sequence) => _append = ConfirmAsync(epoch, sequence);

    void IDurableEffects.SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) =>
        _snapshot = SaveSnapshotAsync(epoch, sequence, snapshot);

    void IDurableEffects.Reply(ulong ticket, in DurableReply reply)
    {
        if (_waiting.Remove(ticket, out var answer))
        {
            answer.SetResult(new NodeAnswer(reply.Status, Bytes(reply.Payload)));
        }
    }

    void IDurableEffects.Send(string target, ulong sequence, ReadOnlyMemory<byte> payload) =>
        throw new NotSupportedException($"'{_key}' has no channel to '{target}': the nodes pumped here only answer.");

    void IDurableEffects.SetTimer(ulong id, long dueNs) =>
        throw new NotSupportedException($"'{_key}' has no timers: the nodes pumped here only answer.");

    void IDurableEffects.Stop(StopReason reason) => _stopped(reason);

    private async Task AppendAsync(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        Settle(sequence, await Once<AppendOutcome>(done => _table.Append(_key, epoch, sequence, block, done)));
    }

    private async Task ConfirmAsync(ulong epoch, ulong sequence) =>
        Settle(sequence, await Once<AppendOutcome>(done => _table.Confirm(_key, epoch, sequence, done)));

    private async Task SaveSnapshotAsync(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
        await Once<AppendOutcome>(done => _table.SaveSnapshot(_key, epoch, sequence, snapshot, done));
        _node.SnapshotSaved();
    }

    private void Settle(ulong sequence, AppendOutcome outcome)
    {
        switch (outcome)
        {
            case AppendOutcome.Committed: _node.Committed(sequence); break;
            case AppendOutcome.Fenced: _node.Fenced(sequence); break;
            case AppendOutcome.Failed: _node.Failed(sequence); break;
        }
    }

    /// <summary>A callback as a task whose continuation runs on the activation's scheduler.</summary>
    public static Task<T> Once<T>(Action<Action<T>> start)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        start(completion.SetResult);
        return completion.Task;
    }

    private (ulong Ticket, Task<NodeAnswer> Answer) Expect()
    {
        var completion = new TaskCompletionSource<NodeAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(++_lastTicket, completion);
        return (_lastTicket, completion.Task);
    }

    private long NowNs() => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private static byte[] Bytes(ReadOnlyMemory<byte> payload) =>
        MemoryMarshal.TryGetArray(payload, out var part)
        && part.Array is { } whole && part.Offset == 0 && part.Count == whole.Length
            ? whole
            : payload.ToArray();
}
