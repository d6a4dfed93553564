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

/// <summary>Nodes behind durable doors, with a coordinator: as on a cluster, one step at a time.</summary>
internal sealed class HostedDesk
{
    private readonly Door[] _doors;
    private readonly SortedDictionary<string, List<byte[]>> _blocks;
    private readonly Func<RoundCoordinator> _coordinate;
    private SeededRandom _random;

    /// <param name="seed">Draws the disturbances.</param>
    /// <param name="hosts">Makes each node, by rank.</param>
    /// <param name="blocks">The blocks of each market, by its name.</param>
    /// <param name="coordinate">Makes a coordinator before its first round.</param>
    public HostedDesk(
        ulong seed, Func<HostedNode>[] hosts, SortedDictionary<string, List<byte[]>> blocks, Func<RoundCoordinator> coordinate)
    {
        (_blocks, _coordinate) = (blocks, coordinate);
        _random = SeededRandom.Create(seed, "hosted");
        _doors = [.. hosts.Select(host => new Door(host))];
        Coordinator = coordinate();
    }

    public RoundCoordinator Coordinator { get; private set; }

    public int Kills { get; private set; }

    /// <summary>Commands by the round in whose middle they come.</summary>
    public SortedDictionary<long, List<OperatorCommand>> Commands { get; } = [];

    /// <summary>The commands with the times that they were given.</summary>
    public List<TimedCommand> Released { get; } = [];

    public RoundNode[] Participants => [.. _doors.Select(door => door.Participant)];

    public void Run(int killsPerMille)
    {
        while (!Coordinator.IsDone)
        {
            var answers = new byte[]?[_doors.Length];
            Released.AddRange(Coordinator.Released);
            foreach (var node in Shuffled())
            {
                if (!Coordinator.TakesPart(node)) continue;
                foreach (var market in _doors[node].Markets) Feed(node, market);
                Disturb(node, killsPerMille);
                answers[node] = _doors[node].Round(Coordinator.Round, Coordinator.CallOf(node));
                Order();
                Disturb(node, killsPerMille);
                // Whose answer was lost asks again.
                if (_random.Below(10) == 0) Assert.Equal(answers[node], _doors[node].Round(Coordinator.Round, Coordinator.CallOf(node)));
            }

            Assert.True(Coordinator.TryComplete(answers));
            if (_random.Below(20) == 0) RestartCoordinator();
        }
    }

    /// <summary>In the middle of a round: some nodes have answered already.</summary>
    private void Order()
    {
        if (!Commands.Remove(Coordinator.Round, out var commands)) return;
        var control = _doors.Length - 1;
        while (_doors[control].Participant.Node is not ControlNode) control--;
        foreach (var command in commands) Assert.Equal(CommandCode.Accepted, Coordinator.Command(control, command));
        RestartCoordinator();
    }

    /// <summary>A door waits until its markets are read beyond the beginning of the round.</summary>
    private void Feed(int node, string market)
    {
        while (!_doors[node].IsRead(market, Coordinator.StartNs + 1)) _doors[node].Deliver(market, _blocks[market]);
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
        Coordinator = _coordinate();
        Coordinator.Load(ref reader);
        Assert.True(reader.IsComplete);
    }

    private int[] Shuffled()
    {
        var nodes = Enumerable.Range(0, _doors.Length).ToArray();
        for (var i = nodes.Length - 1; i > 0; i--)
        {
            var other = (int)_random.Below(i + 1);
            (nodes[i], nodes[other]) = (nodes[other], nodes[i]);
        }

        return nodes;
    }

    /// <summary>A market as blocks per instrument: every few events one block for each.</summary>
    public static SortedDictionary<string, List<byte[]>> Publish(
        IMarketSource market, TapeHeader header, Func<int, string> nameOf, int eventsPerBlock)
    {
        var lines = new TapeLines(header);
        var count = header.Instruments.Length;
        var blocks = new SortedDictionary<string, List<byte[]>>(StringComparer.Ordinal);
        var open = new List<(TapeEvent Event, PriceLevel[] Levels)>[count];
        for (var i = 0; i < count; i++) (blocks[nameOf(i)], open[i]) = ([], []);
        var (lastNs, isEnded) = (0L, false);
        while (!isEnded)
        {
            for (var read = 0; read < eventsPerBlock && !isEnded; read++)
            {
                isEnded = !market.TryNext();
                if (isEnded) break;
                var e = market.Event;
                e.TimeNs = lastNs = Math.Max(lastNs, e.TimeNs);
                if (e.Instrument >= 0) open[e.Instrument].Add((e, market.Levels.ToArray()));
            }

            for (var i = 0; i < count; i++)
            {
                var block = new ArrayBufferWriter<byte>();
                MarketBlock.WriteHead(block, lastNs, isEnded);
                foreach (var (e, levels) in open[i]) Assert.Equal(TapeErrorCode.None, lines.Write(block, e, levels));
                blocks[nameOf(i)].Add(block.WrittenSpan.ToArray());
                open[i].Clear();
            }
        }

        return blocks;
    }

    /// <summary>One participant: its machine over a table in memory that commits at once.</summary>
    private sealed class Door(Func<HostedNode> host) : IDurableEffects
    {
        private readonly List<byte[]> _table = [];
        private readonly Dictionary<ulong, DurableReply> _replies = [];
        private (ulong Sequence, byte[] Bytes)? _snapshot;
        private DurableNode? _machine;
        private ulong _epoch;
        private ulong _ticket;

        public RoundNode Participant { get; private set; } = new(1, host);

        private DurableNode Machine => _machine ?? Start();

        /// <summary>The markets that its node follows.</summary>
        public IEnumerable<string> Markets { get; } = [.. host().Markets.Keys];

        /// <summary>How far each stream was delivered, as the door itself knows: by what it gave.</summary>
        private Dictionary<string, (int Blocks, long ReadNs)> Delivered { get; } = [];

        public bool IsRead(string market, long timeNs) => Delivered.GetValueOrDefault(market).ReadNs >= timeNs;

        public void Deliver(string market, List<byte[]> blocks)
        {
            var next = Delivered.GetValueOrDefault(market).Blocks;
            Machine.Deliver(++_ticket, market, (ulong)next + 1, blocks[next], (long)_ticket);
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
            Participant = new RoundNode(1, host);
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
