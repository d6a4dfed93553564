using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Durable;
using Trading.Invariants;
using Trading.Journal;
using Xunit;

namespace Trading.Tests.Durable;

/// <summary>A node's table, and what a plain reading of it says must be the truth.</summary>
internal sealed class NodeHistory(string name)
{
    public string Name => name;

    public BlockTable Table { get; } = new();

    public TableOracle Oracle { get; } = new();

    public AppendOutcome Append(DurableWorld.PendingAppend append)
    {
        if (append.Block.IsEmpty) return Table.Confirm(append.Epoch, append.Sequence);
        var outcome = Table.Append(append.Epoch, append.Sequence, append.Block);
        if (outcome == AppendOutcome.Committed) Oracle.Follow(append.Block.Span);
        return outcome;
    }

    public DurableNode Replayed(DurableLimits limits)
    {
        var node = new DurableNode(new TallyNode(), new RecordingEffects(), limits);
        Load(node, Table.Open());
        return node;
    }

    /// <summary>From the newest snapshot and the blocks after it.</summary>
    public void Load(DurableNode node, OpenedTable opened)
    {
        foreach (var sequence in opened.Snapshots.Take(1))
        {
            Assert.True(node.Restore(Table.ReadSnapshot(sequence).Span).IsOk);
        }

        for (var sequence = node.CommittedBlock + 1; sequence <= opened.LastSequence; sequence++)
        {
            Assert.True(node.Replay(Table.Read(sequence).Span).IsOk);
        }
    }
}

/// <summary>
/// Applies committed records to a bare node: no de-duplication, no batching, so that it cannot share a mistake.
/// </summary>
internal sealed class TableOracle
{
    private readonly Dictionary<string, SortedSet<ulong>> _sequences = [];

    public TallyNode Node { get; } = new();

    public Dictionary<(string Client, ulong Sequence), byte[]> Answers { get; } = [];

    public List<(ulong Value, byte[] Payload)> Sent { get; } = [];

    public List<ulong> Delivered { get; } = [];

    public int TimersSet { get; private set; }

    public void Follow(ReadOnlySpan<byte> block)
    {
        Assert.True(BlockHeader.Open(block).TryGet(out var header, out _));
        var records = block[BlockHeader.Bytes..];
        for (var left = header.RecordCount; left > 0; left--)
        {
            Assert.True(BlockRecord.TryTake(ref records, out var record));
            Apply(record);
        }
    }

    /// <summary>With three answers kept, the fourth newest call and all before it are too old.</summary>
    public ulong Floor(string client)
    {
        if (!_sequences.TryGetValue(client, out var sequences)) return 0;
        var kept = 3;
        foreach (var sequence in sequences.Reverse())
        {
            if (kept-- == 0) return sequence;
        }

        return 0;
    }

    private void Apply(in BlockRecord record)
    {
        if (record.Kind == RecordKind.Covered) return;
        var output = new NodeOutput();
        Node.Handle(
            new NodeInput
            {
                Kind = (NodeInputKind)record.Kind,
                Source = record.Name,
                Sequence = record.Sequence,
                TimeNs = record.TimeNs,
                Payload = record.Payload,
            },
            output);
        TimersSet += output.Timers.Count;
        foreach (var send in output.Sends) Sent.Add((Node.Values[^1], send.Payload));
        if (record.Kind == RecordKind.Deliver)
        {
            Delivered.Add(Node.Values[^1]);
            Assert.True((ulong)Delivered.Count == record.Sequence, DurableInvariants.DeliveredInOrder.Sentence);
        }

        if (record.Kind == RecordKind.Call) RecordCall(record, output);
    }

    private void RecordCall(in BlockRecord record, NodeOutput output)
    {
        var isFirst = Answers.TryAdd((record.Name, record.Sequence), output.AnswerBytes.ToArray());
        Assert.True(isFirst, DurableInvariants.AppliedOnce.Sentence);
        if (!_sequences.TryGetValue(record.Name, out var sequences)) _sequences.Add(record.Name, sequences = []);
        sequences.Add(record.Sequence);
    }
}
