using System;
using System.Collections.Generic;
using System.Linq;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;
using Trading.Simulation;
using Trading.Tape;
using Xunit;

namespace Trading.Tests.Simulation;

/// <summary>The way of a message: jitter, link faults, the receiver's policy, the bounded queue.</summary>
public sealed class FlowTests
{
    [Fact]
    public void The_receiver_hands_on_in_sequence_and_drops_repeats()
    {
        var receiver = new SequencedReceiver(window: 3);
        Assert.Equal([1L], Receive(receiver, 1));
        Assert.Equal([], Receive(receiver, 3));
        Assert.Equal([], Receive(receiver, 3));
        Assert.Equal([2L, 3L], Receive(receiver, 2));
        Assert.Equal([], Receive(receiver, 2));
        Assert.Equal((2L, 1L, 0L), (receiver.DuplicatesDropped, receiver.Reordered, receiver.Gaps));
    }

    [Fact]
    public void The_receiver_declares_a_gap_when_its_window_is_full_and_drops_what_comes_late()
    {
        var receiver = new SequencedReceiver(window: 2);
        Assert.Equal([], Receive(receiver, 3));
        Assert.Equal([], Receive(receiver, 4));
        Assert.Equal([3L, 4L, 5L], Receive(receiver, 5));
        Assert.Equal((1L, 2L), receiver.DeclaredGap);
        Assert.Equal([], Receive(receiver, 1));
        Assert.Equal((0L, -1L), receiver.DeclaredGap);
        Assert.Equal((1L, 1L), (receiver.Gaps, receiver.DuplicatesDropped));
    }

