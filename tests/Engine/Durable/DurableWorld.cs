using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Durable;
using Trading.Invariants;
using Trading.Journal;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Durable;

/// <summary>
/// Two nodes, clients, a lossy network and a table each, in any interleaving that a seed draws: appends that are lost
/// before or after they are written, several activations of one node at once, repetitions to any of them. An oracle
/// that follows the tables alone says what may leave.
/// </summary>
internal sealed class DurableWorld
{
    private static readonly DurableLimits Limits = new()
    {
        AnswersPerClient = 3,
        BlockBytesMax = 256,
        QueueCountMax = 12,
        SnapshotRecords = 9,
    };

    private readonly List<NodeHistory> _histories = [new("alpha"), new("beta")];
    private readonly List<Activation> _activations = [];
    private readonly List<PendingAppend> _appends = [];
    private readonly List<(Activation From, ulong Sequence, byte[] Payload)> _network = [];
    private readonly Dictionary<ulong, ExpectedCall> _tickets = [];
    private readonly Dictionary<(int Node, ulong Sequence), byte[]> _calls = [];
    private SeededRandom _random;
    private ulong _nextTicket = 1;
    private long _nowNs = 1;

    public DurableWorld(ulong seed)
    {
        _random = SeededRandom.Create(seed, "durable-world");
        Activate(0);
        Activate(1);
    }

    public int Answers { get; private set; }

    public int Refusals { get; private set; }

    public int Restored { get; private set; }

