using System;
using System.Buffers;
using System.Collections.Immutable;
using System.Linq;
using Trading.Durable;
using Trading.Invariants;
using Trading.Market;
using Trading.Model;

namespace Trading.Faults;

/// <summary>
/// A market that follows two feeds. In the end it must hold the books of their tapes, and each feed must have recorded its
/// tape and nothing else.
/// </summary>
internal sealed class MarketScene : FaultScene
{
    private const string Market = "market:sim";
    private const long ReadNsMax = 6_000_000_000;
    private static readonly DurableLimits Limits = new() { AnswersPerClient = 4, SnapshotRecords = 40, BlockBytesMax = 8 * 1024 };
    private readonly ImmutableArray<SliceTape> _tapes;
    private FaultWorld? _world;
    private ImmutableArray<SliceFeed> _feeds = [];
    private SliceMarket? _door;
    private Caller? _reader;
    private SeededRandom _random;
    private int _strikes;

    public MarketScene(ulong seed)
    {
        _tapes = [SliceTape.Of(seed, 0), SliceTape.Of(seed, 1)];
        _random = SeededRandom.Create(seed, "market/reader");
        Specs =
        [
            new NodeSpec(Market, static () => new MarketNode(quorum: 2), Limits),
            .. _tapes.Select(tape => new NodeSpec(tape.Node, static () => new FeedNode(), Limits)),
        ];
    }

    public override ImmutableArray<NodeSpec> Specs { get; }

    public override int Callers => 2 + _tapes.Length;

    /// <summary>Slices that the market has applied.</summary>
    public override long Commands => _world is { } world ? _tapes.Sum(tape => (long)world.WitnessOf(Market).DeliveredFrom(tape.Name)) : 0;

    public override long CommandsMin => 200;

    public override bool IsSettled => Commands == _tapes.Sum(tape => tape.Slices.Length);

    public override void Begin(FaultWorld world)
    {
        _world = world;
        var door = _door = new SliceMarket(world, world.StorePlace + 1, Market);
        _feeds = [.. _tapes.Select((tape, i) => new SliceFeed(world, world.StorePlace + 2 + i, tape, door))];
        _reader = new Caller(world, world.StorePlace + 2 + _tapes.Length, "reader");
        Read(world);
    }

    public override void Rest()
    {
        _door?.Resume();
        foreach (var feed in _feeds) feed.Hurry();
    }

    public override void Strike(FaultKind kind, long forNs)
    {
        var next = _strikes++ % (_feeds.Length + 1);
        if (next == _feeds.Length) _door?.Restart(forNs);
        else _feeds[next].Restart(forNs);
    }

    /// <summary>A slice counts as published once its feed has recorded it.</summary>
    public override UInt128? OutputOf(string source, string target, ulong sequence)
    {
        if (_world is not { } world || sequence == 0) return null;
        foreach (var tape in _tapes)
        {
            if (target == tape.Node && sequence <= (ulong)tape.Inputs.Length) return StateHasher.Hash(tape.Inputs[(int)sequence - 1]);
            if (source == tape.Name && sequence <= StateOf(world, tape).Slices) return StateHasher.Hash(tape.Slices[(int)sequence - 1]);
        }

        return null;
    }

    public override void Check(FaultWorld world)
    {
        foreach (var tape in _tapes)
        {
            var feed = StateOf(world, tape);
            if (!feed.IsEnded || feed.Slices != (ulong)tape.Slices.Length || feed.Error.Length > 0)
            {
                world.Violate(WorldInvariants.MarketIsWhole, $"{tape.Node} has recorded {feed.Slices} of {tape.Slices.Length} slices");
            }

            var venue = StatusOf(world)?.Venues.FirstOrDefault(venue => venue.Source == tape.Source.ToString());
            if (venue is not { IsComplete: true } || venue.Events != tape.Count || venue.Slices != feed.Slices)
            {
                world.Violate(WorldInvariants.MarketIsWhole, $"{tape.Source} is not applied to its end: {venue}");
            }
            else if (BookFingerprint.Read(Ask(world, MarketQuery.Digest(venue.Source))).Sha256 != tape.Digest)
            {
                world.Violate(WorldInvariants.MarketIsWhole, $"{tape.Source} ends in another book than its tape");
            }
        }
    }

    private static FeedState StateOf(FaultWorld world, SliceTape tape)
    {
        var state = new ArrayBufferWriter<byte>();
        world.WitnessOf(tape.Node).Node.Query([], state);
        return FeedState.Read(state.WrittenSpan) ?? FeedState.None;
    }

    private static MarketStatus? StatusOf(FaultWorld world) => MarketStatus.Read(Ask(world, MarketQuery.Status));

    private static ReadOnlySpan<byte> Ask(FaultWorld world, byte[] query)
    {
        var answer = new ArrayBufferWriter<byte>();
        world.WitnessOf(Market).Node.Query(query, answer);
        return answer.WrittenSpan;
    }

    private void Read(FaultWorld world) => world.Queue.After(_random.Between(1, ReadNsMax), () =>
    {
        var node = Specs[(int)_random.Below(Specs.Length)].Name;
        _reader?.Read(node, _random.Below(3) == 0 ? null : MarketQuery.Status);
        Read(world);
    });
}