    [Fact]
    public void The_link_without_faults_delivers_each_message_once_in_order()
    {
        var link = new FaultyLink(new InjectionSettings(), SeededRandom.Create(1, "link"));
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), Send(link, 100));
    }

    [Fact]
    public void A_duplicated_message_arrives_twice()
    {
        var link = new FaultyLink(new InjectionSettings { DuplicatePpm = 1_000_000 }, SeededRandom.Create(1, "link"));
        Assert.Equal([1L, 1L, 2L, 2L], Send(link, 2));
    }

    [Fact]
    public void A_lost_message_never_arrives_and_is_known_to_the_link()
    {
        var link = new FaultyLink(new InjectionSettings { GapPpm = 1_000_000 }, SeededRandom.Create(1, "link"));
        Assert.Empty(Send(link, 5));
        var lost = new List<OrderMessage>();
        link.TakeLost(2, 4, lost);
        Assert.Equal([2L, 3L, 4L], lost.Select(message => message.Sequence));
        Assert.Equal([1L, 5L], link.Lost.Select(message => message.Sequence));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_overtaken_message_arrives_after_at_most_so_many_later_ones(int depth)
    {
        var settings = new InjectionSettings { ReorderPpm = 200_000, ReorderDepthMax = depth };
        var arrived = Send(new FaultyLink(settings, SeededRandom.Create(5, "link")), 5_000);
        Assert.NotEqual(arrived.Order(), arrived);
        for (var i = 0; i < arrived.Length; i++)
        {
            Assert.InRange(arrived.Take(i).Count(sequence => sequence > arrived[i]), 0, depth);
        }
    }

    [Fact]
    public void Reordering_within_the_window_is_repaired_without_loss()
    {
        var settings = new InjectionSettings { ReorderPpm = 100_000, DuplicatePpm = 50_000 };
        var link = new FaultyLink(settings, SeededRandom.Create(9, "link"));
        var receiver = new SequencedReceiver(settings.ReorderWindow);
        var handedOn = Send(link, 10_000).SelectMany(sequence => Receive(receiver, sequence)).ToArray();
        Assert.Equal(Enumerable.Range(1, handedOn.Length).Select(i => (long)i), handedOn);
        Assert.InRange(handedOn.Length, 10_000 - settings.ReorderWindow, 10_000);
        Assert.Equal(0, receiver.Gaps);
        Assert.True(receiver.Reordered > 0 && receiver.DuplicatesDropped > 0);
    }

    [Theory]
    [InlineData(OverflowPolicy.Reject, new ulong[] { 3 }, new ulong[] { 1, 2 })]
    [InlineData(OverflowPolicy.DropNewest, new ulong[] { 3 }, new ulong[] { 1, 2 })]
    [InlineData(OverflowPolicy.DropOldest, new ulong[] { 1 }, new ulong[] { 2, 3 })]
    public void A_full_queue_gives_up_the_message_that_its_policy_names(OverflowPolicy policy, ulong[] victims, ulong[] kept)
    {
        var queue = new BoundedQueue(capacity: 2, policy);
        var lost = new List<ulong>();
        for (ulong id = 1; id <= 3; id++)
        {
            if (!queue.TryAdd(new OrderMessage { Command = new BookCommand { OrderId = id } }, out var victim)) lost.Add(victim.Command.OrderId);
        }

        Assert.Equal(victims, lost);
        Assert.Equal(kept, Enumerable.Range(0, queue.Count).Select(_ => queue.Take().Command.OrderId).ToArray());
    }

    [Fact]
    public void The_queue_keeps_order_while_it_grows_and_wraps()
    {
        var queue = new BoundedQueue(capacity: 1_000, OverflowPolicy.Reject);
        ulong added = 0, taken = 0;
        for (var round = 0; round < 200; round++)
        {
            for (var i = 0; i < 7; i++) Assert.True(queue.TryAdd(new OrderMessage { Command = new BookCommand { OrderId = ++added } }, out _));
            for (var i = 0; i < 3; i++) Assert.Equal(++taken, queue.Take().Command.OrderId);
        }

        Assert.Equal((int)(added - taken), queue.Count);
    }

    [Theory]
    [InlineData(OverflowPolicy.Reject)]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.DropNewest)]
    public void Overflows_are_counted_and_stand_on_the_trace(OverflowPolicy policy)
    {
        var config = SimulationFixture.Config() with
        {
            Regimes = [new(Regime.Burst, 1_000_000_000)],
            Queue = new() { Capacity = 4, ServiceNs = 60_000, Overflow = policy },
        };
        var (seen, simulator) = SimulationFixture.Run(config, 10_000);
        var overflows = seen.Events.Count(e => e.Kind == TapeEventKind.Overflow);
        Assert.True(overflows > 0);
        Assert.Equal(overflows, simulator.Metrics.Overflows);
        Assert.Equal(4, simulator.Metrics.QueueDepthMax);
        var rejects = seen.Events.Count(e => e.Reason == OrderReason.QueueFull);
        Assert.Equal(policy == OverflowPolicy.Reject ? overflows : 0, rejects);
    }

    [Fact]
    public void Gaps_stand_on_the_trace_and_the_lost_orders_are_not_in_the_book()
    {
        var config = SimulationFixture.Config() with { Injection = new() { GapPpm = 5_000 } };
        var (seen, simulator) = SimulationFixture.Run(config, 30_000);
        var gaps = seen.Events.Where(e => e.Kind == TapeEventKind.FeedGap).ToArray();
        Assert.NotEmpty(gaps);
        Assert.Equal(gaps.Length, simulator.Metrics.Gaps);
        Assert.Equal(gaps.Sum(e => e.Count), simulator.Metrics.LostMessages);
        Assert.All(gaps, e => Assert.Equal((ulong)e.Count, e.VenueSequence - e.FirstUpdateId + 1));
    }

    [Fact]
    public void Jitter_delays_only_the_events_of_its_type()
    {
        var calm = SimulationFixture.Config() with { Queue = new() { ServiceNs = 0 } };
        var late = calm with { Jitter = new() { CancelNs = 5_000_000 } };
        var (before, _) = SimulationFixture.Run(calm, 400);
        var (after, _) = SimulationFixture.Run(late, 400);
        var firstCancel = before.Commands.FindIndex(entry => entry.Command.Kind == BookCommandKind.Cancel);
        Assert.Equal(
            before.Commands.Take(firstCancel).Select(entry => (entry.Command.OrderId, entry.Command.TimeNs)),
            after.Commands.Take(firstCancel).Select(entry => (entry.Command.OrderId, entry.Command.TimeNs)));
        var canceled = before.Commands[firstCancel].Command;
        var delayed = after.Commands.First(entry => entry.Command.Kind == BookCommandKind.Cancel && entry.Command.OrderId == canceled.OrderId).Command;
        Assert.InRange(delayed.TimeNs - canceled.TimeNs, 1, 5_000_000);
    }

    private static long[] Send(FaultyLink link, int count)
    {
        var arrivals = new List<OrderMessage>();
        for (var i = 0; i < count; i++) link.Send(default, arrivals);
        return [.. arrivals.Select(message => message.Sequence)];
    }

    private static long[] Receive(SequencedReceiver receiver, long sequence)
    {
        var inOrder = new List<OrderMessage>();
        receiver.Receive(new OrderMessage { Sequence = sequence }, inOrder);
        return [.. inOrder.Select(message => message.Sequence)];
    }
}
