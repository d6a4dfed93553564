using System;
using System.Linq;
using System.Threading;
using Trading.Durable;
using Trading.Journal;
using Xunit;

namespace Trading.Tests.Durable;

/// <summary>When a node takes snapshots, what they hold, and how one is refused.</summary>
public sealed class SnapshotTests
{
    private static readonly DurableLimits Limits = new() { AnswersPerClient = 3, SnapshotRecords = 5 };

    [Fact]
    public void A_snapshot_is_due_after_so_many_records_and_shows_the_committed_state()
    {
        var (node, effects) = Run(4, Limits);
        Assert.Empty(effects.Snapshots);
        Call(node, 5);
        node.Committed(5);
        Assert.Equal([5UL], effects.Snapshots.Select(snapshot => snapshot.Sequence));
        Assert.True(SnapshotHeader.Open(effects.Snapshots[0].Snapshot).TryGet(out var header, out _));
        Assert.Equal((5UL, 1UL, node.StateHash()), (header.Sequence, header.Epoch, header.StateHash));
    }

    [Fact]
    public void A_snapshot_is_due_after_so_many_bytes()
    {
        var (_, effects) = Run(3, Limits with { SnapshotRecords = 1000, SnapshotBytes = 300 });
        Assert.Equal([3UL], effects.Snapshots.Select(snapshot => snapshot.Sequence));
    }

    [Fact]
    public void The_next_snapshot_waits_for_the_one_on_its_way()
    {
        var (node, effects) = Run(12, Limits);
        Assert.Single(effects.Snapshots);
        node.SnapshotSaved();
        Call(node, 13);
        node.Committed(13);
        Assert.Equal([5UL, 13], effects.Snapshots.Select(snapshot => snapshot.Sequence));
    }

    [Fact]
    public void A_snapshot_that_is_asked_for_waits_for_nothing_on_its_way_and_needs_something_new()
    {
        var (node, effects) = Run(3, Limits);
        Call(node, 4);
        Assert.False(node.TrySnapshot());
        node.Committed(4);
        Assert.True(node.TrySnapshot());
        node.SnapshotSaved();
        Assert.False(node.TrySnapshot());
        Assert.Equal([4UL], effects.Snapshots.Select(snapshot => snapshot.Sequence));
    }

    [Fact]
    public void Snapshots_of_a_large_state_use_the_same_memory_again()
    {
        var effects = new RecordingEffects { KeepsSnapshots = false };
        var node = new DurableNode(new WideNode(), effects, Limits with { SnapshotRecords = 1000 });
        node.Loaded(1);
        for (ulong warm = 1; warm <= 3; warm++) TakeSnapshot(warm);
        var allocated = 0L;
        // A grain's turns are on many threads.
        for (ulong call = 4; call <= 13; call++)
        {
            var thread = new Thread(() =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                TakeSnapshot(call);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            });
            thread.Start();
            thread.Join();
        }

        Assert.InRange(allocated, 0, WideNode.StateBytes / 2);

