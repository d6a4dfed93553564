using System;
using System.Buffers;
using Trading.Durable;
using Trading.Market;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Market;

public sealed class FeedNodeTests
{
    private static readonly byte[] Slice = [1, 2, 3];
    private readonly FeedNode _node = new();
    private ulong _sequence;

    [Fact]
    public void A_feed_knows_what_it_plays_and_how_far_it_is()
    {
        Assert.Equal(FeedState.None, State());
        Tell(Play("tape"));
        Tell(FeedInput.OfSlice(1, 1, Slice));
        Tell(FeedInput.OfSlice(1, 2, []));
        var hash = FeedState.Chain(FeedState.Chain(0, StateHasher.Hash(Slice)), StateHasher.Hash([]));
        Assert.Equal(new FeedState(1, "tape", "BTC-USDT", 2, 3, hash, false, ""), State());
        Tell(new FeedInput { Kind = FeedInputKind.End, Play = 1, Error = "torn" });
        Assert.Equal(new FeedState(1, "tape", "BTC-USDT", 3, 3, hash, true, "torn"), State());
    }

    [Fact]
    public void What_does_not_fit_changes_nothing()
    {
        Tell(FeedInput.OfSlice(0, 1, Slice));
        Tell(new FeedInput { Kind = FeedInputKind.End });
        Tell(Play("tape"));
        var begun = State();
        Tell(Play("other"));
        Tell(FeedInput.OfSlice(1, 2, Slice));
        Tell(FeedInput.OfSlice(2, 1, Slice));
        Tell(new FeedInput { Kind = FeedInputKind.End, Play = 2 });
        Assert.Equal(begun, State());
        Tell(new FeedInput { Kind = FeedInputKind.End, Play = 1 });
        var ended = State();
        Tell(FeedInput.OfSlice(1, 2, Slice));
        Tell(Play("tape"));
        Assert.Equal(ended, State());
        Tell(Play("other"));
        Assert.Equal(FeedState.None with { Play = 2, Tape = "other", Market = "BTC-USDT" }, State());
    }

    [Fact]
    public void A_saved_feed_is_loaded_and_what_is_none_is_refused()
    {
        Tell(Play("tape"));
        Tell(FeedInput.OfSlice(1, 1, Slice));
        var saved = new ArrayBufferWriter<byte>();
        _node.Save(saved);
        var loaded = new FeedNode();
        for (var length = 0; length < saved.WrittenCount; length++)
        {
            Assert.Equal(NodeLoadOutcome.Malformed, loaded.Load(saved.WrittenSpan[..length]));
        }

        Assert.Equal(NodeLoadOutcome.Loaded, loaded.Load(saved.WrittenSpan));
        Assert.Equal(_node.StateHash(), loaded.StateHash());
        Assert.NotEqual(_node.StateHash(), new FeedNode().StateHash());
    }

    [Fact]
    public void Only_well_formed_deliveries_are_accepted()
    {
        var payload = FeedInput.OfSlice(1, 1, Slice).Encode();
        Assert.True(_node.Accepts(NodeInputKind.Deliver, payload));
        Assert.False(_node.Accepts(NodeInputKind.Call, payload));
        Assert.False(_node.Accepts(NodeInputKind.Deliver, payload.AsSpan()[..^1]));
        Assert.False(_node.Accepts(NodeInputKind.Deliver, (FeedInput.OfSlice(1, 1, Slice) with { Length = FeedState.SliceBytes + 1 }).Encode()));
        Assert.False(_node.Accepts(NodeInputKind.Deliver, (FeedInput.OfSlice(1, 1, Slice) with { Kind = (FeedInputKind)4 }).Encode()));
        var error = new string('x', FeedInput.TextLengthMax + 1);
        Assert.True(FeedInput.TryDecode(new FeedInput { Kind = FeedInputKind.End, Error = error }.Encode(), out var cut));
        Assert.Equal(FeedInput.TextLengthMax, cut.Error.Length);
    }

    private static FeedInput Play(string tape) => new() { Kind = FeedInputKind.Play, Tape = tape, Market = "BTC-USDT" };

    private void Tell(in FeedInput input) => _node.Handle(
        new NodeInput
        {
            Kind = NodeInputKind.Deliver,
            Source = FeedNode.Player,
            Sequence = ++_sequence,
            TimeNs = (long)_sequence,
            Payload = input.Encode(),
        },
        new NodeOutput());

    private FeedState State()
    {
        var answer = new ArrayBufferWriter<byte>();
        _node.Query([], answer);
        var state = FeedState.Read(answer.WrittenSpan);
        Assert.NotNull(state);
        return state;
    }
}