    public int FencedActivations { get; private set; }

    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++) Step();
    }

    /// <summary>
    /// Lets everything come to rest, then checks that both nodes hold what was committed, exactly once.
    /// </summary>
    public void SettleAndCheck()
    {
        for (var round = 0; round < 4; round++)
        {
            Activate(0);
            Activate(1);
            Quiesce();
        }

        foreach (var (node, sequence) in _calls.Keys.ToArray()) Repeat(node, sequence);
        Quiesce();
        var (alpha, beta) = (_histories[0], _histories[1]);
        Holds(
            DurableInvariants.DeliveredInOrder,
            alpha.Oracle.Sent.Select(sent => sent.Value).SequenceEqual(beta.Oracle.Delivered));
        foreach (var history in _histories)
        {
            Holds(
                DurableInvariants.ReplayEqual,
                Current(history).Node.StateHash() == history.Replayed(Limits).StateHash());
        }
    }

    private void Step()
    {
        _nowNs += _random.Below(4);
        switch (_random.Below(20))
        {
            case < 7: NewCall((int)_random.Below(2)); break;
            case < 10: RepeatAny(); break;
            case < 15: CompleteAnAppend(); break;
            case < 17: DeliverSomething(); break;
            case < 18: Pick(_activations).Node.Timer(TallyNode.TimerId, _nowNs); break;
            case < 19: ReadFrom(Pick(_activations)); break;
            default: if (_random.ChancePpm(300_000)) Activate((int)_random.Below(2)); break;
        }
    }

    private void NewCall(int node)
    {
        var sequence = (ulong)(_calls.Count + 1);
        var kind = (byte)(node == 1 ? TallyNode.Add : _random.Between(TallyNode.Add, TallyNode.AddAndSetTimer));
        _calls[(node, sequence)] = TallyNode.Command(kind, sequence);
        Repeat(node, sequence);
    }

    private void RepeatAny()
    {
        if (_calls.Count == 0) return;
        // Recent calls are repeated more often than those that are long too old.
        var back = Math.Min(_calls.Count, (int)_random.Between(1, 8));
        var (node, sequence) = _calls.Keys.Single(call => call.Sequence == (ulong)(_calls.Count - back + 1));
        Repeat(node, sequence);
    }

    private void Repeat(int node, ulong sequence)
    {
        var target = _random.ChancePpm(200_000)
            ? Pick(_activations.Where(activation => activation.History == _histories[node]).ToList())
            : Current(_histories[node]);
        var ticket = _nextTicket++;
        _tickets[ticket] = new ExpectedCall(target.History, "client-" + (sequence % 2), sequence);
        target.Node.Call(ticket, "client-" + (sequence % 2), sequence, _calls[(node, sequence)], _nowNs);
    }

    private void ReadFrom(Activation activation)
    {
        var ticket = _nextTicket++;
        _tickets[ticket] = new ExpectedCall(activation.History, "", 0)
        {
            TotalsBefore = activation.History.Oracle.Node.Totals.Count,
        };
        activation.Node.Read(ticket, default);
    }

    private void CompleteAnAppend()
    {
        if (_appends.Count == 0) return;
        var index = (int)_random.Below(_appends.Count);
        var append = _appends[index];
        _appends.RemoveAt(index);
        var isLost = _random.ChancePpm(80_000);
        // A lost append is written or not: the activation cannot know.
        var isWritten = !isLost || _random.ChancePpm(500_000);
        var outcome = isWritten ? append.From.History.Append(append) : AppendOutcome.Fenced;
        if (isLost) append.From.Node.Failed(append.Sequence);
        else if (outcome == AppendOutcome.Committed) append.From.Node.Committed(append.Sequence);
        else append.From.Node.Fenced(append.Sequence);
    }

    private void DeliverSomething()
    {
        if (_network.Count == 0)
        {
            Pick(_activations).Node.Resend(TallyNode.Peer);
            return;
        }

        var index = (int)_random.Below(_network.Count);
        var (from, sequence, payload) = _network[index];
        if (!_random.ChancePpm(300_000)) _network.RemoveAt(index);
        if (_random.ChancePpm(100_000)) return;
        var target = Pick(_activations.Where(activation => activation.History == _histories[1]).ToList());
        var ticket = _nextTicket++;
        _tickets[ticket] = new ExpectedCall(target.History, "", 0) { Sender = from };
        target.Node.Deliver(ticket, "alpha", sequence, payload, _nowNs);
    }

    private void Quiesce()
    {
        for (var round = 0; round < 200; round++)
        {
            Current(_histories[0]).Node.Resend(TallyNode.Peer);
            while (_network.Count > 0)
            {
                var (from, sequence, payload) = _network[0];
                _network.RemoveAt(0);
                var ticket = _nextTicket++;
                _tickets[ticket] = new ExpectedCall(_histories[1], "", 0) { Sender = from };
                Current(_histories[1]).Node.Deliver(ticket, "alpha", sequence, payload, _nowNs);
            }

            foreach (var append in _appends.ToArray())
            {
                _appends.Remove(append);
                if (append.From.History.Append(append) == AppendOutcome.Committed) append.From.Node.Committed(
                    append.Sequence);
                else append.From.Node.Fenced(append.Sequence);
            }
        }
    }

    private void Activate(int node)
    {
        var history = _histories[node];
        var activation = new Activation(this, history);
        var opened = history.Table.Open();
        history.Load(activation.Node, opened);
        Restored += opened.Snapshots.Count > 0 ? 1 : 0;
        _activations.Add(activation);
        activation.Node.Loaded(opened.Epoch);
        // Only a few stale activations are kept alive.
        if (_activations.Count(other => other.History == history) > 3)
        {
            _activations.Remove(_activations.First(other => other.History == history));
        }
    }

    private Activation Current(NodeHistory history) => _activations.Last(activation => activation.History == history);

    private T Pick<T>(List<T> items) => items[(int)_random.Below(items.Count)];

    private void CheckReply(Activation from, ulong ticket, in DurableReply reply)
    {
        var expected = _tickets[ticket];
        Assert.True(_tickets.Remove(ticket), "answered twice");
        if (expected.Sender is { } sender)
        {
            CheckDelivery(from, sender, reply);
            return;
        }

        if (reply.Status != ReplyStatus.Answered)
        {
            Refusals++;
            var isTooOld = from.History.Oracle.Floor(expected.Client) >= expected.Sequence;
            Holds(DurableInvariants.TooOldIsTrue, reply.Status != ReplyStatus.TooOld || isTooOld);
            Assert.NotEqual(ReplyStatus.PayloadConflict, reply.Status);
            return;
        }

        Answers++;
        if (expected.Sequence == 0) CheckRead(from, expected, reply);
        else CheckAnswer(from, expected, reply);
    }

    private static void CheckAnswer(Activation from, ExpectedCall expected, in DurableReply reply)
    {
        var isCommitted = from.History.Oracle.Answers.TryGetValue((expected.Client, expected.Sequence), out var answer);
        Holds(DurableInvariants.NothingBeforeCommit, isCommitted);
        Holds(DurableInvariants.SameAnswer, reply.Payload.Span.SequenceEqual(answer));
    }

    private static void Holds(Invariant invariant, bool condition) =>
        Assert.True(condition, $"invariant {invariant.Number}: {invariant.Sentence}");

    private static void CheckDelivery(Activation from, Activation sender, in DurableReply reply)
    {
        if (reply.Status is not (ReplyStatus.Delivered or ReplyStatus.Gap)) return;
        Holds(DurableInvariants.NothingBeforeCommit, reply.Cursor <= (ulong)from.History.Oracle.Delivered.Count);
        sender.Node.Covered(TallyNode.Peer, reply.Cursor);
    }

    private static void CheckRead(Activation from, ExpectedCall expected, in DurableReply reply)
    {
        var reader = new StateReader(reply.Payload.Span);
        var (count, total) = (reader.ReadInt32(), reader.ReadUInt64());
        var totals = from.History.Oracle.Node.Totals;
        Holds(DurableInvariants.NothingBeforeCommit, count <= totals.Count && totals[count - 1] == total);
        Holds(DurableInvariants.ReadsAreCurrent, count >= expected.TotalsBefore);
    }

    internal sealed class Activation : IDurableEffects
    {
        private readonly DurableWorld _world;

        public Activation(DurableWorld world, NodeHistory history)
        {
            _world = world;
            History = history;
            Node = new DurableNode(new TallyNode(), this, Limits);
        }

        public NodeHistory History { get; }

        public DurableNode Node { get; }

        public void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) =>
            _world._appends.Add(new PendingAppend(this, epoch, sequence, block));

        public void Confirm(ulong epoch, ulong sequence) =>
            _world._appends.Add(new PendingAppend(this, epoch, sequence, default));

        public void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
        {
            // Kept or lost: the activation goes on alike.
            if (_world._random.ChancePpm(700_000)) History.Table.SaveSnapshot(epoch, sequence, snapshot);
            Node.SnapshotSaved();
        }

        public void Reply(ulong ticket, in DurableReply reply) => _world.CheckReply(this, ticket, reply);

        public void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload)
        {
            var sent = History.Oracle.Sent;
            Holds(DurableInvariants.NothingBeforeCommit, sequence <= (ulong)sent.Count);
            Holds(DurableInvariants.SameAnswer, payload.Span.SequenceEqual(sent[(int)sequence - 1].Payload));
            _world._network.Add((this, sequence, payload.ToArray()));
        }

        public void SetTimer(ulong id, long dueNs) =>
            Holds(DurableInvariants.NothingBeforeCommit, History.Oracle.TimersSet > 0);

        public void Stop(StopReason reason)
        {
            if (reason == StopReason.Fenced) _world.FencedActivations++;
        }
    }

    internal readonly record struct PendingAppend(
        Activation From, ulong Epoch, ulong Sequence, ReadOnlyMemory<byte> Block);

    private sealed record ExpectedCall(NodeHistory History, string Client, ulong Sequence)
    {
        public Activation? Sender { get; init; }

        /// <summary>How many totals were committed when a read was asked.</summary>
        public int TotalsBefore { get; init; }
    }
}
