using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Trading.Client.Sim;
using Trading.Durable;
using Trading.Exchange;
using Trading.Journal;
using Trading.Journal.Files;
using Trading.Model;
using Xunit;

namespace Trading.Client.Tests.Journal;

/// <summary>A state that a live node had.</summary>
internal sealed record LiveState(ulong Block, ulong Position, long TimeNs, string StateHash, string WholeHash);

/// <summary>A store that tests write to, block by block.</summary>
internal interface ITestTable
{
    ulong Open();

    AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block);

    AppendOutcome SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot);
}

/// <summary>
/// A journal that a book's machine wrote, with every state that it went through: a block of one call, then one of four that
/// had to wait for it, and so on.
/// </summary>
internal sealed class WrittenJournal : IDurableEffects
{
    public const string Node = "main/sim:BTC-USDT";
    public const long StartNs = 1_700_000_000_000_000_000;
    private const long StepNs = 1_000_000;
    private readonly ITestTable _table;
    private readonly Queue<(ulong Sequence, ReadOnlyMemory<byte> Block)> _pending = new();
    private readonly Dictionary<ulong, string> _wholeHashes = [];
    private readonly DurableNode _node;
    private readonly ulong _epoch;
    private ulong _calls;
    private NodeStatus _status;

    private WrittenJournal(ITestTable table)
    {
        _table = table;
        _node = new DurableNode(new BookNode(), this, DurableLimits.Default);
        _epoch = table.Open();
        _node.Loaded(_epoch);
    }

    public List<LiveState> States { get; } = [];

    public LiveState Last => States[^1];

    /// <summary>Writes one in the files of a data directory, without its lock.</summary>
    public static WrittenJournal InFiles(string dataDirectory, int rounds, params ulong[] snapshotsAfter)
    {
        var root = Path.Combine(dataDirectory, "journal");
        Directory.CreateDirectory(root);
        using var table = new FileTable(new FileDisk(root), Node, new FileTableSettings { SegmentBytesMin = 4096 });
        return Write(new OnFiles(table), rounds, snapshotsAfter);
    }

    /// <summary>Writes one.</summary>
    public static WrittenJournal Write(ITestTable table, int rounds, params ulong[] snapshotsAfter)
    {
        var journal = new WrittenJournal(table);
        for (var round = 0; round < rounds; round++)
        {
            journal.Block(round == 0 ? BookCall.Configure(Rules()) : Orders(journal._calls + 1), journal.States.Count == 0 ? 1 : 5);
            if (snapshotsAfter.Contains(journal.Last.Block)) Assert.True(journal._node.TrySnapshot());
        }

        return journal;
    }

    /// <summary>The state after a block at which nothing waited.</summary>
    public LiveState At(ulong block) => States.Last(state => state.Block == block);

    /// <summary>The hash of everything after any block.</summary>
    public string WholeHashAt(ulong block) => _wholeHashes[block];

    void IDurableEffects.Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        _wholeHashes[sequence] = StateHasher.ToText(_node.StateHash());
        _pending.Enqueue((sequence, block.ToArray()));
    }

    void IDurableEffects.Confirm(ulong epoch, ulong sequence) => _node.Committed(sequence);

    void IDurableEffects.SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
        Assert.Equal(AppendOutcome.Committed, _table.SaveSnapshot(epoch, sequence, snapshot));
        _node.SnapshotSaved();
    }

    void IDurableEffects.Reply(ulong ticket, in DurableReply reply)
    {
        if (ticket == 0) Assert.True(NodeStatus.TryDecode(reply.Payload.Span, out _status));
    }

    void IDurableEffects.Send(string target, ulong sequence, ReadOnlyMemory<byte> payload)
    {
    }

    void IDurableEffects.SetTimer(ulong id, long dueNs)
    {
    }

    void IDurableEffects.Stop(StopReason reason) => Assert.Fail($"the node stopped: {reason}");

    /// <summary>One call, and while its block is on its way further ones, which share the next.</summary>
    private void Block(byte[] first, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            var timeNs = StartNs + (long)++_calls * StepNs;
            _node.Call(_calls, $"client-{_calls % 2}", _calls, i == 0 ? first : Orders(_calls), timeNs);
        }

        while (_pending.TryDequeue(out var append))
        {
            Assert.Equal(AppendOutcome.Committed, _table.Append(_epoch, append.Sequence, append.Block));
            _node.Committed(append.Sequence);
            // What waits is decided now, so only the last block's state can be looked at.
            if (_pending.Count == 0) Note();
        }
    }

    private void Note()
    {
        _node.Inspect(0);
        States.Add(new LiveState(
            _status.Block, _status.Position, StartNs + (long)_status.Position * StepNs,
            StateHasher.ToText(_status.StateHash), StateHasher.ToText(_node.StateHash())));
    }

    private static Instrument Rules() => SimulatedInstruments.Create("BTC-USDT").TryGet(out var rules, out _)
        ? rules
        : throw new InvalidOperationException("the symbol is well formed");

    private static byte[] Orders(ulong call)
    {
        var away = (long)(call % 7) * 50;
        return BookCall.Commands(
        [
            new BookCommand
            {
                Kind = BookCommandKind.Submit,
                OrderId = call,
                Side = call % 3 == 0 ? Side.Sell : Side.Buy,
                OrderType = OrderType.Limit,
                TimeInForce = TimeInForce.Gtc,
                Price = call % 3 == 0 ? 6_000_200 - away : 6_000_000 + away,
                Quantity = 1_000 + (long)call,
                AccountId = (uint)(call % 2),
            },
            new BookCommand { Kind = BookCommandKind.Cancel, OrderId = call / 2 },
        ]);
    }

    private sealed class OnFiles(FileTable table) : ITestTable
    {
        public ulong Open() => table.Open().Epoch;

        public AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) =>
            table.Append(epoch, sequence, block.Span);

        public AppendOutcome SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) =>
            table.SaveSnapshot(epoch, sequence, snapshot);
    }
}
