using System;
using System.Collections.Generic;
using Trading.Durable;
using Trading.Invariants;
using Trading.Model;

namespace Trading.Faults;

/// <summary>
/// Somebody who calls nodes over the network: asks again with the same id until there is an answer, and holds every answer,
/// the late and the repeated ones too, against the committed blocks.
/// </summary>
internal sealed class Caller(FaultWorld world, int place, string name)
{
    private const long TimeoutNs = 2_000_000_000;
    private readonly Dictionary<string, SimulatedSilo> _routes = new(StringComparer.Ordinal);
    private int _life;
    private SeededRandom _random = SeededRandom.Create(world.Config.Seed, "caller/" + name);

    /// <summary>Its name as a client.</summary>
    public string Name => name;

    /// <summary>Calls without an answer.</summary>
    public int Open { get; private set; }

    /// <summary>Makes a call.</summary>
    /// <param name="node">The node.</param>
    /// <param name="sequence">The caller's number for it.</param>
    /// <param name="payload">Its bytes.</param>
    /// <param name="answered">Told the first answer.</param>
    public PlacedCall Ask(string node, ulong sequence, byte[] payload, Action<ReadOnlyMemory<byte>> answered)
    {
        var witness = world.WitnessOf(node);
        // A call of an earlier life that is committed stands where it stands.
        var floor = witness.Find(name, sequence) is null ? witness.AnsweredPosition : 0;
        var call = new PlacedCall(node, sequence, payload, floor, answered) { Life = _life };
        Open++;
        Attempt(call);
        return call;
    }

    /// <summary>The caller died: nobody waits for what it had asked.</summary>
    public void Abandon()
    {
        _life++;
        Open = 0;
    }

    /// <summary>Makes a call once more, although it may be answered; nobody waits.</summary>
    public void Repeat(PlacedCall call) => Send(call, 0);

    /// <summary>Asks for a node's status, or for what it shows; nobody asks again.</summary>
    public void Read(string node, byte[]? query)
    {
        var witness = world.WitnessOf(node);
        var asked = witness.Position;
        var silo = RouteTo(node);
        world.Network.Send(place, silo.Place, ProtocolStep.Calling, () => silo.Run(() =>
        {
            if (world.Directory.At(silo, node) is not { } activation) return;
            activation.Read(query, reply =>
            {
                // What was committed meanwhile may be shown; what was committed when it left is what it may show at most.
                CheckRead(node, witness, asked, query, reply);
                world.Network.Send(silo.Place, place, ProtocolStep.Answering, static () => { });
            });
        }));
    }

    private void Attempt(PlacedCall call)
    {
        var attempt = ++call.Attempts;
        Send(call, attempt);
        world.Queue.After(TimeoutNs, () => Again(call, attempt, 0));
    }

    private void Again(PlacedCall call, int attempt, long pauseNs)
    {
        if (call.IsAnswered || call.Attempts != attempt || call.Life != _life) return;
        _routes.Remove(call.Node);
        call.Attempts++;
        world.Queue.After(1 + pauseNs, () =>
        {
            if (!call.IsAnswered && call.Attempts == attempt + 1 && call.Life == _life) Attempt(call);
        });
    }

    private void Send(PlacedCall call, int attempt)
    {
        var silo = RouteTo(call.Node);
        world.Network.Send(place, silo.Place, ProtocolStep.Calling, () => silo.Run(() =>
        {
            void Back(DurableReply reply) =>
                world.Network.Send(silo.Place, place, ProtocolStep.Answering, () => Take(call, attempt, reply));

            if (world.Directory.At(silo, call.Node) is { } activation) activation.Call(name, call.Sequence, call.Payload, Back);
            else Back(new DurableReply(ReplyStatus.Unavailable, 0, default));
        }));
    }

    /// <summary>A caller keeps to where it found a node, until that fails.</summary>
    private SimulatedSilo RouteTo(string node)
    {
        if (!_routes.TryGetValue(node, out var silo)) _routes.Add(node, silo = world.Directory.Route(node));
        return silo;
    }

