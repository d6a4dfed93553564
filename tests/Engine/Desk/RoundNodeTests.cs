using System;
using System.Buffers;
using System.Linq;
using Trading.Desk;
using Trading.Durable;
using Xunit;

namespace Trading.Tests.Desk;

/// <summary>Nodes behind doors, called round by round and killed at will, end where nodes that are driven directly end.</summary>
public sealed class RoundNodeTests
{
    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 12).Select(seed => (ulong)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Rounds_behind_doors_with_kills_repeated_calls_and_a_new_coordinator_end_as_direct_ones(ulong seed)
    {
        var direct = new ToyDesk(seed, events: 300);
        var driver = new RoundDriver(direct.Nodes, direct.Pump);
        while (driver.TryRound())
        {
        }

        var hosted = ToyDesk.Hosted(seed, events: 300);
        hosted.Run(killsPerMille: 100);
        Assert.True(hosted.Kills > 10);
        for (var node = 0; node < ToyDesk.Peers; node++)
        {
            Assert.Equal(direct.Nodes[node].Chain, hosted.Coordinator.ChainOf(node));
            Assert.Equal(direct.Nodes[node].Chain, hosted.Participants[node].Node.Chain);
            Assert.Equal(direct.Nodes[node].MarketEvents, hosted.Participants[node].Node.MarketEvents);
        }
    }

    [Fact]
    public void A_block_that_is_no_market_stops_the_node_for_good()
    {
        var node = new RoundNode(1, () => ToyDesk.Host(0, 1));
        var block = new ArrayBufferWriter<byte>();
        MarketBlock.WriteHead(block, 1000, isComplete: true);
        block.Write("nonsense\n"u8);
        Assert.True(node.Accepts(NodeInputKind.Deliver, block.WrittenSpan));
        node.Handle(
            new NodeInput { Kind = NodeInputKind.Deliver, Source = ToyDesk.MarketName(0), Sequence = 1, TimeNs = 1, Payload = block.WrittenSpan },
            new NodeOutput());
        Assert.True(node.IsBroken);
        var saved = new ArrayBufferWriter<byte>();
        node.Save(saved);
        var loaded = new RoundNode(1, () => ToyDesk.Host(0, 1));
        Assert.Equal(NodeLoadOutcome.Loaded, loaded.Load(saved.WrittenSpan));
        Assert.True(loaded.IsBroken);
    }

    [Fact]
    public void A_saved_node_that_was_cut_is_refused_whole()
    {
        var desk = ToyDesk.Hosted(seed: 3, events: 100);
        desk.Run(killsPerMille: 0);
        var saved = new ArrayBufferWriter<byte>();
        desk.Participants[0].Save(saved);
        for (var length = 0; length < saved.WrittenCount; length += 7)
        {
            var node = new RoundNode(1, () => ToyDesk.Host(0, 3));
            Assert.Equal(NodeLoadOutcome.Malformed, node.Load(saved.WrittenSpan[..length]));
        }
    }

    [Fact]
    public void Bytes_that_are_no_call_are_refused()
    {
        var node = new RoundNode(1, () => ToyDesk.Host(0, 1));
        Assert.False(node.Accepts(NodeInputKind.Call, []));
        Assert.False(node.Accepts(NodeInputKind.Call, RoundCall.Write(1, long.MaxValue, []).AsSpan(1)));
        Assert.False(node.Accepts(NodeInputKind.Call, new byte[17]));
        Assert.False(node.Accepts(NodeInputKind.Timer, RoundCall.Write(1, long.MaxValue, [])));
        Assert.True(node.Accepts(NodeInputKind.Call, RoundCall.Write(1, long.MaxValue, [default])));
    }
}
