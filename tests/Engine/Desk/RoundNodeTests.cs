using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Trading.Desk;
using Trading.Durable;
using Trading.Model;
using Trading.Tape;
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

        var hosted = new HostedDesk(seed, events: 300);
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
        var desk = new HostedDesk(seed: 3, events: 100);
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
        Assert.False(node.Accepts(NodeInputKind.Call, RoundCall.Write(1, []).AsSpan(1)));
        Assert.False(node.Accepts(NodeInputKind.Call, new byte[17]));
        Assert.False(node.Accepts(NodeInputKind.Timer, RoundCall.Write(1, [])));
        Assert.True(node.Accepts(NodeInputKind.Call, RoundCall.Write(1, [default])));
    }
}

/// <summary>Toy nodes behind durable doors, with a coordinator: as on a cluster, one step at a time.</summary>
internal sealed class HostedDesk
{
    private readonly ulong _seed;
    private readonly Door[] _doors;
    private readonly List<byte[]>[] _blocks;
    private SeededRandom _random;

    public HostedDesk(ulong seed, int events)
    {
        _seed = seed;
        _random = SeededRandom.Create(seed, "hosted");
        _blocks = Publish(seed, events);
        _doors = [.. Enumerable.Range(0, ToyDesk.Peers).Select(index => new Door(index, seed))];
        Coordinator = NewCoordinator();
    }

    public RoundCoordinator Coordinator { get; private set; }

    public int Kills { get; private set; }

    public RoundNode[] Participants => [.. _doors.Select(door => door.Participant)];

    public void Run(int killsPerMille)
    {
        while (!Coordinator.IsDone)
        {
            var answers = new byte[]?[ToyDesk.Peers];
            foreach (var node in Shuffled())
            {
                if (!Coordinator.TakesPart(node)) continue;
                for (var market = 0; market < ToyDesk.Markets; market++) Feed(node, market);
                Disturb(node, killsPerMille);
                answers[node] = _doors[node].Round(Coordinator.Round, Coordinator.CallOf(node));
                Disturb(node, killsPerMille);
                // Whose answer was lost asks again.
                if (_random.Below(10) == 0) Assert.Equal(answers[node], _doors[node].Round(Coordinator.Round, Coordinator.CallOf(node)));
            }

            Assert.True(Coordinator.TryComplete(answers));
            if (_random.Below(20) == 0) RestartCoordinator();
        }
    }

    /// <summary>A door waits until its markets are read beyond the round.</summary>
    private void Feed(int node, int market)
    {
        while (!_doors[node].IsRead(market, Coordinator.EndNs)) _doors[node].Deliver(market, _blocks[market]);
    }

    private void Disturb(int node, int killsPerMille)
    {
        if (_random.Below(1000) >= killsPerMille) return;
        Kills++;
        if (_random.Below(3) == 0) _doors[node].TrySnapshot();
        _doors[node].Kill();
    }

    private void RestartCoordinator()
    {
        var saved = new ArrayBufferWriter<byte>();
        Coordinator.Save(new StateWriter(saved));
        var reader = new StateReader(saved.WrittenSpan);
        Coordinator = NewCoordinator();
        Coordinator.Load(ref reader);
        Assert.True(reader.IsComplete);
    }

    private RoundCoordinator NewCoordinator()
    {
        var least = new ToyDesk(_seed, events: 0).Nodes.Min(node => node.MinDelayNs);
        return new RoundCoordinator(ToyDesk.Markets, ToyDesk.Peers, least);
    }

    private int[] Shuffled()
    {
        var nodes = Enumerable.Range(0, ToyDesk.Peers).ToArray();
        for (var i = nodes.Length - 1; i > 0; i--)
        {
            var other = (int)_random.Below(i + 1);
            (nodes[i], nodes[other]) = (nodes[other], nodes[i]);
        }

        return nodes;
    }