    private void Take(PlacedCall call, int attempt, in DurableReply reply)
    {
        world.Trace((ulong)reply.Status, call.Sequence);
        switch (reply.Status)
        {
            case ReplyStatus.Answered:
                TakeAnswer(call, reply.Payload);
                break;
            case ReplyStatus.TooOld:
                var floor = world.WitnessOf(call.Node).FloorOf(name);
                if (call.Sequence > floor || (!call.IsAnswered && call.Life == _life))
                {
                    world.Violate(DurableInvariants.TooOldIsTrue, $"{call.Node}: call {call.Sequence} of {name}, floor {floor}");
                }

                break;
            case ReplyStatus.PayloadConflict or ReplyStatus.Malformed or ReplyStatus.TooLarge or ReplyStatus.TooManyClients:
                world.Violate(DurableInvariants.SameAnswer, $"{call.Node}: call {call.Sequence} of {name} is refused as {reply.Status}");
                break;
            default:
                // Longer from time to time, so that callers do not keep a struggling silo busy.
                if (attempt > 0) Again(call, attempt, Math.Min(attempt, 8) * _random.Between(20_000_000, 250_000_000));
                break;
        }
    }

    private void TakeAnswer(PlacedCall call, ReadOnlyMemory<byte> answer)
    {
        var witness = world.WitnessOf(call.Node);
        if (witness.Find(name, call.Sequence) is not { } witnessed)
        {
            world.Violate(DurableInvariants.NothingBeforeCommit, $"{call.Node}: call {call.Sequence} of {name} is answered and not committed");
            return;
        }

        if (witnessed.Answer != StateHasher.Hash(answer.Span) || witnessed.Payload != StateHasher.Hash(call.Payload))
        {
            world.Violate(DurableInvariants.SameAnswer, $"{call.Node}: call {call.Sequence} of {name} has another answer than its blocks");
        }

        if (call.IsAnswered || call.Life != _life) return;
        if (witnessed.Position <= call.Floor)
        {
            world.Violate(
                DurableInvariants.RealTimeOrder,
                $"{call.Node}: call {call.Sequence} of {name} stands at {witnessed.Position}, not behind {call.Floor}");
        }

        if (world.Seams.IsCanary) world.Violate(WorldInvariants.CanarySings, $"{call.Node}: call {call.Sequence} of {name} is answered");
        call.IsAnswered = true;
        Open--;
        witness.Answered(witnessed);
        call.Answered(answer);
    }

    private void CheckRead(string node, JournalWitness witness, ulong asked, byte[]? query, in DurableReply reply)
    {
        if (reply.Status != ReplyStatus.Answered) return;
        world.Trace(StateHasher.Hash(reply.Payload.Span));
        if (query is not null)
        {
            if (witness.Position != asked) return;
            var shown = new System.Buffers.ArrayBufferWriter<byte>();
            witness.Node.Query(query, shown);
            if (!shown.WrittenSpan.SequenceEqual(reply.Payload.Span))
            {
                world.Violate(DurableInvariants.ReadsAreCurrent, $"{node}: a read after {asked} inputs shows another state");
            }

            return;
        }

        if (!NodeStatus.TryDecode(reply.Payload.Span, out var status)) return;
        if (status.Position < asked)
        {
            world.Violate(
                DurableInvariants.ReadsAreCurrent,
                $"{node}: a read shows {status.Position} inputs, {asked} were committed when it was asked");
        }
        else if (status.Position > witness.Position)
        {
            world.Violate(DurableInvariants.NothingBeforeCommit, $"{node}: a read shows {status.Position} inputs, {witness.Position} are committed");
        }
        else if (status.OutputChain != witness.ChainAt(status.Position))
        {
            world.Violate(DurableInvariants.ReplayEqual, $"{node}: a read after {status.Position} inputs shows other outputs");
        }
    }
}

/// <summary>A call as its caller remembers it.</summary>
/// <param name="node">The node.</param>
/// <param name="sequence">The caller's number for it.</param>
/// <param name="payload">Its bytes.</param>
/// <param name="floor">The place of the latest input that was known to be answered when it was first made.</param>
/// <param name="answered">Told the first answer.</param>
internal sealed class PlacedCall(string node, ulong sequence, byte[] payload, ulong floor, Action<ReadOnlyMemory<byte>> answered)
{
    public string Node => node;

    public ulong Sequence => sequence;

    public byte[] Payload => payload;

    public ulong Floor => floor;

    public Action<ReadOnlyMemory<byte>> Answered => answered;

    /// <summary>The life of the caller that waits for it.</summary>
    public int Life { get; init; }

    public int Attempts { get; set; }

    public bool IsAnswered { get; set; }
}
