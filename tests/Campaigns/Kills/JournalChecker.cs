using System;
using System.Collections.Generic;
using Trading.Durable;
using Trading.Exchange;
using Trading.Journal;
using Trading.Model;

namespace Trading.Campaigns.Kills;

/// <summary>
/// Judges what clients were told by what the journals hold. It reads the journals itself, block by block, and runs a book of
/// its own over them: it shares nothing with the silo but the book's rules.
/// </summary>
internal sealed class JournalChecker
{
    private const int ViolationsShown = 50;
    private readonly SortedDictionary<string, Model> _models = new(StringComparer.Ordinal);
    private readonly List<Acknowledgement> _unjudged = [];

    /// <summary>What does not hold, the first of it in words.</summary>
    public List<string> Violations { get; } = [];

    public long Acknowledged { get; private set; }

    public long Lost { get; private set; }

    public long AppliedTwice { get; private set; }

    public long OtherAnswers { get; private set; }

    public long OtherHashes { get; private set; }

    public long HashesCompared { get; private set; }

    /// <summary>Everything that does not hold.</summary>
    public long ViolationCount { get; private set; }

    /// <summary>A client got this answer to its call, for the first time or again.</summary>
    public void Answered(string node, string client, ulong sequence, ReadOnlySpan<byte> answer, bool isRepeated)
    {
        if (!isRepeated) Acknowledged++;
        _unjudged.Add(new(node, client, sequence, StateHasher.Hash(answer)));
    }

    /// <summary>A live grain stands at a block with this state.</summary>
    public void Inspected(string node, NodeStatus status)
    {
        var model = ModelOf(node);
        if (status.Block > model.LastBlock) model.Expected[status.Block] = status;
        else if (status.Block < model.LastBlock) Violate($"{node} stands at block {status.Block}, its journal had {model.LastBlock}");
        else Compare(node, model, status);
    }

    /// <summary>Two ways to the same state.</summary>
    public void CompareHashes(string what, UInt128 first, UInt128 second)
    {
        HashesCompared++;
        if (first == second) return;
        OtherHashes++;
        Violate($"{what}: {StateHasher.ToText(first)} against {StateHasher.ToText(second)}");
    }

    /// <summary>The last block that was taken of a node.</summary>
    public ulong LastBlock(string node) => ModelOf(node).LastBlock;

    /// <summary>Whether a call is in the journal, as far as it was taken.</summary>
    public bool Holds(string node, string client, ulong sequence) => ModelOf(node).Answers.ContainsKey((client, sequence));

    /// <summary>Something else that does not hold.</summary>
    public void Violate(string what)
    {
        ViolationCount++;
        if (Violations.Count < ViolationsShown) Violations.Add(what);
    }

    /// <summary>Takes the next block of a node's journal.</summary>
    public void Take(string node, ReadOnlySpan<byte> block)
    {
        var model = ModelOf(node);
        if (!BlockHeader.Open(block).TryGet(out var header, out var error))
        {
            Violate($"{node}: a block after {model.LastBlock} does not verify: {error}");
            return;
        }

        if (header.Sequence != model.LastBlock + 1 || header.PreviousHash != model.LastHash || header.Epoch < model.Epoch)
        {
            Violate($"{node}: block {header.Sequence} of epoch {header.Epoch} does not follow block {model.LastBlock} of {model.Epoch}");
        }

        (model.LastBlock, model.LastHash, model.Epoch) = (header.Sequence, StateHasher.Hash(block), header.Epoch);
        for (var rest = block[BlockHeader.Bytes..]; BlockRecord.TryTake(ref rest, out var record);) Apply(node, model, record);
        if (model.Expected.Remove(header.Sequence, out var status)) Compare(node, model, status);
    }

    /// <summary>All journals were taken as far as they go: whatever was acknowledged must be in them.</summary>
    public void Judge()
    {
        foreach (var told in _unjudged)
        {
            var name = $"{told.Node}: call {told.Sequence} of {told.Client}";
            if (!ModelOf(told.Node).Answers.TryGetValue((told.Client, told.Sequence), out var answer))
            {
                Lost++;
                Violate($"{name} was acknowledged and is not in the journal");
            }
            else if (answer != told.AnswerHash)
            {
                OtherAnswers++;
                Violate($"{name} was answered otherwise than its journal says");
            }
        }

        _unjudged.Clear();
        foreach (var (node, model) in _models)
        {
            foreach (var block in model.Expected.Keys) Violate($"{node} stood at block {block}, its journal ends with {model.LastBlock}");
            model.Expected.Clear();
        }
    }

    private Model ModelOf(string node)
    {
        if (!_models.TryGetValue(node, out var model)) _models.Add(node, model = new Model());
        return model;
    }

    private void Apply(string node, Model model, in BlockRecord record)
    {
        model.Position++;
        if (record.Kind != RecordKind.Call)
        {
            Violate($"{node}: a record of kind {record.Kind}, which books do not have");
            return;
        }

        model.Output.Clear();
        model.Node.Handle(
            new NodeInput
            {
                Kind = NodeInputKind.Call,
                Source = record.Name,
                Sequence = record.Sequence,
                TimeNs = record.TimeNs,
                Payload = record.Payload,
            },
            model.Output);
        if (model.Answers.TryAdd((record.Name, record.Sequence), StateHasher.Hash(model.Output.AnswerBytes))) return;
        AppliedTwice++;
        Violate($"{node}: call {record.Sequence} of {record.Name} was applied twice");
    }

    private void Compare(string node, Model model, NodeStatus status)
    {
        CompareHashes($"{node} at block {status.Block}, live and replayed", status.StateHash, model.Node.StateHash());
        if (status.Position != model.Position) Violate($"{node} stands at input {status.Position}, its journal has {model.Position}");
    }

    private readonly record struct Acknowledgement(string Node, string Client, ulong Sequence, UInt128 AnswerHash);

    private sealed class Model
    {
        public BookNode Node { get; } = new();

        public NodeOutput Output { get; } = new();

        public Dictionary<(string Client, ulong Sequence), UInt128> Answers { get; } = [];

        public SortedDictionary<ulong, NodeStatus> Expected { get; } = [];

        public ulong LastBlock { get; set; }

        public UInt128 LastHash { get; set; }

        public ulong Epoch { get; set; }

        public ulong Position { get; set; }
    }
}
