using System.Collections.Generic;
using System.Linq;
using Trading.Desk;
using Trading.Tape;
using Trading.Tests.Backtest;
using Xunit;

namespace Trading.Tests.Desk;

/// <summary>A market cut into blocks and passed on: the same blocks whoever cuts, to everyone as far as his credit goes.</summary>
public sealed class MarketRelayTests
{
    private static readonly TapeHeader Header = TapeHeader.Create(
        [.. SimulatedFlow.Listings.Select(listing => listing.Instrument)], SimulatedFlow.Agents, [], 0, 0, "test").TryGet(out var header, out _)
        ? header
        : throw new System.InvalidOperationException("the header is well formed");

    [Fact]
    public void Blocks_hold_every_event_of_their_instrument_once_and_end_with_the_market()
    {
        var stream = new MarketStream(1);
        var blocks = Blocks();
        foreach (var block in blocks) Assert.True(MarketBlock.TryRead(block, new TapeLines(Header), stream));
        Assert.True(blocks.Count > 5);
        Assert.Equal(SimulatedFlow.Events.Count(e => MarketBlockWriter.ForDesk(e).Instrument == 1), stream.Count);
        Assert.True(stream.IsComplete);
        Assert.Equal(SimulatedFlow.Events.Max(e => e.TimeNs), stream.EndNs);
        Assert.All(blocks, block => Assert.True(block.Length < 2 * MarketBlockWriter.BlockBytes));
    }

    [Fact]
    public void A_follower_gets_every_block_once_as_far_as_its_credit_goes()
    {
        var relay = new MarketRelay();
        Assert.True(relay.Follow("b", 0, credit: 2, isBehind: false));
        Assert.True(relay.Follow("a", 0, credit: 100, isBehind: false));
        Feed(relay);
        var blocks = Blocks();
        var sent = Drain(relay);
        Assert.Equal(Enumerable.Range(1, blocks.Count).Select(i => (ulong)i), sent.Where(each => each.Name == "a").Select(each => each.Sequence));
        Assert.Equal([1UL, 2], sent.Where(each => each.Name == "b").Select(each => each.Sequence));
        Assert.All(sent, each => Assert.Equal(blocks[(int)each.Sequence - 1], each.Block));
        relay.Follow("b", 2, credit: 1, isBehind: false);
        Assert.Equal([("b", 3UL)], Drain(relay).Select(each => (each.Name, each.Sequence)));
    }

    [Fact]
    public void What_did_not_come_is_sent_again_and_what_everybody_has_is_let_go()
    {
        var relay = new MarketRelay();
        relay.Follow("a", 0, 100, isBehind: false);
        relay.Follow("b", 0, 100, isBehind: false);
        Feed(relay);
        Drain(relay);
        var all = relay.HeldBytes;
        Assert.True(relay.Follow("a", 3, 2, isBehind: true));
        Assert.Equal([("a", 4UL), ("a", 5UL)], Drain(relay).Select(each => (each.Name, each.Sequence)));
        Assert.Equal(all, relay.HeldBytes);
        Assert.True(relay.Follow("b", 3, 0, isBehind: false));
        Assert.Equal(all - Blocks().Take(3).Sum(block => block.Length), relay.HeldBytes);
        // Whoever comes new needs what is gone.
        Assert.False(relay.Follow("c", 0, 100, isBehind: false));
        Feed(relay);
        Assert.Equal(Blocks().Count, Drain(relay).Count(each => each.Name == "c"));
    }

    private static List<byte[]> Blocks()
    {
        var (writer, blocks) = (new MarketBlockWriter(Header, 1), new List<byte[]>());
        foreach (var e in SimulatedFlow.Events)
        {
            if (writer.Add(e, []) is { } block) blocks.Add(block);
        }

        blocks.Add(writer.Complete());
        return blocks;
    }

    private static void Feed(MarketRelay relay)
    {
        relay.Begin(Header, 1);
        foreach (var e in SimulatedFlow.Events) relay.Add(e, []);
        relay.Complete();
    }

    private static List<(string Name, ulong Sequence, byte[] Block)> Drain(MarketRelay relay)
    {
        var sent = new List<(string Name, ulong Sequence, byte[] Block)>();
        while (relay.TryNext(out var name, out var sequence, out var block)) sent.Add((name, sequence, block));
        return sent;
    }
}
