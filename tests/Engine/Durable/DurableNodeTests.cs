using System;
using System.Linq;
using Trading.Durable;
using Trading.Journal;
using Xunit;

namespace Trading.Tests.Durable;

public sealed class DurableNodeTests
{
    private static readonly DurableLimits Limits = new()
    {
        AnswersPerClient = 3,
        ClientsMax = 4,
        PayloadBytesMax = 64,
        BlockBytesMax = 400,
        QueueCountMax = 8,
        QueueBytesMax = 1000,
        OutboxCountMax = 3,
    };

    private readonly RecordingEffects _effects = new();
    private readonly TallyNode _tally = new();
    private readonly DurableNode _node;

    public DurableNodeTests()
    {
        _node = new DurableNode(_tally, _effects, Limits);
        _effects.Confirmed = _node;
        _node.Loaded(1);
    }

    [Fact]
    public void An_answer_waits_for_the_commit_of_its_block()
    {
        Call(1, 1, 10);
        Assert.Empty(_effects.Replies);
        _node.Committed(1);
        Assert.Equal(ReplyStatus.Answered, _effects.ReplyTo(1).Status);
    }

    [Fact]
    public void Calls_that_come_while_an_append_is_on_its_way_share_the_next_block()
    {
        for (ulong n = 1; n <= 4; n++) Call(n, n, 10);
        Assert.Single(_effects.Appends);
        _node.Committed(1);
        Assert.Equal(2, _effects.Appends.Count);
        Assert.Equal([1UL], _effects.Replies.Select(reply => reply.Ticket));
        _node.Committed(2);
        Assert.Equal([1UL, 2, 3, 4], _effects.Replies.Select(reply => reply.Ticket));
    }

    [Fact]
    public void A_full_block_is_closed_and_the_rest_goes_into_the_next()
    {
        for (ulong n = 1; n <= 8; n++) Call(n, n, 10);
        _node.Committed(1);
        _node.Committed(2);
        Assert.Equal(3, _effects.Appends.Count);
        Assert.All(_effects.Appends, append => Assert.True(append.Block.Length <= Limits.BlockBytesMax));
        Assert.Equal([1UL, 2, 3, 4, 5, 6, 7], _effects.Replies.Select(reply => reply.Ticket));
    }

    [Fact]
    public void A_read_waits_for_the_commit_of_the_state_that_it_shows()
    {
        Call(1, 1, 10);
        _node.Read(2, default);
        Assert.Empty(_effects.Replies);
        _node.Committed(1);
        Assert.Equal(ReplyStatus.Answered, _effects.ReplyTo(2).Status);
        _node.Read(3, default);
        Assert.Equal(_effects.ReplyTo(2).Payload.ToArray(), _effects.ReplyTo(3).Payload.ToArray());
    }

    [Fact]
    public void A_read_behind_waiting_calls_shows_them_and_waits_with_them()
    {
        Call(1, 1, 10);
        Call(2, 2, 20);
        _node.Read(3, default);
        _node.Committed(1);
        Assert.False(_effects.HasReplyTo(3));
        _node.Committed(2);
        Assert.Equal(30UL, BitConverter.ToUInt64(_effects.ReplyTo(3).Payload.Span[4..]));
    }

    [Fact]
    public void A_repeated_call_gets_the_recorded_answer_and_is_not_carried_out_again()
    {
        CallAndCommit(1, 1, 10);
        Call(2, 1, 10);
        Assert.Equal(_effects.ReplyTo(1).Payload.ToArray(), _effects.ReplyTo(2).Payload.ToArray());
        Assert.Single(_effects.Appends);
        Assert.Equal([10UL], _tally.Values);
    }

    [Fact]
    public void A_repetition_in_the_same_block_waits_for_it_and_gets_the_same_answer()
    {
        Call(1, 1, 10);
        Call(2, 2, 20);
        Call(3, 2, 20);
        Call(4, 1, 10);
        _node.Committed(1);
        Assert.False(_effects.HasReplyTo(3));
        _node.Committed(2);
        Assert.Equal(_effects.ReplyTo(2).Payload.ToArray(), _effects.ReplyTo(3).Payload.ToArray());
        Assert.Equal(_effects.ReplyTo(1).Payload.ToArray(), _effects.ReplyTo(4).Payload.ToArray());
        Assert.Equal([10UL, 20], _tally.Values);
    }

    [Fact]
    public void The_same_id_with_other_bytes_is_a_conflict()
    {
        CallAndCommit(1, 1, 10);
        Call(2, 1, 11);
        Assert.Equal(ReplyStatus.PayloadConflict, _effects.ReplyTo(2).Status);
        Assert.Equal([10UL], _tally.Values);
    }

    [Fact]
    public void A_call_below_the_evicted_floor_is_too_old_even_if_it_never_came()
    {
        foreach (var sequence in new ulong[] { 2, 3, 4, 5 }) CallAndCommit(sequence, sequence, 10);
        Call(10, 2, 10);
        Call(11, 1, 10);
        Call(12, 3, 10);
        Assert.Equal(ReplyStatus.TooOld, _effects.ReplyTo(10).Status);
        Assert.Equal(ReplyStatus.TooOld, _effects.ReplyTo(11).Status);
        Assert.Equal(ReplyStatus.Answered, _effects.ReplyTo(12).Status);
        Assert.Equal(4, _tally.Values.Count);
    }

