using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Trading.Channels;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Channels;

public sealed class ChannelTests
{
    /// <summary>Blocks are lost, repeated and reordered, and the consumer loses its memory now and then: what it has applied for good
    /// is all that it knows afterwards.</summary>
    [Fact]
    public void Over_any_pipe_every_block_is_applied_once_and_in_order() => Gen.ULong.Sample(seed =>
    {
        var random = SeededRandom.Create(seed, "pipe");
        var sender = new ChannelSender(5, 8, 1_000_000);
        sender.AddConsumer("market");
        var applied = new List<byte>();
        var receiver = Receiver(applied);
        var pipe = new List<(ulong Sequence, ReadOnlyMemory<byte> Block)>();
        for (var step = 0; step < 300 || applied.Count < (int)sender.LastSequence; step++)
        {
            if (random.ChancePpm(30_000)) receiver = Receiver(applied);
            if (step < 300 && sender.HasRoom)
            {
                byte[] block = [(byte)(sender.LastSequence % 200)];
                pipe.Add((sender.Publish(block), block));
            }

            if (pipe.Count > 0) Carry(ref random, receiver, pipe);
            else receiver.Announce(sender.Epoch, sender.LastSequence);
            Apply(ref random, sender, receiver, applied);
            sender.Acknowledge("market", sender.Epoch, (ulong)applied.Count);
        }

        return applied.SequenceEqual(Enumerable.Range(0, (int)sender.LastSequence).Select(i => (byte)(i % 200)));
    });

    [Fact]
    public void The_window_closes_until_the_slowest_consumer_acknowledges()
    {
        var sender = new ChannelSender(1, 2, 1000);
        sender.AddConsumer("fast");
        sender.AddConsumer("slow");
        for (var n = 0; n < 2; n++) sender.Publish(new byte[1]);
        sender.Acknowledge("fast", 1, 2);
        Assert.False(sender.HasRoom);
        sender.Acknowledge("slow", 2, 2);
        sender.Acknowledge("slow", 1, 3);
        sender.Acknowledge("stranger", 1, 2);
        Assert.False(sender.HasRoom);
        sender.Acknowledge("slow", 1, 1);
        Assert.True(sender.HasRoom);
        Assert.Equal(1UL, sender.AcknowledgedSequence);
    }

    [Fact]
    public void A_sender_without_consumers_never_waits()
    {
        var sender = new ChannelSender(1, 1, 1000);
        for (var n = 0; n < 5; n++) sender.Publish(new byte[1]);
        Assert.True(sender.HasRoom);
    }

    [Fact]
    public void A_refill_is_refused_with_its_reason()
    {
        var sender = new ChannelSender(7, 10, 3);
        for (byte n = 1; n <= 5; n++) sender.Publish(new[] { n });
        Assert.Equal(RefillError.OtherEpoch, sender.TryRefill(6, 5, out _));
        Assert.Equal(RefillError.NotPublished, sender.TryRefill(7, 0, out _));
        Assert.Equal(RefillError.NotPublished, sender.TryRefill(7, 6, out _));
        Assert.Equal(RefillError.Evicted, sender.TryRefill(7, 2, out _));
        Assert.Null(sender.TryRefill(7, 3, out var block));
        Assert.Equal(3, block.Span[0]);
    }

    [Fact]
    public void The_newest_block_is_retained_however_large()
    {
        var sender = new ChannelSender(1, 10, 3);
        sender.Publish(new byte[100]);
        Assert.Null(sender.TryRefill(1, 1, out _));
    }

    [Fact]
    public void A_sender_that_goes_on_has_published_what_it_does_not_retain()
    {
        var sender = new ChannelSender(1, 10, 2);
        sender.Resume(7);
        Assert.Equal(RefillError.Evicted, sender.TryRefill(1, 7, out _));
        Assert.Equal(8UL, sender.Publish(new byte[1]));
        sender.Resume(3);
        Assert.Equal(8UL, sender.LastSequence);
        for (var n = 0; n < 3; n++) sender.Publish(new byte[1]);
        Assert.Equal(RefillError.Evicted, sender.TryRefill(1, 8, out _));
        Assert.Null(sender.TryRefill(1, 11, out _));
    }

    [Fact]
    public void A_new_epoch_replaces_what_came_and_the_old_one_is_dropped()
    {
        var receiver = new ChannelReceiver(4, epoch => epoch == 3 ? 7UL : 0);
        receiver.Offer(1, 2, Block);
        Assert.False(receiver.TryTake(out _));
        Assert.Equal(1UL, receiver.Missing);
        receiver.Announce(2, 1);
        receiver.Offer(1, 1, Block);
        Assert.False(receiver.TryTake(out _));
        receiver.Refill(1, 1, Block);
        receiver.Refill(2, 1, Block);
        Assert.True(receiver.TryTake(out _));
        Assert.Equal((2UL, 1UL, 1UL), (receiver.Epoch, receiver.Cursor, receiver.LastSequence));
        Assert.Equal((2L, 1L, 1L), (receiver.Gaps, receiver.Dropped, receiver.Refilled));
        // What is applied for good of an epoch is where it begins.
        receiver.Announce(3, 8);
        Assert.Equal((7UL, 8UL), (receiver.Cursor, receiver.Missing));
    }

    [Fact]
    public void What_comes_too_early_is_not_held_and_is_asked_for_later()
    {
        var receiver = new ChannelReceiver(2, _ => 0);
        receiver.Offer(1, 3, Block);
        receiver.Offer(1, 2, Block);
        receiver.Offer(1, 2, Block);
        Assert.Equal((2L, 1UL), (receiver.Dropped, receiver.Missing));
        receiver.Offer(1, 1, Block);
        Assert.True(receiver.TryTake(out _) && receiver.TryTake(out _));
        Assert.Equal(3UL, receiver.Missing);
        Assert.False(receiver.TryTake(out _));
        Assert.False(receiver.TryTake(out _));
        Assert.Equal(1, receiver.Gaps);
    }

    [Fact]
    public void What_was_given_out_and_not_applied_is_asked_for_again()
    {
        var receiver = new ChannelReceiver(4, _ => 0);
        receiver.Offer(1, 1, Block);
        Assert.True(receiver.TryTake(out _));
        Assert.Null(receiver.Missing);
        receiver.Rewind();
        Assert.Equal(1UL, receiver.Missing);
    }

    private static byte[] Block => [1];

    private static ChannelReceiver Receiver(List<byte> applied) => new(4, _ => (ulong)applied.Count);

    /// <summary>Delivers something from the pipe: any of the oldest few, sometimes twice, sometimes never.</summary>
    private static void Carry(ref SeededRandom random, ChannelReceiver receiver, List<(ulong Sequence, ReadOnlyMemory<byte> Block)> pipe)
    {
        var index = (int)random.Below(Math.Min(3, pipe.Count));
        var item = pipe[index];
        if (!random.ChancePpm(100_000)) pipe.RemoveAt(index);
        if (!random.ChancePpm(200_000)) receiver.Offer(5, item.Sequence, item.Block);
    }

    /// <summary>Takes what is there; sometimes it is lost before it is applied.</summary>
    private static void Apply(ref SeededRandom random, ChannelSender sender, ChannelReceiver receiver, List<byte> applied)
    {
        while (receiver.TryTake(out var block))
        {
            if (random.ChancePpm(50_000)) receiver.Rewind();
            else applied.Add(block.Span[0]);
        }

        if (receiver.Missing is not { } missing) return;
        Assert.Null(sender.TryRefill(sender.Epoch, missing, out var again));
        receiver.Refill(sender.Epoch, missing, again);
    }
}
