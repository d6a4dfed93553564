using System;
using System.Collections.Generic;
using System.Text;
using Trading.Durable;
using Trading.Invariants;
using Trading.Journal;
using Trading.Model;

namespace Trading.Faults;

/// <summary>
/// Follows one node's committed blocks and nothing else: it applies their records to a bare node, without de-duplication,
/// batches or an outbox, so that it cannot share a mistake with the machine that it judges.
/// </summary>
internal sealed class JournalWitness(FaultWorld world, NodeSpec spec)
{
    private readonly Dictionary<(string Client, ulong Sequence), WitnessedCall> _calls = [];
    private readonly Dictionary<string, List<ulong>> _sequences = [];
    private readonly Dictionary<string, ulong> _delivered = [];
    private readonly SortedDictionary<string, List<UInt128>> _sent = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ulong, long> _timers = [];
    private readonly List<UInt128> _chains = [0];
    private readonly List<UInt128> _blocks = [];
    private readonly NodeOutput _output = new();

    /// <summary>The bare node.</summary>
    public INode Node { get; } = world.Seams.Witnessed(spec.Create());

    /// <summary>Inputs committed.</summary>
    public ulong Position => (ulong)_chains.Count - 1;

    /// <summary>The last committed block.</summary>
    public ulong LastBlock => (ulong)_blocks.Count;

    /// <summary>The place of the latest input whose answer a client has had.</summary>
    public ulong AnsweredPosition { get; private set; }

    /// <summary>Timers that are set.</summary>
    public int TimerCount => _timers.Count;

    /// <summary>The running hash of all outputs after so many inputs.</summary>
    public UInt128 ChainAt(ulong position) => _chains[(int)position];

    /// <summary>The hash of a committed block.</summary>
    public UInt128 HashOf(ulong block) => _blocks[(int)block - 1];

    /// <summary>How many outputs were made for a target.</summary>
    public ulong SentTo(string target) => _sent.TryGetValue(target, out var sent) ? (ulong)sent.Count : 0;

    /// <summary>How many outputs of a source stand in the blocks.</summary>
    public ulong DeliveredFrom(string source) => _delivered.GetValueOrDefault(source);

    /// <summary>What was committed for a call; null when it was not.</summary>
    public WitnessedCall? Find(string client, ulong sequence) =>
        _calls.TryGetValue((client, sequence), out var call) ? call : null;

    /// <summary>The newest of a client's calls whose answer is evicted; 0 when none is.</summary>
    public ulong FloorOf(string client) =>
        _sequences.TryGetValue(client, out var sequences) && sequences.Count > spec.Limits.AnswersPerClient
            ? sequences[^(spec.Limits.AnswersPerClient + 1)]
            : 0;

    /// <summary>A client had this call's answer: whatever is asked from now on stands behind it.</summary>
    public void Answered(in WitnessedCall call) => AnsweredPosition = Math.Max(AnsweredPosition, call.Position);

    /// <summary>The hash of an output; null when no committed block made it.</summary>
    public UInt128? OutputOf(string target, ulong sequence) =>
        _sent.TryGetValue(target, out var sent) && sequence > 0 && sequence <= (ulong)sent.Count ? sent[(int)sequence - 1] : null;

    /// <summary>A new owner found a table: it holds all that was committed, and at most what was tried.</summary>
    public void Opened(OpenedTable opened, SimulatedTable table)
    {
        if (opened.Status != OpenStatus.Opened) return;
        if (opened.LastSequence < LastBlock)
        {
            world.Violate(JournalInvariants.AcknowledgedIsFound, $"{spec.Name}: {LastBlock} blocks were committed, {opened.LastSequence} are found");
            return;
        }

        if (world.Scene.IsLocal) Compare(opened, table);
        for (var sequence = LastBlock + 1; sequence <= opened.LastSequence;)
        {
            // A block whose append was never answered, and that is there all the same.
            var blocks = table.Read(sequence).Span;
            if (blocks.IsEmpty) return;
            for (; !blocks.IsEmpty && BlockHeader.LengthOf(blocks) is var length and > 0; sequence++)
            {
                Follow(blocks[..length]);
                blocks = blocks[length..];
            }
        }
    }

    /// <summary>What was committed is there byte for byte. A block that cannot be read now is not one that is lost.</summary>
    private void Compare(OpenedTable opened, SimulatedTable table)
    {
        for (var sequence = opened.FirstSequence; sequence <= LastBlock;)
        {
            var blocks = table.Read(sequence).Span;
            if (blocks.IsEmpty) return;
            for (; !blocks.IsEmpty && sequence <= LastBlock; sequence++)
            {
                var length = BlockHeader.LengthOf(blocks);
                if (length == 0 || StateHasher.Hash(blocks[..length]) != HashOf(sequence))
                {
                    world.Violate(JournalInvariants.AcknowledgedIsFound, $"{spec.Name}: block {sequence} is another one than was committed");
                    return;
                }

                blocks = blocks[length..];
            }
        }
    }

