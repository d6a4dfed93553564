using System;
using System.Threading.Tasks;
using Trading.Durable;
using Trading.Journal;

namespace Trading.Grains;

/// <summary>What recovery came to.</summary>
/// <param name="Opened">How the table was opened; Corrupt also when a block does not replay.</param>
/// <param name="Node">The recovered machine, not yet begun; null unless Opened.</param>
/// <param name="Replayed">Blocks that it replayed, also where it did not get to the end.</param>
internal readonly record struct RecoveredNode(OpenedTable Opened, DurableNode? Node, ulong Replayed = 0);

/// <summary>Brings a node back from its table: the newest snapshot that it accepts, and every block after it.</summary>
internal sealed class NodeRecovery(string key, Func<INode> create, IDurableEffects effects, IBlockTable table)
{
    /// <summary>Takes an epoch and rebuilds the state.</summary>
    public async Task<RecoveredNode> RunAsync()
    {
        var opened = await Port.Once<OpenedTable>(done => table.Open(key, done));
        if (opened.Status != OpenStatus.Opened) return new(opened, null);
        var isUnread = false;
        foreach (var sequence in opened.Snapshots)
        {
            var node = Fresh();
            var snapshot = await Port.Once<ReadOnlyMemory<byte>>(done => table.ReadSnapshot(key, sequence, done));
            isUnread |= snapshot.IsEmpty;
            if (node.Restore(snapshot.Span).TryGet(out _, out var error)) return await ReplayAsync(opened, node);
            var notice = $"the snapshot after block {sequence} is not used: {error}";
            opened = opened with { Notices = [.. opened.Notices, notice] };
        }

        if (opened.FirstSequence == 1) return await ReplayAsync(opened, Fresh());
        // One that cannot be read was there when the table was opened: the store has failed since, which is no damage.
        return isUnread
            ? new(opened with { Status = OpenStatus.Unavailable }, null)
            : Damaged(opened, DamageKind.NoSnapshot, opened.FirstSequence, "no snapshot covers the blocks before this one");
    }

    private DurableNode Fresh() => new(create(), effects, DurableLimits.Default);

    private async Task<RecoveredNode> ReplayAsync(OpenedTable opened, DurableNode node)
    {
        var restored = node.CommittedBlock;
        while (node.CommittedBlock < opened.LastSequence)
        {
            var next = node.CommittedBlock + 1;
            var blocks = await Port.Once<ReadOnlyMemory<byte>>(done => table.Read(key, next, done));
            // It was there when the table was opened: the store has failed since, which is no damage.
            if (blocks.IsEmpty) return new(opened with { Status = OpenStatus.Unavailable }, null);
            if (Replay(node, blocks) is { } error)
            {
                return Damaged(opened, DamageKind.Replay, node.CommittedBlock + 1, $"the node refuses the block: {error}");
            }
        }

        return new(opened, node, node.CommittedBlock - restored);
    }

    private static BlockError? Replay(DurableNode node, ReadOnlyMemory<byte> blocks)
    {
        while (!blocks.IsEmpty)
        {
            var length = BlockHeader.LengthOf(blocks.Span);
            if (length == 0 || length > blocks.Length) return BlockError.Truncated;
            if (!node.Replay(blocks.Span[..length]).TryGet(out _, out var error)) return error;
            blocks = blocks[length..];
        }

        return null;
    }

    private RecoveredNode Damaged(OpenedTable opened, DamageKind kind, ulong sequence, string detail) =>
        new(opened with { Status = OpenStatus.Corrupt, Damage = new(kind, key, -1, sequence, detail) }, null);
}