    [Fact]
    public void Calls_of_one_client_may_arrive_out_of_order()
    {
        CallAndCommit(1, 3, 30);
        CallAndCommit(2, 1, 10);
        Assert.Equal([30UL, 10], _tally.Values);
        Call(3, 3, 30);
        Assert.Equal(_effects.ReplyTo(1).Payload.ToArray(), _effects.ReplyTo(3).Payload.ToArray());
    }

    [Fact]
    public void A_too_old_refusal_waits_for_the_block_that_raised_the_floor()
    {
        foreach (var sequence in new ulong[] { 1, 2, 3 }) CallAndCommit(sequence, sequence, 10);
        Call(4, 4, 10);
        Call(5, 1, 10);
        Assert.False(_effects.HasReplyTo(5));
        _node.Committed(4);
        Assert.Equal(ReplyStatus.TooOld, _effects.ReplyTo(5).Status);
    }

    [Theory]
    [InlineData(StopReason.TableFailed)]
    [InlineData(StopReason.Fenced)]
    public void After_a_lost_append_everything_is_unavailable(StopReason reason)
    {
        Call(1, 1, 10);
        Call(2, 2, 20);
        _node.Read(3, default);
        if (reason == StopReason.Fenced) _node.Fenced(1);
        else _node.Failed(1);
        Call(4, 4, 10);
        _node.Read(5, default);
        Assert.Equal([1UL, 2, 3, 4, 5], _effects.Replies.Select(reply => reply.Ticket));
        Assert.All(_effects.Replies, reply => Assert.Equal(ReplyStatus.Unavailable, reply.Reply.Status));
        Assert.Equal([reason], _effects.Stops);
        Assert.Single(_effects.Appends);
    }

    [Fact]
    public void A_late_outcome_of_another_block_is_ignored()
    {
        CallAndCommit(1, 1, 10);
        Call(2, 2, 20);
        _node.Committed(1);
        _node.Failed(1);
        _node.Committed(3);
        Assert.False(_effects.HasReplyTo(2));
        _node.Committed(2);
        Assert.Equal(ReplyStatus.Answered, _effects.ReplyTo(2).Status);
    }

    [Fact]
    public void Sends_and_timers_wait_for_the_commit()
    {
        Call(1, 1, 10, TallyNode.AddAndSend);
        Assert.Empty(_effects.Sends);
        _node.Committed(1);
        Assert.Equal((TallyNode.Peer, 1UL), (_effects.Sends[0].Target, _effects.Sends[0].Sequence));
        Call(2, 2, 10, TallyNode.AddAndSetTimer);
        Assert.Empty(_effects.Timers);
        _node.Committed(2);
        Assert.Equal(TallyNode.TimerId, _effects.Timers[0].Id);
    }

    [Fact]
    public void What_a_target_covers_is_not_sent_again()
    {
        Call(1, 1, 10, TallyNode.AddAndSend);
        _node.Committed(1);
        Call(2, 2, 20, TallyNode.AddAndSend);
        _node.Committed(2);
        _node.Covered(TallyNode.Peer, 1);
        _effects.Sends.Clear();
        _node.Resend(TallyNode.Peer);
        Assert.Equal([2UL], _effects.Sends.Select(send => send.Sequence));
    }

    [Fact]
    public void A_cursor_beyond_what_left_is_not_believed()
    {
        Call(1, 1, 10, TallyNode.AddAndSend);
        _node.Covered(TallyNode.Peer, 99);
        _node.Committed(1);
        Assert.Single(_effects.Sends);
        _node.Resend(TallyNode.Peer);
        Assert.Equal(2, _effects.Sends.Count);
    }

    [Fact]
    public void A_full_outbox_refuses_inputs_until_a_target_covers_it()
    {
        for (ulong n = 1; n <= 3; n++)
        {
            Call(n, n, 10, TallyNode.AddAndSend);
            _node.Committed(n);
        }

        Call(4, 4, 10);
        Assert.Equal(ReplyStatus.Overloaded, _effects.ReplyTo(4).Status);
        _node.Covered(TallyNode.Peer, 3);
        Call(5, 4, 10);
        _node.Committed(4);
        Assert.Equal(ReplyStatus.Answered, _effects.ReplyTo(5).Status);
    }

    [Fact]
    public void Deliveries_are_applied_in_order_once_and_gaps_are_refused()
    {
        Deliver(1, 1, 10);
        _node.Committed(1);
        Deliver(2, 1, 10);
        Deliver(3, 3, 30);
        Deliver(4, 2, 20);
        Assert.False(_effects.HasReplyTo(4));
        _node.Committed(2);
        Assert.Equal((ReplyStatus.Delivered, 1UL), Outcome(1));
        Assert.Equal((ReplyStatus.Delivered, 1UL), Outcome(2));
        Assert.Equal((ReplyStatus.Gap, 1UL), Outcome(3));
        Assert.Equal((ReplyStatus.Delivered, 2UL), Outcome(4));
        Assert.Equal([10UL, 20], _tally.Values);
    }