    /// <summary>Applies the next committed block.</summary>
    public void Follow(ReadOnlySpan<byte> block)
    {
        if (!BlockHeader.Open(block).TryGet(out var header, out var error))
        {
            world.Violate(JournalInvariants.DamageIsNeverSilent, $"{spec.Name}: a block does not verify: {error}");
            return;
        }

        if (header.Sequence != LastBlock + 1)
        {
            world.Violate(DurableInvariants.StaleAppendsFail, $"{spec.Name}: block {header.Sequence} after block {LastBlock}");
            return;
        }

        _blocks.Add(StateHasher.Hash(block));
        world.Trace(_blocks[^1]);
        var records = block[BlockHeader.Bytes..];
        for (var left = header.RecordCount; left > 0; left--)
        {
            if (!BlockRecord.TryTake(ref records, out var record)) break;
            Apply(record);
        }

        if (_chains[^1] != header.OutputChain && !world.IsViolated)
        {
            world.Violate(DurableInvariants.ReplayEqual, $"{spec.Name}: block {header.Sequence} gives other outputs in replay");
        }
    }

    private void Apply(in BlockRecord record)
    {
        switch (record.Kind)
        {
            case RecordKind.Covered:
                if (record.Sequence > world.DeliveredTo(record.Name, spec.Name))
                {
                    world.Violate(
                        DurableInvariants.DeliveredInOrder,
                        $"{spec.Name}: output {record.Sequence} to {record.Name} is covered before it is delivered");
                }

                return;
            case RecordKind.Deliver: CheckDelivery(record); break;
            case RecordKind.Timer: CheckTimer(record); break;
        }

        _output.Clear();
        Node.Handle(
            new NodeInput
            {
                Kind = (NodeInputKind)record.Kind,
                Source = PlantedName.Plain(record.Name),
                Sequence = record.Sequence,
                TimeNs = record.TimeNs,
                Payload = record.Payload,
            },
            _output);
        Absorb();
        if (record.Kind == RecordKind.Call) RecordCall(record);
    }

    private void Absorb()
    {
        var chain = StateHasher.Chain(_chains[^1], _output.AnswerBytes);
        foreach (var (target, payload) in _output.Sends)
        {
            if (!_sent.TryGetValue(target, out var sent)) _sent.Add(target, sent = []);
            sent.Add(StateHasher.Hash(payload));
            chain = StateHasher.Chain(StateHasher.Chain(chain, Encoding.ASCII.GetBytes(target)), payload);
        }

        foreach (var (id, dueNs) in _output.Timers) _timers[id] = dueNs;
        _chains.Add(chain);
    }

    private void CheckDelivery(in BlockRecord record)
    {
        var source = PlantedName.Plain(record.Name);
        var due = DeliveredFrom(source) + 1;
        if (record.Sequence != due)
        {
            world.Violate(DurableInvariants.DeliveredInOrder, $"{spec.Name}: output {record.Sequence} of {source} where {due} was due");
        }
        else if (world.OutputOf(source, spec.Name, record.Sequence) is not { } hash)
        {
            world.Violate(DurableInvariants.NothingBeforeCommit, $"{spec.Name}: output {record.Sequence} of {source} was never committed there");
        }
        else if (hash != StateHasher.Hash(record.Payload))
        {
            world.Violate(DurableInvariants.DeliveredInOrder, $"{spec.Name}: output {record.Sequence} of {source} is another one");
        }

        _delivered[source] = due;
    }

    private void CheckTimer(in BlockRecord record)
    {
        if (!_timers.TryGetValue(record.Sequence, out var dueNs) || record.TimeNs < dueNs)
        {
            world.Violate(DurableInvariants.TimersAreDue, $"{spec.Name}: timer {record.Sequence} at {record.TimeNs}, due {dueNs}");
        }

        _timers.Remove(record.Sequence);
    }

    private void RecordCall(in BlockRecord record)
    {
        var client = PlantedName.Plain(record.Name);
        var call = new WitnessedCall(Position, StateHasher.Hash(_output.AnswerBytes), StateHasher.Hash(record.Payload));
        if (!_calls.TryAdd((client, record.Sequence), call))
        {
            world.Violate(DurableInvariants.AppliedOnce, $"{spec.Name}: call {record.Sequence} of {client} stands in the blocks twice");
        }

        if (!_sequences.TryGetValue(client, out var sequences)) _sequences.Add(client, sequences = []);
        var place = sequences.BinarySearch(record.Sequence);
        sequences.Insert(place < 0 ? ~place : place, record.Sequence);
    }
}

/// <summary>A call in the blocks.</summary>
/// <param name="Position">Its place among the node's inputs.</param>
/// <param name="Answer">The hash of its answer.</param>
/// <param name="Payload">The hash of its bytes.</param>
internal readonly record struct WitnessedCall(ulong Position, UInt128 Answer, UInt128 Payload);
