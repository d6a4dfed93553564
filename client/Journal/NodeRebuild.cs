using System;
using System.Buffers;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Desk;
using Trading.Durable;
using Trading.Exchange;
using Trading.Journal;
using Trading.Market;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary>What a rebuilt node looks like.</summary>
/// <param name="Status">Its committed state in numbers, as the live grain gives them.</param>
/// <param name="WholeHash">The hash of everything: state, recorded answers, cursors, outbox, timers.</param>
/// <param name="View">The book; null before it has rules, and for other nodes.</param>
/// <param name="Desk">The desk's node that a session hosts; null before it is opened, and for other nodes.</param>
/// <param name="Market">The market; null for other nodes.</param>
/// <param name="Feed">The feed; null for other nodes.</param>
/// <param name="Snapshot">The block whose snapshot it began from; 0 for none.</param>
/// <param name="Blocks">Blocks replayed.</param>
/// <param name="Notices">Snapshots that were passed over.</param>
internal sealed record RebuiltNode(
    NodeStatus Status, UInt128 WholeHash, BookView? View, DeskNode? Desk, MarketStatus? Market, FeedState? Feed, ulong Snapshot, ulong Blocks,
    string[] Notices);

/// <summary>
/// Rebuilds a node from its journal by the code that a silo runs: the newest snapshot at or before the target that the
/// node accepts, and every block after it.
/// </summary>
/// <param name="nodes">Makes the node that wrote the journal.</param>
/// <param name="journal">The journal.</param>
/// <param name="target">How far.</param>
/// <param name="levels">Levels per side of the view.</param>
/// <param name="tape">Takes a book's run from where the rebuild begins; null for none.</param>
internal sealed class NodeRebuild(RecordedNodes nodes, NodeJournal journal, ReplayTarget target, int levels, BookTape? tape = null)
{
    private readonly OfflineEffects _effects = new();
    private INode _inner = nodes.Create(journal.Node);
    private string[] _notices = [];

    /// <summary>The machine, replayed and not begun; for one who goes on with it.</summary>
    public DurableNode? Machine { get; private set; }

    /// <summary>Rebuilds the state and asks for it.</summary>
    /// <returns>The state, or what does not replay.</returns>
    public async Task<Result<RebuiltNode, CorruptData>> RunAsync(CancellationToken cancellation)
    {
        var replayed = await ReplayAsync(_effects, cancellation);
        if (!replayed.TryGet(out var from, out var damage)) return damage;
        if (Machine is not { } node) throw new InvalidOperationException("a replay ended without its node");
        _effects.Node = node;
        node.Loaded(Math.Max(1, journal.Table.Epoch));
        if (await FeedAsync(node, cancellation) is { } refused) return refused;
        node.Inspect(OfflineEffects.InspectTicket);
        if (_inner is BookNode) node.Read(OfflineEffects.ReadTicket, BookView.Query(levels));
        return new RebuiltNode(
            _effects.Status, node.StateHash(), _effects.View, (_inner as SessionNode)?.Node,
            _inner is MarketNode ? MarketStatus.Read(Ask(MarketQuery.Status)) : null, _inner is FeedNode ? FeedState.Read(Ask([])) : null,
            from, target.Block - from, _notices);
    }

    /// <summary>Replays the whole blocks.</summary>
    /// <returns>The block whose snapshot it began from, 0 for none.</returns>
    public async Task<Result<ulong, CorruptData>> ReplayAsync(IDurableEffects effects, CancellationToken cancellation)
    {
        if (await StartAsync(effects) is not { } from)
        {
            return new CorruptData(
                DamageKind.NoSnapshot, journal.Node, -1, target.Block,
                string.Join("; ", [.. _notices, "neither the first block nor a snapshot before this one leads here"]));
        }

        if (Machine is not { } node) throw new InvalidOperationException("a replay began without its node");
        await foreach (var block in journal.ReadBlocks(journal.Range(from + 1, target.Block), cancellation))
        {
            if (node.Replay(block.Span).TryGet(out _, out var error))
            {
                Tape(block.Span[BlockHeader.Bytes..]);
                continue;
            }

            // It was there when the journal was looked at.
            if (block.IsEmpty) return Missing(node);
            if (error is BlockError.OutOfSequence or BlockError.BrokenChain or BlockError.EpochWentBack) return Missing(node);
            var refusal = nodes.Refusal(journal.Node, block.Span);
            return new CorruptData(
                DamageKind.Replay, journal.Node, -1, node.CommittedBlock + 1,
                refusal.Length > 0 ? refusal : $"the node refuses the block: {error}");
        }

        return node.CommittedBlock == target.Block ? from : Missing(node);
    }

