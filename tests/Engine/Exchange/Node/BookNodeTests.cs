using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using CsCheck;
using Trading.Durable;
using Trading.Exchange;
using Trading.Model;
using Trading.Tests.Durable;
using Xunit;

namespace Trading.Tests.Exchange;

public sealed class BookNodeTests
{
    private static readonly Instrument Rules = Instrument("sim:BTC-USDT", tick: 1);

    [Fact]
    public void Batches_give_the_reports_and_the_state_of_a_plain_book() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 40]).Sample((seed, batch) =>
        {
            var commands = Flow(seed, 200);
            var (node, book) = (Configured(), OrderBooks.Create(Rules));
            var reports = new ReportBuffer();
            for (var at = 0; at < commands.Length; at += batch)
            {
                var part = commands.AsSpan(at, Math.Min(batch, commands.Length - at));
                reports.Clear();
                foreach (ref readonly var command in part) book.Execute(command, reports);
                var bytes = Handle(node, BookCall.Commands(part));
                if (!BookAnswer.TryRead(bytes, out var answer) || answer.Status != BookAnswerStatus.Done) return false;
                if (!answer.Reports.SequenceEqual(reports.Reports, ReportComparer.Instance)) return false;
            }

            return node.StateHash() == book.StateHash();
        });

    [Fact]
    public void Replay_of_the_blocks_ends_in_the_same_book()
    {
        var effects = new RecordingEffects();
        var node = new DurableNode(new BookNode(), effects, DurableLimits.Default);
        effects.Confirmed = node;
        node.Loaded(1);
        node.Call(1, "sim", 1, BookCall.Configure(Rules), 0);
        for (ulong n = 2; n < 30; n++) node.Call(n, "sim", n, BookCall.Commands(Flow(n, 50)), 0);
        node.Committed(1);
        node.Committed(2);
        var replayed = new BookNode();
        var recovery = new DurableNode(replayed, new RecordingEffects(), DurableLimits.Default);
        foreach (var append in effects.Appends) Assert.True(recovery.Replay(append.Block.Span).IsOk);
        Assert.Equal(node.StateHash(), recovery.StateHash());
        Assert.NotEqual(new BookNode().StateHash(), replayed.StateHash());
    }

    [Fact]
    public void A_book_without_rules_carries_out_nothing()
    {
        var node = new BookNode();
        Assert.Equal(BookAnswerStatus.NotConfigured, StatusOf(Handle(node, BookCall.Commands(Flow(1, 3)))));
        Assert.Empty(Query(node, BookView.Query(5)));
    }

    [Fact]
    public void The_first_rules_stand()
    {
        var node = Configured();
        Assert.Equal(BookAnswerStatus.Done, StatusOf(Handle(node, BookCall.Configure(Rules))));
        var other = BookCall.Configure(Instrument("sim:BTC-USDT", tick: 5));
        Assert.Equal(BookAnswerStatus.OtherRules, StatusOf(Handle(node, other)));
        Assert.Equal(Rules, BookView.Read(Query(node, BookView.Query(1)))?.Instrument);
    }

    [Fact]
    public void A_view_shows_the_best_levels_best_first()
    {
        var node = Configured();
        Handle(node, BookCall.Commands([Limit(1, Side.Buy, 99, 5), Limit(2, Side.Buy, 100, 7), Limit(3, Side.Sell, 101, 2)]));
        var view = BookView.Read(Query(node, BookView.Query(5)));
        Assert.NotNull(view);
        Assert.Equal([new BookLevel(100, 7, 1), new BookLevel(99, 5, 1)], view.Bids);
        Assert.Equal([new BookLevel(101, 2, 1)], view.Asks);
        Assert.Equal((3, 3UL), (view.OrderCount, view.ReportSequence));
        Assert.Equal([new BookLevel(100, 7, 1)], BookView.Read(Query(node, BookView.Query(1)))?.Bids);
    }

    [Fact]
    public void Malformed_calls_are_not_accepted()
    {
        var node = new BookNode();
        var commands = BookCall.Commands(Flow(1, 3));
        Assert.True(node.Accepts(NodeInputKind.Call, commands));
        Assert.False(node.Accepts(NodeInputKind.Call, commands.AsSpan(0, commands.Length - 1)));
        Assert.False(node.Accepts(NodeInputKind.Call, BookCall.Commands([])));
        Assert.False(node.Accepts(NodeInputKind.Call, BookCall.Commands(new BookCommand[BookCall.CommandsMax + 1])));
        Assert.False(node.Accepts(NodeInputKind.Timer, default));
        var rules = BookCall.Configure(Rules);
        for (var length = 0; length < rules.Length; length++)
        {
            Assert.False(node.Accepts(NodeInputKind.Call, rules.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Arbitrary_bytes_never_throw() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Bool).Sample((noise, hasHead) =>
    {
        var node = Configured();
        if (hasHead && noise.Length >= 2) (noise[0], noise[1]) = (1, 1);
        if (node.Accepts(NodeInputKind.Call, noise)) Handle(node, noise);
        Query(node, noise);
        BookView.Read(noise);
        BookAnswer.TryRead(noise, out _);
        node.Load(noise);
    });

    [Fact]
    public void Arbitrary_command_fields_are_answered_by_numbered_reports_and_never_throw() =>
        Gen.Byte.Array[64 * 4].Sample(bytes =>
        {
            var commands = new BookCommand[4];
            bytes.CopyTo(MemoryMarshal.AsBytes(commands.AsSpan()));
            var answer = Handle(Configured(), BookCall.Commands(commands));
            return BookAnswer.TryRead(answer, out var read) && read.ReportSequence == (ulong)read.Reports.Length;
        });

    [Fact]
    public void A_saved_node_goes_on_as_the_saved_one_would_have()
    {
        var node = Configured();
        Handle(node, BookCall.Commands(Flow(3, 100)));
        var saved = new ArrayBufferWriter<byte>();
        node.Save(saved);
        var restored = new BookNode();
        Assert.Equal(NodeLoadOutcome.Loaded, restored.Load(saved.WrittenSpan));
        var next = BookCall.Commands(Flow(4, 50));
        Assert.Equal(Handle(node, next), Handle(restored, next));
        Assert.Equal(node.StateHash(), restored.StateHash());
    }

    [Fact]
    public void A_damaged_state_is_refused_and_the_node_stays_as_it_was()
    {
        var node = Configured();
        Handle(node, BookCall.Commands(Flow(3, 100)));
        var saved = new ArrayBufferWriter<byte>();
        node.Save(saved);
        var before = node.StateHash();
        Assert.Equal(NodeLoadOutcome.Malformed, node.Load(saved.WrittenSpan[..^1]));
        Assert.Equal(before, node.StateHash());
        var empty = new ArrayBufferWriter<byte>();
        new BookNode().Save(empty);
        Assert.Equal(NodeLoadOutcome.Loaded, node.Load(empty.WrittenSpan));
        Assert.Equal(UInt128.Zero, node.StateHash());
    }

    internal static Instrument Instrument(string id, long tick)
    {
        Assert.True(InstrumentId.Parse(id).TryGet(out var known, out _));
        var made = Trading.Model.Instrument.Create(
            known, InstrumentKind.Spot, 2, 3, new Price(tick), new Quantity(1), new Quantity(1), new Quantity(1_000_000), Notional.Zero);
        Assert.True(made.TryGet(out var instrument, out _));
        return instrument;
    }

    private static BookNode Configured()
    {
        var node = new BookNode();
        Assert.Equal(BookAnswerStatus.Done, StatusOf(Handle(node, BookCall.Configure(Rules))));
        return node;
    }

    private static BookAnswerStatus StatusOf(byte[] bytes)
    {
        Assert.True(BookAnswer.TryRead(bytes, out var answer));
        return answer.Status;
    }

    private static byte[] Handle(BookNode node, byte[] payload)
    {
        var output = new NodeOutput();
        node.Handle(
            new NodeInput { Kind = NodeInputKind.Call, Source = "test", Sequence = 1, TimeNs = 1, Payload = payload },
            output);
        return output.AnswerBytes.ToArray();
    }

    private static byte[] Query(BookNode node, byte[] query)
    {
        var answer = new ArrayBufferWriter<byte>();
        node.Query(query, answer);
        return answer.WrittenSpan.ToArray();
    }

    private static BookCommand Limit(ulong id, Side side, long price, long quantity) => new()
    {
        Kind = BookCommandKind.Submit,
        OrderId = id,
        Side = side,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
        Price = price,
        Quantity = quantity,
    };

    private static BookCommand[] Flow(ulong seed, int count)
    {
        var random = SeededRandom.Create(seed, "flow");
        var commands = new BookCommand[count];
        for (var i = 0; i < count; i++)
        {
            var side = random.Below(2) == 0 ? Side.Buy : Side.Sell;
            commands[i] = Limit((ulong)random.Between(1, 100), side, random.Between(90, 110), random.Between(1, 50));
            if (random.Below(4) == 0) commands[i].Kind = BookCommandKind.Cancel;
        }

        return commands;
    }

    private sealed class ReportComparer : IEqualityComparer<BookReport>
    {
        public static readonly ReportComparer Instance = new();

        public bool Equals(BookReport x, BookReport y) => Bytes(ref x).SequenceEqual(Bytes(ref y));

        public int GetHashCode(BookReport report) => report.Sequence.GetHashCode();

        private static ReadOnlySpan<byte> Bytes(ref BookReport report) =>
            MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref report, 1));
    }
}
