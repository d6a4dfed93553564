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
    [Fact]
    public void Over_any_pipe_every_block_is_applied_once_and_in_order() => Gen.ULong.Sample(seed =>
    {
        var random = SeededRandom.Create(seed, "pipe");
        var sender = new ChannelSender(5, 8, 1_000_000);
        sender.AddConsumer("market");
        var receiver = new ChannelReceiver();
        var applied = new List<byte>();
        var pipe = new List<(ulong Sequence, ReadOnlyMemory<byte> Block)>();
        for (var step = 0; step < 300 || applied.Count < (int)sender.LastSequence; step++)
        {
            if (step < 300 && sender.HasRoom)
            {
                byte[] block = [(byte)(sender.LastSequence % 200)];
                pipe.Add((sender.Publish(block), block));
            }

            if (pipe.Count == 0) Offer(sender, receiver, applied, null);
            else Take(ref random, sender, receiver, applied, pipe);
            sender.Acknowledge("market", receiver.Epoch, receiver.Cursor);
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
    public void A_new_epoch_restarts_and_the_old_one_is_stale()
    {
        var receiver = new ChannelReceiver();
        Assert.Equal(ChannelStep.Restart, receiver.Offer(1, 1));
        Assert.Equal(ChannelStep.Apply, receiver.Offer(1, 1));
        Assert.Equal(ChannelStep.Restart, receiver.Heartbeat(2, 4));
        Assert.Equal(ChannelStep.Gap, receiver.Heartbeat(2, 4));
        Assert.Equal(ChannelStep.Stale, receiver.Offer(1, 2));
        Assert.Equal(ChannelStep.Apply, receiver.Offer(2, 1));
        Assert.Equal(ChannelStep.Duplicate, receiver.Offer(2, 1));
        Assert.Equal((2UL, 1UL, 1L, 2L), (receiver.Epoch, receiver.Cursor, receiver.Gaps, receiver.Dropped));
    }

    /// <summary>Delivers something from the pipe: any of the oldest few, sometimes twice, sometimes never.</summary>
    private static void Take(
        ref SeededRandom random,
        ChannelSender sender,
        ChannelReceiver receiver,
        List<byte> applied,
        List<(ulong Sequence, ReadOnlyMemory<byte> Block)> pipe)
    {
        var index = (int)random.Below(Math.Min(3, pipe.Count));
        var item = pipe[index];
        if (!random.ChancePpm(100_000)) pipe.RemoveAt(index);
        if (random.ChancePpm(200_000)) return;
        Offer(sender, receiver, applied, item);
    }

    private static void Offer(
        ChannelSender sender,
        ChannelReceiver receiver,
        List<byte> applied,
        (ulong Sequence, ReadOnlyMemory<byte> Block)? item)
    {
        var step = Judge();
        while (step is ChannelStep.Gap or ChannelStep.Restart)
        {
            if (step == ChannelStep.Gap)
            {
                Assert.Null(sender.TryRefill(sender.Epoch, receiver.Cursor + 1, out var missing));
                Assert.Equal(ChannelStep.Apply, receiver.Offer(sender.Epoch, receiver.Cursor + 1));
                applied.Add(missing.Span[0]);
            }

            step = Judge();
        }

        if (step == ChannelStep.Apply && item is { } block) applied.Add(block.Block.Span[0]);

        ChannelStep Judge() => item is { } offered
            ? receiver.Offer(sender.Epoch, offered.Sequence)
            : receiver.Heartbeat(sender.Epoch, sender.LastSequence);
    }
}