    /// <summary>The market as blocks per instrument: every few events one block for each.</summary>
    private static List<byte[]>[] Publish(ulong seed, int events)
    {
        var (market, lines) = (new ToyMarket(seed, events), new TapeLines(ToyDesk.Header));
        var blocks = new List<byte[]>[ToyDesk.Markets];
        var open = new List<(TapeEvent Event, PriceLevel[] Levels)>[ToyDesk.Markets];
        for (var i = 0; i < blocks.Length; i++) (blocks[i], open[i]) = ([], []);
        var (lastNs, isEnded) = (0L, false);
        while (!isEnded)
        {
            for (var count = 0; count < 23 && !isEnded; count++)
            {
                isEnded = !market.TryNext();
                if (isEnded) break;
                var e = market.Event;
                e.TimeNs = lastNs = Math.Max(lastNs, e.TimeNs);
                if (e.Instrument >= 0) open[e.Instrument].Add((e, market.Levels.ToArray()));
            }

            for (var i = 0; i < blocks.Length; i++)
            {
                var block = new ArrayBufferWriter<byte>();
                MarketBlock.WriteHead(block, lastNs, isEnded);
                foreach (var (e, levels) in open[i]) Assert.Equal(TapeErrorCode.None, lines.Write(block, e, levels));
                blocks[i].Add(block.WrittenSpan.ToArray());
                open[i].Clear();
            }
        }

        return blocks;
    }

    /// <summary>One participant: its machine over a table in memory that commits at once.</summary>
    private sealed class Door(int index, ulong seed) : IDurableEffects
    {
        private readonly List<byte[]> _table = [];
        private readonly Dictionary<ulong, DurableReply> _replies = [];
        private (ulong Sequence, byte[] Bytes)? _snapshot;
        private DurableNode? _machine;
        private ulong _epoch;
        private ulong _ticket;

        public RoundNode Participant { get; private set; } = new(1, () => ToyDesk.Host(index, seed));

        private DurableNode Machine => _machine ?? Start();

        public bool IsRead(int market, long timeNs)
        {
            _ = Machine;
            return Delivered[market].ReadNs >= timeNs;
        }

        /// <summary>How far each stream was delivered, as the door itself knows: by what it gave.</summary>
        private (int Blocks, long ReadNs)[] Delivered { get; } = new (int, long)[ToyDesk.Markets];

        public void Deliver(int market, List<byte[]> blocks)
        {
            var next = Delivered[market].Blocks;
            Machine.Deliver(++_ticket, ToyDesk.MarketName(market), (ulong)next + 1, blocks[next], (long)_ticket);
            Assert.Equal(ReplyStatus.Delivered, _replies[_ticket].Status);
            var isLast = next + 1 == blocks.Count;
            Delivered[market] = (next + 1, isLast ? long.MaxValue : BitConverter.ToInt64(blocks[next].AsSpan(8)));
        }

        public byte[] Round(long round, byte[] call)
        {
            Machine.Call(++_ticket, "desk", (ulong)round, call, (long)_ticket);
            Assert.Equal(ReplyStatus.Answered, _replies[_ticket].Status);
            return _replies[_ticket].Payload.ToArray();
        }

        public void TrySnapshot() => Machine.TrySnapshot();

        public void Kill() => _machine = null;

        public void Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
        {
            _table.Add(block.ToArray());
            _machine?.Committed(sequence);
        }

        public void Confirm(ulong epoch, ulong sequence) => _machine?.Committed(sequence);

        public void SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
        {
            _snapshot = (sequence, snapshot.ToArray());
            _machine?.SnapshotSaved();
        }

        public void Reply(ulong ticket, in DurableReply reply) => _replies[ticket] = reply;

        public void Send(string target, ulong sequence, ReadOnlyMemory<byte> payload) => Assert.Fail("rounds answer what is sent");

        public void SetTimer(ulong id, long dueNs) => Assert.Fail("rounds have timers of their own");

        public void Stop(StopReason reason) => Assert.Fail($"{reason}");

        private DurableNode Start()
        {
            Participant = new RoundNode(1, () => ToyDesk.Host(index, seed));
            var machine = new DurableNode(Participant, this, DurableLimits.Default);
            var first = 0;
            if (_snapshot is { } snapshot)
            {
                Assert.True(machine.Restore(snapshot.Bytes).IsOk);
                first = (int)snapshot.Sequence;
            }

            foreach (var block in _table.Skip(first)) Assert.True(machine.Replay(block).IsOk);
            _machine = machine;
            machine.Loaded(++_epoch);
            return machine;
        }
    }
}