        void TakeSnapshot(ulong sequence)
        {
            Call(node, sequence);
            node.Committed(sequence);
            Assert.True(node.TrySnapshot());
            node.SnapshotSaved();
        }
    }

    [Fact]
    public void Snapshot_and_tail_end_where_all_blocks_end()
    {
        var (live, effects) = Run(9, Limits);
        var restored = Fresh();
        Assert.True(restored.Restore(effects.Snapshots[0].Snapshot).TryGet(out var sequence, out _));
        Assert.Equal(5UL, sequence);
        foreach (var append in effects.Appends.Skip(5)) Assert.True(restored.Replay(append.Block.Span).IsOk);
        Assert.Equal(live.StateHash(), restored.StateHash());
    }

    [Fact]
    public void A_restored_node_repeats_answers_keeps_its_floor_sends_what_is_not_covered_and_sets_its_timers()
    {
        var (_, before) = Run(5, Limits);
        var effects = new RecordingEffects();
        var node = new DurableNode(new TallyNode(), effects, Limits);
        effects.Confirmed = node;
        Assert.True(node.Restore(before.Snapshots[0].Snapshot).IsOk);
        node.Loaded(2);
        Assert.Equal(before.Sends, effects.Sends, (one, other) => one.Sequence == other.Sequence);
        Assert.NotEmpty(effects.Sends);
        Assert.NotEmpty(effects.Timers);
        Call(node, 4);
        Assert.Equal(before.ReplyTo(4).Payload.ToArray(), effects.ReplyTo(4).Payload.ToArray());
        Call(node, 1);
        Assert.Equal(ReplyStatus.TooOld, effects.ReplyTo(1).Status);
        Assert.Empty(effects.Appends);
    }

    [Fact]
    public void A_block_before_the_snapshot_is_refused_and_the_next_must_name_its_hash()
    {
        var (_, effects) = Run(7, Limits);
        var node = Fresh();
        Assert.True(node.Restore(effects.Snapshots[0].Snapshot).IsOk);
        Assert.Equal(BlockError.OutOfSequence, ErrorOf(node.Replay(effects.Appends[4].Block.Span)));
        var (_, other) = Run(7, Limits, value: 99);
        Assert.Equal(BlockError.BrokenChain, ErrorOf(node.Replay(other.Appends[5].Block.Span)));
    }

    [Fact]
    public void Every_truncation_and_every_bit_flip_of_a_snapshot_is_refused()
    {
        var snapshot = Run(5, Limits).Effects.Snapshots[0].Snapshot;
        for (var length = 0; length < snapshot.Length; length++) Refused(snapshot.AsSpan(0, length));
        for (var bit = 0; bit < snapshot.Length * 8; bit++)
        {
            snapshot[bit / 8] ^= (byte)(1 << (bit % 8));
            Refused(snapshot);
            snapshot[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(Fresh().Restore(snapshot).IsOk);
    }

    /// <summary>A resealed snapshot passes the checksum: what is in it must still hold.</summary>
    [Fact]
    public void A_snapshot_whose_state_is_not_the_hashed_one_is_refused_whatever_its_checksum_says()
    {
        var original = Run(5, Limits).Effects.Snapshots[0].Snapshot;
        Assert.True(SnapshotHeader.Open(original).TryGet(out var header, out _));
        for (var place = SnapshotHeader.Bytes; place < original.Length; place++)
        {
            var changed = original.ToArray();
            changed[place] ^= 0x40;
            header.Seal(changed);
            Refused(changed);
        }
    }

    [Fact]
    public void Another_version_and_another_number_of_answers_are_refused()
    {
        var snapshot = Run(5, Limits).Effects.Snapshots[0].Snapshot;
        var newer = new DurableNode(new TallyNode { Version = 2 }, new RecordingEffects(), Limits);
        Assert.Equal(BlockError.OtherNodeVersion, ErrorOf(newer.Restore(snapshot)));
        var wider = new DurableNode(new TallyNode(), new RecordingEffects(), Limits with { AnswersPerClient = 4 });
        Assert.Equal(BlockError.OtherLimits, ErrorOf(wider.Restore(snapshot)));
        var begun = Fresh();
        begun.Loaded(1);
        Assert.Equal(BlockError.NotLoading, ErrorOf(begun.Restore(snapshot)));
    }

    private static void Refused(ReadOnlySpan<byte> snapshot) => Assert.False(Fresh().Restore(snapshot).IsOk);

    private static DurableNode Fresh() => new(new TallyNode(), new RecordingEffects(), Limits);

    private static BlockError? ErrorOf(Trading.Model.Result<ulong, BlockError> result) =>
        result.TryGet(out _, out var error) ? null : error;

    private static (DurableNode Node, RecordingEffects Effects) Run(ulong calls, DurableLimits limits, ulong value = 0)
    {
        var effects = new RecordingEffects();
        var node = new DurableNode(new TallyNode(), effects, limits);
        node.Loaded(1);
        for (ulong n = 1; n <= calls; n++)
        {
            Call(node, n, value);
            node.Committed(n);
        }

        return (node, effects);
    }

    private static void Call(DurableNode node, ulong n, ulong value = 0) =>
        node.Call(n, "client", n, TallyNode.Command((byte)(1 + (n % 3)), value + n), (long)n);
}