    [Fact]
    public void A_timer_fires_once_when_due_and_never_when_not_set()
    {
        Call(1, 1, 10, TallyNode.AddAndSetTimer, nowNs: 100);
        _node.Committed(1);
        _node.Timer(TallyNode.TimerId, 104);
        _node.Timer(99, 1000);
        Assert.Single(_effects.Appends);
        _node.Timer(TallyNode.TimerId, 105);
        _node.Committed(2);
        _node.Timer(TallyNode.TimerId, 200);
        Assert.Equal(2, _effects.Appends.Count);
        Assert.Equal([10UL, 1_000_000], _tally.Values);
    }

    [Fact]
    public void Refusals_that_need_no_state_come_at_once()
    {
        Call(1, 1, 10);
        _node.Call(2, "client", 0, TallyNode.Command(TallyNode.Add, 1), 0);
        _node.Call(3, "a blank", 1, TallyNode.Command(TallyNode.Add, 1), 0);
        _node.Call(4, "client", 2, new byte[] { 99 }, 0);
        _node.Call(5, "client", 2, new byte[65], 0);
        _node.Deliver(6, "", 1, TallyNode.Command(TallyNode.Add, 1), 0);
        ReplyStatus[] expected =
            [
                ReplyStatus.Malformed, ReplyStatus.Malformed, ReplyStatus.Malformed, ReplyStatus.TooLarge,
                ReplyStatus.Malformed,
            ];
        Assert.Equal(expected, _effects.Replies.Select(reply => reply.Reply.Status));
    }

    [Fact]
    public void A_full_queue_refuses_as_overloaded_and_recovers()
    {
        for (ulong n = 1; n <= 9; n++) Call(n, n, 10);
        Call(10, 10, 10);
        Assert.Equal(ReplyStatus.Overloaded, _effects.ReplyTo(10).Status);
        _node.Committed(1);
        Call(11, 10, 10);
        for (ulong block = 2; block <= 4; block++) _node.Committed(block);
        Assert.Equal(ReplyStatus.Answered, _effects.ReplyTo(11).Status);
        Assert.True(_node.IsDrained);
    }

    [Fact]
    public void More_clients_than_the_node_remembers_are_refused()
    {
        for (ulong n = 1; n <= 5; n++)
        {
            _node.Call(n, "client-" + n, 1, TallyNode.Command(TallyNode.Add, 1), 0);
            _node.Committed(n);
        }

        Assert.Equal(ReplyStatus.TooManyClients, _effects.ReplyTo(5).Status);
    }

    [Fact]
    public void An_activation_that_is_not_loaded_answers_nothing()
    {
        var effects = new RecordingEffects();
        var node = new DurableNode(new TallyNode(), effects, Limits);
        node.Call(1, "client", 1, TallyNode.Command(TallyNode.Add, 1), 0);
        Assert.Equal(ReplyStatus.Unavailable, effects.ReplyTo(1).Status);
    }

    [Fact]
    public void Receive_times_increase_even_when_the_clock_does_not()
    {
        CallAndCommit(1, 1, 10, nowNs: 500);
        CallAndCommit(2, 2, 10, nowNs: 400);
        CallAndCommit(3, 3, 10, nowNs: 900);
        long[] times = [.. _effects.Appends.Select(append => FirstRecordTime(append.Block.Span))];
        Assert.Equal([500L, 501, 900], times);
    }

    [Fact]
    public void The_status_names_committed_blocks_positions_and_hashes()
    {
        CallAndCommit(1, 1, 10);
        CallAndCommit(2, 2, 10);
        _node.Inspect(3);
        Assert.True(NodeStatus.TryDecode(_effects.ReplyTo(3).Payload.Span, out var status));
        Assert.Equal(
            (1UL, 2UL, 2UL, _tally.StateHash()), (status.Epoch, status.Block, status.Position, status.StateHash));
    }

    private static long FirstRecordTime(ReadOnlySpan<byte> block)
    {
        var records = block[BlockHeader.Bytes..];
        Assert.True(BlockRecord.TryTake(ref records, out var record));
        return record.TimeNs;
    }

    private (ReplyStatus Status, ulong Cursor) Outcome(ulong ticket) =>
        (_effects.ReplyTo(ticket).Status, _effects.ReplyTo(ticket).Cursor);

    private void CallAndCommit(ulong ticket, ulong sequence, ulong value, long nowNs = 0)
    {
        Call(ticket, sequence, value, TallyNode.Add, nowNs);
        _node.Committed(_node.CommittedBlock + 1);
    }

    private void Call(ulong ticket, ulong sequence, ulong value, byte kind = TallyNode.Add, long nowNs = 0) =>
        _node.Call(ticket, "client", sequence, TallyNode.Command(kind, value), nowNs);

    private void Deliver(ulong ticket, ulong sequence, ulong value) =>
        _node.Deliver(ticket, "source", sequence, TallyNode.Command(TallyNode.Add, value), 0);
}
