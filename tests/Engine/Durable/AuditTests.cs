using System;
using System.Linq;
using Trading.Durable;
using Trading.Invariants;
using Trading.Journal;
using Xunit;

namespace Trading.Tests.Durable;

/// <summary>A node that is watched: what breaks an invariant is neither recorded nor answered.</summary>
public sealed class AuditTests
{
    private const ulong Unlucky = 13;
    private readonly RecordingEffects _effects = new();
    private readonly WatchedTally _tally = new();
    private readonly DurableNode _node;

    public AuditTests()
    {
        _node = new DurableNode(_tally, _effects, DurableLimits.Default);
        _effects.Confirmed = _node;
        _node.Loaded(1);
    }

    [Fact]
    public void An_input_that_breaks_an_invariant_halts_the_node_and_nothing_of_its_block_leaves()
    {
        Call(1, 5);
        Call(2, 6);
        Call(3, Unlucky);
        Call(4, 7);
        _node.Committed(1);
        Assert.Equal(ReplyStatus.Answered, _effects.ReplyTo(1).Status);
        Assert.Equal(Enumerable.Repeat(ReplyStatus.InvariantBroken, 3), new ulong[] { 2, 3, 4 }.Select(call => _effects.ReplyTo(call).Status));
        Assert.Single(_effects.Appends);
        Assert.Equal([StopReason.InvariantBroken], _effects.Stops);
        Call(5, 8);
        Assert.Equal(ReplyStatus.Unavailable, _effects.ReplyTo(5).Status);
        Assert.False(_node.TrySnapshot());
    }

    [Fact]
    public void The_sample_is_the_block_in_the_making_and_goes_on_where_the_journal_ends()
    {
        Call(1, 5);
        Call(2, 6);
        Call(3, Unlucky);
        _node.Committed(1);
        Assert.NotNull(_node.Sample);
        Assert.Equal((999, 1UL), (_node.Sample.Breach.Number, _node.Sample.CommittedBlock));
        var replay = new DurableNode(new TallyNode(), new RecordingEffects(), DurableLimits.Default);
        Assert.True(replay.Replay(_effects.Appends[0].Block.Span).IsOk);
        Assert.True(replay.Replay(_node.Sample.Block).IsOk);
        Assert.Equal(_node.StateHash(), replay.StateHash());
        ReadOnlySpan<byte> records = _node.Sample.Block.AsSpan(BlockHeader.Bytes);
        Assert.True(BlockRecord.TryTake(ref records, out _));
        Assert.True(BlockRecord.TryTake(ref records, out var last));
        Assert.Equal(3UL, last.Sequence);
        Assert.Equal(0, records.Length);
    }

    [Fact]
    public void A_state_that_breaks_an_invariant_is_no_snapshot()
    {
        Call(1, 5);
        _node.Committed(1);
        _tally.IsBroken = true;
        Assert.False(_node.TrySnapshot());
        Assert.Empty(_effects.Snapshots);
        Assert.Equal([StopReason.InvariantBroken], _effects.Stops);
        Assert.Empty(_node.Sample?.Block ?? [1]);
    }

    [Fact]
    public void A_recovered_state_that_breaks_an_invariant_takes_no_calls()
    {
        var effects = new RecordingEffects();
        var node = new DurableNode(new WatchedTally { IsBroken = true }, effects, DurableLimits.Default);
        node.Loaded(2);
        Assert.Equal([StopReason.InvariantBroken], effects.Stops);
        node.Call(1, "client", 1, TallyNode.Command(TallyNode.Add, 5), 1);
        Assert.Equal(ReplyStatus.Unavailable, effects.ReplyTo(1).Status);
        Assert.Empty(effects.Appends);
    }

    private void Call(ulong number, ulong value) =>
        _node.Call(number, "client", number, TallyNode.Command(TallyNode.Add, value), (long)number);

    /// <summary>Thirteen is unlucky.</summary>
    private sealed class WatchedTally() : WatchedNode(new TallyNode())
    {
        private static readonly Invariant Lucky = new(999, "lucky", "No value is thirteen.");

        public bool IsBroken { get; set; }

        protected override Violation? CheckInput(in NodeInput input, NodeOutput output) =>
            BitConverter.ToUInt64(input.Payload[1..]) == Unlucky ? new(Lucky, "13") : null;

        protected override Violation? CheckWhole() => IsBroken ? new(Lucky, "told so") : null;
    }
}
