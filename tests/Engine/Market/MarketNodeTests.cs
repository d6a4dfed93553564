using System;
using System.Buffers;
using System.Linq;
using CsCheck;
using Trading.Durable;
using Trading.Market;
using Trading.Model;
using Trading.Tests.Durable;
using Xunit;

namespace Trading.Tests.Market;

public sealed class MarketNodeTests
{
    private static readonly SlicedTape One = new("venue-a:BTC-USDT", 1, 200);
    private static readonly SlicedTape Other = new("venue-b:BTC-USDT", 2, 90);

    [Fact]
    public void A_market_ends_in_the_books_of_its_tapes_whatever_the_order() => Gen.ULong.Sample(seed =>
    {
        var node = new MarketNode(2);
        Merge(node, seed, restarts: false);
        return IsWhole(node);
    }, iter: 30);

    /// <summary>Saved and loaded anywhere, in the middle of a line too, it goes on as if it had not been.</summary>
    [Fact]
    public void A_market_that_is_saved_and_loaded_goes_on_as_one_that_was_not() => Gen.ULong.Sample(seed =>
    {
        var (straight, restarted) = (new MarketNode(2), new MarketNode(2));
        Merge(straight, seed, restarts: false);
        restarted = Merge(restarted, seed, restarts: true);
        Assert.Equal(StatusOf(straight) with { Venues = [] }, StatusOf(restarted) with { Venues = [] });
        Assert.Equal(StatusOf(straight).Venues, StatusOf(restarted).Venues);
        return straight.StateHash() == restarted.StateHash() && IsWhole(restarted);
    }, iter: 30);

    [Fact]
    public void Other_orders_are_other_merge_logs()
    {
        var (node, other) = (new MarketNode(2), new MarketNode(2));
        foreach (var market in (MarketNode[])[node, other])
        {
            foreach (var tape in market == node ? (SlicedTape[])[One, Other] : [Other, One])
            {
                for (var slice = 0; slice < tape.Slices.Length; slice++) Take(market, tape, slice);
            }
        }

        Assert.NotEqual(StatusOf(node).MergeHash, StatusOf(other).MergeHash);
        Assert.True(IsWhole(node) && IsWhole(other));
    }

    [Fact]
    public void Behind_its_durable_door_a_slice_is_applied_once_and_none_after_a_gap()
    {
        var effects = new RecordingEffects();
        var machine = new DurableNode(new MarketNode(1), effects, DurableLimits.Default);
        machine.Loaded(1);
        foreach (var (ticket, slice) in ((int, int)[])[(1, 1), (2, 1), (3, 3), (4, 2)])
        {
            machine.Deliver((ulong)ticket, One.Name(), (ulong)slice, One.Slices[slice - 1], ticket);
            if (effects.Appends.Count > 0) machine.Committed(effects.Appends[^1].Sequence);
        }

        Assert.Equal(ReplyStatus.Gap, effects.ReplyTo(3).Status);
        Assert.Equal((ReplyStatus.Delivered, 1UL), (effects.ReplyTo(2).Status, effects.ReplyTo(2).Cursor));
        Assert.Equal((ReplyStatus.Delivered, 2UL), (effects.ReplyTo(4).Status, effects.ReplyTo(4).Cursor));
        var replayed = new DurableNode(new MarketNode(1), new RecordingEffects(), DurableLimits.Default);
        foreach (var (_, _, block) in effects.Appends) Assert.True(replayed.Replay(block.Span).TryGet(out _, out _));
        Assert.Equal(machine.StateHash(), replayed.StateHash());
        Assert.Equal(2UL, replayed.CursorOf(One.Name()));
    }

    [Fact]
    public void A_later_play_replaces_what_was_applied_and_an_earlier_one_is_passed_over()
    {
        var node = new MarketNode(1);
        for (var slice = 0; slice < One.Slices.Length; slice++) Take(node, One, slice);
        Take(node, One, 0, play: 2);
        var venue = Assert.Single(StatusOf(node).Venues);
        Assert.Equal((2UL, 1UL, false), (venue.Play, venue.Slices, venue.IsComplete));
        Take(node, One, 1, play: 1);
        Assert.Equal(1UL, Assert.Single(StatusOf(node).Venues).Slices);
    }

    [Fact]
    public void What_is_no_saved_market_is_refused_and_changes_nothing()
    {
        var node = new MarketNode(1);
        Take(node, One, 0);
        var before = node.StateHash();
        var saved = Saved(node);
        for (var length = 0; length < saved.Length; length += 7) Assert.Equal(NodeLoadOutcome.Malformed, node.Load(saved.AsSpan()[..length]));
        Assert.Equal(before, node.StateHash());
        Assert.Equal(NodeLoadOutcome.Loaded, node.Load(saved));
    }

    [Fact]
    public void Names_of_sources_have_one_spelling()
    {
        Assert.True(SliceSource.TryParse("feed/12/venue-a:BTC/USDT", out var source));
        Assert.Equal((12UL, "venue-a:BTC/USDT"), (source.Play, source.Instrument.ToString()));
        foreach (var name in (string[])["feed/0/a:B", "feed/01/a:B", "feed/+1/a:B", "feed/1", "feed/1/a", "market/1/a:B", "feed//a:B"])
        {
            Assert.False(SliceSource.TryParse(name, out _), name);
        }
    }

    private static MarketNode Merge(MarketNode node, ulong seed, bool restarts)
    {
        var (order, restart) = (SeededRandom.Create(seed, "order"), SeededRandom.Create(seed, "restart"));
        int[] next = [0, 0];
        SlicedTape[] tapes = [One, Other];
        while (next[0] < One.Slices.Length || next[1] < Other.Slices.Length)
        {
            var venue = (int)order.Below(2);
            if (next[venue] < tapes[venue].Slices.Length) Take(node, tapes[venue], next[venue]++);
            if (!restarts || !restart.ChancePpm(100_000)) continue;
            var saved = Saved(node);
            node = new MarketNode(2);
            Assert.Equal(NodeLoadOutcome.Loaded, node.Load(saved));
            Assert.Equal(saved, Saved(node));
        }

        return node;
    }

    private static void Take(MarketNode node, SlicedTape tape, int slice, ulong play = 1) => node.Handle(
        new NodeInput
        {
            Kind = NodeInputKind.Deliver,
            Source = tape.Name(play),
            Sequence = (ulong)slice + 1,
            TimeNs = 1,
            Payload = tape.Slices[slice],
        },
        new NodeOutput());

    private static bool IsWhole(MarketNode node) => StatusOf(node) is { Health: MarketHealth.Healthy, Venues.Length: 2 } status
        && status.Venues.Zip((SlicedTape[])[One, Other]).All(pair =>
            pair.First.IsComplete && pair.First.Events == pair.Second.Events && pair.First.Slices == (ulong)pair.Second.Slices.Length
            && BookFingerprint.Read(Ask(node, MarketQuery.Digest(pair.First.Source))).Sha256 == pair.Second.Digest);

    private static MarketStatus StatusOf(MarketNode node)
    {
        var status = MarketStatus.Read(Ask(node, MarketQuery.Status));
        Assert.NotNull(status);
        return status;
    }

    private static byte[] Ask(MarketNode node, byte[] query)
    {
        var answer = new ArrayBufferWriter<byte>();
        node.Query(query, answer);
        return answer.WrittenSpan.ToArray();
    }

    private static byte[] Saved(MarketNode node)
    {
        var saved = new ArrayBufferWriter<byte>();
        node.Save(saved);
        return saved.WrittenSpan.ToArray();
    }
}
