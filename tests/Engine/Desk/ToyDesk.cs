using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Trading.Desk;
using Trading.Model;
using Trading.Numerics;
using Trading.Tape;
using Trading.Tests.Model;

namespace Trading.Tests.Desk;

/// <summary>A node that answers what it hears by draws of its own: messages to everyone it knows, and timers.</summary>
internal sealed class ToyNode(int rank, string name, ulong seed, int peers, int firstPeer) : DeskNode(rank, name)
{
    private SeededRandom _random = SeededRandom.Create(seed, name);
    private ulong _sum;

    /// <summary>What it handled, in order.</summary>
    public List<(long TimeNs, int Source, long Sequence, ulong Sum)> Handled { get; } = [];

    protected override void OnMarket(int instrument, in TapeEvent e, ReadOnlySpan<PriceLevel> levels)
    {
        Note(instrument, e.Sequence);
        _sum = unchecked(_sum * 31 + (ulong)(e.Sequence + levels.Length));
        if (_random.Below(4) == 0) Talk();
    }

    protected override void OnMarketEnd(int instrument) => Note(instrument, -1);

    protected override void OnMessage(in DeskMessage message)
    {
        Note(message.Source, message.Sequence);
        _sum = unchecked(_sum * 31 + message.Payload.As<ulong>());
        // On average less than one answer, so that talk dies down.
        if (_random.Below(3) == 0) Talk();
    }

    protected override void SaveState(IBufferWriter<byte> destination)
    {
        var writer = new StateWriter(destination);
        writer.Write(_random);
        writer.Write(_sum);
    }

    protected override void LoadState(ref StateReader reader)
    {
        _random = reader.ReadRandom();
        _sum = reader.ReadUInt64();
    }

    private void Note(int source, long sequence) => Handled.Add((NowNs, source, sequence, _sum));

    private void Talk()
    {
        if (_random.Below(4) == 0) SetTimer(_sum, NowNs + _random.Below(50));
        var peer = firstPeer + (int)_random.Below(peers - 1);
        Send(peer < Rank ? peer : peer + 1, MessageKind.Notice, _sum);
    }
}

/// <summary>Toy nodes that all know each other and follow two markets of random events.</summary>
internal sealed class ToyDesk
{
    public const int Peers = 4;
    public const int Markets = 2;

    public ToyDesk(ulong seed, int events)
    {
        var streams = ImmutableArray.CreateBuilder<MarketStream>();
        for (var i = 0; i < Markets; i++) streams.Add(new MarketStream(Peers));
        Pump = new MarketPump(new ToyMarket(seed, events), streams.ToImmutable());
        Nodes = new ToyNode[Peers];
        for (var i = 0; i < Peers; i++) Nodes[i] = new ToyNode(Markets + i, $"node-{i}", seed, Peers, Markets);
        foreach (var node in Nodes) Connect(node, seed, [.. streams]);
    }

    /// <summary>One of the nodes as it lives alone behind its door, with streams of its own.</summary>
    public static HostedNode Host(int index, ulong seed)
    {
        var streams = new MarketStream[Markets];
        for (var i = 0; i < Markets; i++) streams[i] = new MarketStream(1);
        var nodes = new ToyNode[Peers];
        for (var i = 0; i < Peers; i++) nodes[i] = new ToyNode(Markets + i, $"node-{i}", seed, Peers, Markets);
        Connect(nodes[index], seed, streams, nodes, follower: 0);
        var names = streams.Select((stream, i) => new KeyValuePair<string, MarketStream>(MarketName(i), stream));
        return new HostedNode(nodes[index], Header, names.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    /// <summary>All of them behind doors.</summary>
    public static HostedDesk Hosted(ulong seed, int events)
    {
        var hosts = Enumerable.Range(0, Peers).Select(index => (Func<HostedNode>)(() => Host(index, seed))).ToArray();
        var paths = RoundPaths.Of(new ToyDesk(seed, events: 0).Nodes);
        return new HostedDesk(
            seed,
            hosts,
            HostedDesk.Publish(new ToyMarket(seed, events), Header, MarketName, eventsPerBlock: 23),
            () => new RoundCoordinator(paths, longestNs: 200));
    }

    public static string MarketName(int instrument) => $"market/{instrument}";

    public static TapeHeader Header { get; } = TapeHeader.Create(
        [TestInstruments.Spot(id: "sim:A-USDT"), TestInstruments.Spot(id: "sim:B-USDT")], [], [], 0, 0, "toy").TryGet(out var header, out _)
        ? header
        : throw new InvalidOperationException("the header is well formed");

    private void Connect(ToyNode node, ulong seed, MarketStream[] streams) =>
        Connect(node, seed, streams, Nodes, node.Rank - Markets);

    private static void Connect(ToyNode node, ulong seed, MarketStream[] streams, ToyNode[] nodes, int follower)
    {
        foreach (var other in nodes.Where(other => other != node))
        {
            node.Connect(other, Delay(7 + 3 * ((node.Rank + other.Rank) % 4), seed, $"{node.Name}/{other.Name}"));
        }

        for (var i = 0; i < Markets; i++)
        {
            node.Follow(i, streams[i], follower, node.Rank % 2 == 0 ? null : Delay(11 * node.Rank, seed, $"{node.Name}/market-{i}"));
        }
    }

    /// <summary>Delays that vary by half, so that a message would overtake another if it could.</summary>
    private static DelaySampler Delay(long medianNs, ulong seed, string name) =>
        DelayDistribution.LogNormal(medianNs, 500_000, medianNs / 2, medianNs * 4).TryGet(out var distribution, out var error)
            ? new DelaySampler(distribution, seed, name)
            : throw new InvalidOperationException($"{error}");

    public ToyNode[] Nodes { get; }

    public MarketPump Pump { get; }
}

/// <summary>Random events of two instruments, some of nobody's; some times step back.</summary>
internal sealed class ToyMarket(ulong seed, int events) : IMarketSource
{
    private readonly PriceLevel[] _levels = new PriceLevel[300];
    private SeededRandom _random = SeededRandom.Create(seed, "market");
    private TapeEvent _event = TapeEvent.Empty;
    private int _levelCount;
    private int _left = events;

    public ref readonly TapeEvent Event => ref _event;

    public ReadOnlySpan<PriceLevel> Levels => _levels.AsSpan(0, _levelCount);

    public bool TryNext()
    {
        if (_left-- == 0) return false;
        _event.Kind = TapeEventKind.BookDelta;
        _event.Agent = _event.Regime = -1;
        _event.Sequence++;
        _event.TimeNs = Math.Max(0, _event.TimeNs + _random.Between(-2, 9));
        _event.Instrument = (int)_random.Between(-1, ToyDesk.Markets - 1);
        _event.Quantity = 0;
        _levelCount = (int)_random.Below(_random.Below(20) == 0 ? _levels.Length : 4);
        for (var i = 0; i < _levelCount; i++) _levels[i] = new PriceLevel(Side.Buy, _event.Sequence, i);
        return true;
    }
}
