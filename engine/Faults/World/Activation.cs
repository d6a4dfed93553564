using System;
using System.Collections.Generic;
using Trading.Durable;
using Trading.Journal;

namespace Trading.Faults;

/// <summary>
/// Pumps one durable node in a silo, as a grain does: it recovers from the table, carries effects out, and brings their
/// outcomes back. When the store fails it recovers anew; when it is fenced it ends.
/// </summary>
internal sealed partial class Activation : IDurableEffects
{
    private const long PauseNs = 200_000_000;
    private readonly FaultWorld _world;
    private readonly Dictionary<ulong, Action<DurableReply>> _waiting = [];
    private readonly OutputSender _sender;
    private DurableNode? _node;
    private ulong _lastTicket;
    private int _attempt;
    private bool _isLoading;

    public Activation(FaultWorld world, SimulatedSilo silo, NodeSpec spec)
    {
        (_world, Silo, Spec) = (world, silo, spec);
        Number = world.NextActivation();
        _sender = new OutputSender(world, this);
        Recover();
    }

    /// <summary>Counts activations.</summary>
    public ulong Number { get; }

    /// <summary>Where it lives.</summary>
    public SimulatedSilo Silo { get; }

    /// <summary>What it hosts.</summary>
    public NodeSpec Spec { get; }

    /// <summary>What it is about.</summary>
    public ProtocolStep Step { get; private set; }

    /// <summary>True once it has ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>True while it replays and begins.</summary>
    public bool IsLoading => _isLoading;

    /// <summary>The epoch that it took.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>The machine; null while it recovers.</summary>
    public DurableNode? Machine => _node is { Phase: DurablePhase.Ready } ? _node : null;

    /// <summary>The node inside the machine.</summary>
    public INode? Node { get; private set; }

    /// <summary>Ends it: nothing that it did or waits for matters any more.</summary>
    public void End()
    {
        IsOver = true;
        _attempt++;
        _sender.Stop();
        _waiting.Clear();
    }

    /// <summary>A client's call.</summary>
    public void Call(string client, ulong sequence, ReadOnlyMemory<byte> payload, Action<DurableReply> reply)
    {
        if (Machine is { } node) node.Call(Expect(reply), _world.Seams.Client(this, client), sequence, payload, Silo.NowNs);
        else reply(Refused);
    }

    /// <summary>Another node's output.</summary>
    public void Deliver(string source, ulong sequence, ReadOnlyMemory<byte> payload, Action<DurableReply> reply)
    {
        if (Machine is not { } node)
        {
            reply(Refused);
            return;
        }

        var told = _world.Seams.Delivery(this, source, sequence);
        node.Deliver(Expect(reply), _world.Seams.Source(this, source), told, payload, Silo.NowNs);
        _world.Seams.AfterDelivery(this, node, source, sequence, reply);
    }

    /// <summary>Asks for the node's status, or for what it shows.</summary>
    public void Read(ReadOnlyMemory<byte>? query, Action<DurableReply> reply)
    {
        if (Machine is not { } node) reply(Refused);
        else if (_world.Seams.Read(this, node, query) is { } early) reply(early);
        else if (query is { } bytes) node.Read(Expect(reply), bytes);
        else node.Inspect(Expect(reply));
    }

    /// <summary>A target told its cursor.</summary>
    public void Covered(string target, ulong cursor) => _node?.Covered(target, cursor);

    /// <summary>A target has not answered: what it has not covered is sent again.</summary>
    public void Resend(string target) => _node?.Resend(target);

    void IDurableEffects.Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        var node = _node;
        Enter(ProtocolStep.Appending);
        _world.Store.Append(Silo, Spec.Name, epoch, sequence, block.ToArray(), outcome =>
        {
            if (!IsCurrent(node)) return;
            Enter(ProtocolStep.Idle);
            Settle(node, sequence, _world.Seams.Appended(outcome));
        });
        if (_world.Seams.AcknowledgesEarly(this)) Settle(node, sequence, AppendOutcome.Committed);
    }

    void IDurableEffects.Confirm(ulong epoch, ulong sequence)
    {
        var node = _node;
        if (_world.Seams.ConfirmsUnasked)
        {
            Settle(node, sequence, AppendOutcome.Committed);
            return;
        }

        Enter(ProtocolStep.Confirming);
        _world.Store.Confirm(Silo, Spec.Name, epoch, sequence, outcome =>
        {
            if (!IsCurrent(node)) return;
            Enter(ProtocolStep.Idle);
            Settle(node, sequence, outcome);
        });
    }

    void IDurableEffects.SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
        var node = _node;
        Enter(ProtocolStep.Snapshotting);
        var (kept, bytes) = _world.Seams.Snapshot(this, sequence, snapshot.ToArray());
        _world.Store.SaveSnapshot(Silo, Spec.Name, epoch, kept, bytes, _ =>
        {
            if (IsCurrent(node)) node?.SnapshotSaved();
        });
    }

    void IDurableEffects.Reply(ulong ticket, in DurableReply reply)
    {
        if (_waiting.Remove(ticket, out var waiting)) waiting(_world.Seams.Answer(this, reply));
    }

    void IDurableEffects.Send(string target, ulong sequence, ReadOnlyMemory<byte> payload)
    {
        if (_world.Seams.Sends(this, target, sequence)) _sender.Send(target, sequence, payload);
    }

    void IDurableEffects.SetTimer(ulong id, long dueNs)
    {
        if (_world.Seams.SetsTimer(this)) WakeAt(_node, id, dueNs);
    }

    void IDurableEffects.Stop(StopReason reason)
    {
        _sender.Stop();
        if (_node?.Sample is { } sample) _world.Broken(Spec.Name, sample.Breach);
        if (reason == StopReason.Fenced)
        {
            End();
            Silo.Drop(this);
        }
        else if (!IsOver)
        {
            Retry();
        }
    }

    /// <summary>What of a source is committed; for planted bugs.</summary>
    internal ulong CommittedFrom(string source) => _world.WitnessOf(Spec.Name).DeliveredFrom(source);

    /// <summary>What was made for a target and is committed; for planted bugs.</summary>
    internal ulong CommittedTo(string target) => _world.WitnessOf(Spec.Name).SentTo(target);

    /// <summary>Hands an output over at once; for planted bugs.</summary>
    internal void SendUnheld(string target, ulong sequence, ReadOnlyMemory<byte> payload) => _sender.Send(target, sequence, payload);

    private static DurableReply Refused => new(ReplyStatus.StoreUnavailable, 0, default);

    private bool IsCurrent(DurableNode? node) => !IsOver && node is not null && node == _node;

    private ulong Expect(Action<DurableReply> reply)
    {
        _waiting.Add(++_lastTicket, reply);
        return _lastTicket;
    }

    private static void Settle(DurableNode? node, ulong sequence, AppendOutcome outcome)
    {
        if (outcome == AppendOutcome.Committed) node?.Committed(sequence);
        else if (outcome == AppendOutcome.Fenced) node?.Fenced(sequence);
        else node?.Failed(sequence);
    }

    private void WakeAt(DurableNode? node, ulong id, long dueNs) => Silo.After(Math.Max(1, dueNs - Silo.NowNs), () =>
    {
        if (!IsCurrent(node)) return;
        // A clock that was set back meanwhile: it is not due yet.
        if (Silo.NowNs < dueNs) WakeAt(node, id, dueNs);
        else node?.Timer(id, Silo.NowNs);
    });

    private void Enter(ProtocolStep step)
    {
        Step = step;
        _world.Weather.Entered(this, step);
    }
}
