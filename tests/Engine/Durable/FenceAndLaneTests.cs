using System.Linq;
using Trading.Durable;
using Xunit;

namespace Trading.Tests.Durable;

/// <summary>Reads that ask the table before they leave, and the lane of calls that only take risk away.</summary>
public sealed class FenceAndLaneTests
{
    private static readonly DurableLimits Limits = new() { QueueCountMax = 3, UrgentCountMax = 2 };

    private readonly RecordingEffects _effects = new();
    private readonly DurableNode _node;

    public FenceAndLaneTests()
    {
        _node = new DurableNode(new TallyNode(), _effects, Limits);
        _node.Loaded(1);
    }

    [Fact]
    public void A_read_that_records_nothing_asks_the_table_before_it_leaves()
    {
        _node.Read(1, default);
        Assert.Equal([(1UL, 0UL)], _effects.Confirms);
        Assert.Empty(_effects.Replies);
        _node.Committed(0);
        Assert.Equal(ReplyStatus.Answered, _effects.ReplyTo(1).Status);
    }

    [Fact]
    public void A_read_of_a_replaced_activation_is_not_answered_and_ends_it()
    {
        _node.Read(1, default);
        _node.Fenced(0);
        Assert.Equal(ReplyStatus.Unavailable, _effects.ReplyTo(1).Status);
        Assert.Equal([StopReason.Fenced], _effects.Stops);
    }

    [Fact]
    public void A_read_whose_question_fails_is_unavailable_and_the_node_goes_on()
    {
        _node.Read(1, default);
        _node.Failed(0);
        Assert.Equal(ReplyStatus.Unavailable, _effects.ReplyTo(1).Status);
        Assert.Equal(DurablePhase.Ready, _node.Phase);
        Call(2, "client", 1);
        _node.Committed(1);
        Assert.Equal(ReplyStatus.Answered, _effects.ReplyTo(2).Status);
    }

    [Fact]
    public void A_table_that_cannot_be_asked_twice_in_a_row_is_to_be_opened_again()
    {
        _node.Read(1, default);
        _node.Failed(0);
        _node.Read(2, default);
        _node.Committed(0);
        _node.Read(3, default);
        _node.Failed(0);
        Assert.Empty(_effects.Stops);
        _node.Read(4, default);
        _node.Failed(0);
        Assert.Equal([StopReason.TableFailed], _effects.Stops);
        Assert.Equal(
            [ReplyStatus.Unavailable, ReplyStatus.Answered, ReplyStatus.Unavailable, ReplyStatus.Unavailable],
            _effects.Replies.Select(reply => reply.Reply.Status));
    }

    [Fact]
    public void Calls_that_come_while_a_question_is_on_its_way_wait_for_it()
    {
        _node.Read(1, default);
        Call(2, "client", 1);
        Assert.Empty(_effects.Appends);
        _node.Committed(0);
        Assert.Single(_effects.Appends);
    }

    [Fact]
    public void A_repeated_answer_asks_the_table_too()
    {
        Call(1, "client", 1);
        _node.Committed(1);
        Call(2, "client", 1);
        Assert.Equal([(1UL, 1UL)], _effects.Confirms);
        Assert.False(_effects.HasReplyTo(2));
        _node.Committed(1);
        Assert.Equal(_effects.ReplyTo(1).Payload.ToArray(), _effects.ReplyTo(2).Payload.ToArray());
    }

    [Fact]
    public void A_timer_that_comes_due_has_room_in_a_full_queue()
    {
        _node.Call(1, "client", 1, TallyNode.Command(TallyNode.AddAndSetTimer, 10), 100);
        _node.Committed(1);
        for (ulong n = 2; n <= 8; n++) Call(n, "client", n);
        Assert.Equal(ReplyStatus.Overloaded, _effects.ReplyTo(8).Status);
        _node.Timer(TallyNode.TimerId, 1000);
        _node.Committed(2);
        _node.Committed(3);
        Assert.True(_node.IsDrained);
        _node.Inspect(9);
        _node.Committed(3);
        Assert.True(NodeStatus.TryDecode(_effects.ReplyTo(9).Payload.Span, out var status));
        // The first call, the one on its way, the three that waited, and the timer.
        Assert.Equal(6UL, status.Position);
    }

    [Fact]
    public void An_urgent_call_goes_ahead_of_other_callers()
    {
        Call(1, "first", 1);
        Call(2, "second", 1);
        Call(3, "third", 1, urgent: true);
        _node.Committed(1);
        _node.Committed(2);
        Assert.Equal([1UL, 3, 2], _effects.Replies.Select(reply => reply.Ticket));
    }

    [Fact]
    public void An_urgent_call_never_overtakes_its_own_caller()
    {
        Call(1, "first", 1);
        Call(2, "second", 1);
        Call(3, "third", 1);
        Call(4, "second", 2, urgent: true);
        Call(5, "fourth", 1, urgent: true);
        _node.Committed(1);
        _node.Committed(2);
        Assert.Equal([1UL, 5, 2, 3, 4], _effects.Replies.Select(reply => reply.Ticket));
    }

    [Fact]
    public void Once_a_callers_calls_are_handled_its_urgent_ones_go_ahead_again()
    {
        Call(1, "first", 1);
        Call(2, "second", 1);
        _node.Committed(1);
        Call(3, "third", 1);
        Call(4, "second", 2, urgent: true);
        _node.Committed(2);
        _node.Committed(3);
        Assert.Equal([1UL, 2, 4, 3], _effects.Replies.Select(reply => reply.Ticket));
    }

    [Fact]
    public void Urgent_calls_that_wait_behind_their_own_callers_take_no_room_from_those_that_go_ahead()
    {
        Call(1, "first", 1);
        for (ulong n = 2; n <= 4; n++) Call(n, "second", n);
        for (ulong n = 5; n <= 6; n++) Call(n, "second", n, urgent: true);
        Call(7, "second", 7, urgent: true);
        Assert.Equal(ReplyStatus.Overloaded, _effects.ReplyTo(7).Status);
        Call(8, "third", 1, urgent: true);
        Assert.False(_effects.HasReplyTo(8));
        _node.Committed(1);
        _node.Committed(2);
        Assert.Equal([7UL, 1, 8, 2, 3, 4, 5, 6], _effects.Replies.Select(reply => reply.Ticket));
    }

    [Fact]
    public void A_full_queue_still_has_room_for_urgent_calls_up_to_their_own_bound()
    {
        Call(1, "first", 1);
        for (ulong n = 2; n <= 4; n++) Call(n, "second", n);
        Call(5, "third", 1);
        Assert.Equal(ReplyStatus.Overloaded, _effects.ReplyTo(5).Status);
        Call(6, "third", 2, urgent: true);
        Call(7, "fourth", 1, urgent: true);
        Call(8, "fifth", 1, urgent: true);
        Assert.Equal(ReplyStatus.Overloaded, _effects.ReplyTo(8).Status);
        _node.Committed(1);
        _node.Committed(2);
        Assert.Equal([5UL, 8, 1, 6, 7, 2, 3, 4], _effects.Replies.Select(reply => reply.Ticket));
    }

    private void Call(ulong ticket, string client, ulong sequence, bool urgent = false)
    {
        byte[] command = TallyNode.Command(TallyNode.Add, sequence);
        _node.Call(ticket, client, sequence, urgent ? [.. command, 0] : command, 0);
    }
}