    /// <summary>Takes the newest snapshot that the node accepts.</summary>
    /// <returns>Its block, 0 for the node's first state; null when there is no way to begin.</returns>
    private async Task<ulong?> StartAsync(IDurableEffects effects)
    {
        foreach (var snapshot in journal.Snapshots.Reverse().Where(snapshot => snapshot.Sequence <= target.Block))
        {
            Machine = Fresh(effects);
            var refusal = snapshot.Refusal;
            if (refusal is null)
            {
                var bytes = await journal.ReadSnapshot(snapshot.Sequence);
                if (Machine.Restore(bytes.Span).TryGet(out _, out var error))
                {
                    TapeSnapshot();
                    return snapshot.Sequence;
                }

                refusal = $"the node refuses it: {error}";
            }

            _notices = [.. _notices, $"the snapshot after block {snapshot.Sequence} is not used: {refusal}"];
        }

        Machine = Fresh(effects);
        return journal.Blocks.Count == 0 || journal.Blocks[0].Sequence == 1 || target.Block == 0 ? 0 : null;
    }

    private ReadOnlySpan<byte> Ask(byte[] query)
    {
        var answer = new ArrayBufferWriter<byte>();
        _inner.Query(query, answer);
        return answer.WrittenSpan;
    }

    private DurableNode Fresh(IDurableEffects effects) =>
        new(_inner = nodes.Create(journal.Node), effects, DurableLimits.Default);

    private void TapeSnapshot()
    {
        if (tape is null) return;
        var saved = new ArrayBufferWriter<byte>();
        _inner.Save(saved);
        if (!tape.TryBegin(saved.WrittenSpan)) throw new InvalidOperationException("a book's own state does not open");
    }

    private void Tape(ReadOnlySpan<byte> records)
    {
        while (tape is not null && BlockRecord.TryTake(ref records, out var record)) Tape(record);
    }

    private void Tape(in BlockRecord record)
    {
        if (tape is null || record.Kind is not (RecordKind.Call or RecordKind.Deliver)) return;
        if (!tape.TryTake(record.Payload)) throw new InvalidOperationException("a tape cannot name the book's instrument");
    }

    /// <summary>Gives the machine the first records of the next block as the inputs that they were.</summary>
    private async Task<CorruptData?> FeedAsync(DurableNode node, CancellationToken cancellation)
    {
        if (target.Records == 0) return null;
        var fed = 0;
        await foreach (var block in journal.ReadBlocks(journal.Range(target.Block + 1, target.Block + 1), cancellation))
        {
            for (var rest = block[BlockHeader.Bytes..]; fed < target.Records; fed++)
            {
                var span = rest.Span;
                if (!BlockRecord.TryTake(ref span, out var record)) break;
                Feed(node, record);
                Tape(record);
                rest = rest[^span.Length..];
            }
        }

        return fed == target.Records ? null : Missing(node);
    }

    private static void Feed(DurableNode node, in BlockRecord record)
    {
        var payload = record.Payload.ToArray();
        switch (record.Kind)
        {
            case RecordKind.Call:
                node.Call(0, record.Name, record.Sequence, payload, record.TimeNs);
                break;
            case RecordKind.Deliver:
                node.Deliver(0, record.Name, record.Sequence, payload, record.TimeNs);
                break;
            case RecordKind.Timer:
                node.Timer(record.Sequence, record.TimeNs);
                break;
            case RecordKind.Covered:
                node.Covered(record.Name, record.Sequence);
                break;
        }
    }

    private CorruptData Missing(DurableNode node) => new(
        DamageKind.MissingBlock, journal.Node, -1, node.CommittedBlock + 1, "the block is missing, damaged, or does not follow");
}
