using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Trading.Durable;
using Trading.Exchange;
using Trading.Market;
using Trading.Model;
using Trading.Orders;
using Trading.Tape;
using Trading.Tests.Tape;
using Xunit;
using PriceLevel = Trading.Model.PriceLevel;

namespace Trading.Tests.Exchange;

/// <summary>The tape of a book's run shows the book: levels of its order flow equal the book's own, whatever happened.</summary>
public sealed class BookTapeTests
{
    private static readonly Instrument Rules = Trading.Tests.Model.TestInstruments.Spot();

    public static TheoryData<ulong, PriceShape> Streams => new()
    {
        { 1, PriceShape.Narrow }, { 2, PriceShape.Narrow }, { 3, PriceShape.Walk }, { 4, PriceShape.Extreme },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void The_tape_of_random_commands_ends_in_the_books_levels(ulong seed, PriceShape shape)
    {
        var calls = Calls(seed, shape, count: 120);
        var run = Run(calls, from: 0);
        Assert.Equal(run.Node.StateHash(), run.Tape.StateHash());
        Assert.Equal(Levels(run.Node), Levels(run.Bytes));
        Assert.Contains(Events(run.Bytes), e => e.Kind == TapeEventKind.Fill);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_tape_that_begins_in_the_middle_ends_in_the_same_levels(ulong seed, PriceShape shape)
    {
        var calls = Calls(seed, shape, count: 120);
        var run = Run(calls, from: 60);
        Assert.Equal(run.Node.StateHash(), run.Tape.StateHash());
        Assert.Equal(Levels(run.Node), Levels(run.Bytes));
    }

    [Fact]
    public void A_waiting_stop_makes_no_level_until_it_triggers_and_rests_at_its_own_price()
    {
        var stop = Order(1, Side.Buy, 105, 7) with { OrderType = OrderType.StopLimit, TriggerPrice = 110 };
        var run = Run(
            [
                BookCall.Configure(Rules),
                BookCall.Commands([stop, new() { Kind = BookCommandKind.Replace, OrderId = 1, Price = 106, Quantity = 7 }]),
                BookCall.Commands([Order(2, Side.Sell, 110, 1), Order(3, Side.Buy, 110, 1)]),
            ],
            from: 0);
        var events = Events(run.Bytes);
        var replaced = events.First(e => e.Kind == TapeEventKind.Amend);
        Assert.Equal((110L, 106L), (replaced.TriggerPrice, replaced.Price));
        Assert.Equal([new PriceLevel(Side.Buy, 106, 7)], Levels(run.Bytes));
    }

    [Fact]
    public void Orders_that_prevention_reduced_keep_their_own_prices()
    {
        var maker = Order(1, Side.Sell, 100, 3) with { AccountId = 5 };
        var taker = Order(2, Side.Buy, 102, 10) with { AccountId = 5, SelfTradePrevention = SelfTradePrevention.Decrement };
        var run = Run([BookCall.Configure(Rules), BookCall.Commands([maker, taker])], from: 0);
        Assert.Equal([new PriceLevel(Side.Buy, 102, 7)], Levels(run.Bytes));
    }

    [Fact]
    public void A_refusal_of_absurd_numbers_is_an_event_without_them()
    {
        var absurd = Order(1, (Side)77, -5, long.MinValue);
        var run = Run([BookCall.Configure(Rules), BookCall.Commands([absurd, Order(0, Side.Buy, 1, 1)])], from: 0);
        var rejected = Events(run.Bytes)[0];
        Assert.Equal((TapeEventKind.Reject, (Side)0, 0L), (rejected.Kind, rejected.Side, rejected.Quantity));
        Assert.Equal(OrderReason.MalformedCommand, rejected.Reason);
    }

    [Fact]
    public void Calls_before_the_rules_and_other_rules_write_nothing()
    {
        var output = new ArrayBufferWriter<byte>();
        var tape = new BookTape(output, "test");
        Assert.True(tape.TryTake(BookCall.Commands([Order(1, Side.Buy, 1, 1)])));
        Assert.Null(tape.Writer);
        Assert.True(tape.TryTake(BookCall.Configure(Rules)));
        Assert.True(tape.TryTake(BookCall.Configure(Trading.Tests.Model.TestInstruments.Perpetual())));
        Assert.Equal(Rules, Assert.Single(tape.Writer?.Header.Instruments ?? []));
    }

    [Fact]
    public void What_is_no_saved_book_is_refused() =>
        Assert.False(new BookTape(new ArrayBufferWriter<byte>(), "test").TryBegin([1, 2, 3]));

    private static byte[][] Calls(ulong seed, PriceShape shape, int count)
    {
        var stream = new CommandStream(seed, shape, ids: 200);
        var calls = new byte[count][];
        calls[0] = BookCall.Configure(Rules);
        for (var call = 1; call < count; call++)
        {
            var commands = new BookCommand[25];
            for (var i = 0; i < commands.Length; i++) commands[i] = stream.Next();
            calls[call] = BookCall.Commands(commands);
        }

        return calls;
    }

    /// <summary>Gives all calls to a node, and those from an index on to a tape.</summary>
    private static (BookNode Node, BookTape Tape, byte[] Bytes) Run(byte[][] calls, int from)
    {
        var output = new ArrayBufferWriter<byte>();
        var (node, tape) = (new BookNode(), new BookTape(output, "test"));
        for (var call = 0; call < calls.Length; call++)
        {
            if (call == from && call > 0) Assert.True(tape.TryBegin(Saved(node)));
            var input = new NodeInput
            {
                Kind = NodeInputKind.Call,
                Source = "c",
                Sequence = (ulong)call + 1,
                TimeNs = call,
                Payload = calls[call],
            };
            node.Handle(input, new NodeOutput());
            if (call >= from) Assert.True(tape.TryTake(calls[call]));
        }

        tape.Writer?.Complete();
        return (node, tape, output.WrittenSpan.ToArray());
    }

    private static byte[] Saved(BookNode node)
    {
        var bytes = new ArrayBufferWriter<byte>();
        node.Save(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static List<PriceLevel> Levels(BookNode node)
    {
        var answer = new ArrayBufferWriter<byte>();
        node.Query(BookView.Query(BookView.LevelsMax), answer);
        var view = BookView.Read(answer.WrittenSpan) ?? throw new InvalidOperationException("the book has rules");
        return
        [
            .. view.Bids.Select(level => new PriceLevel(Side.Buy, level.Price, level.Quantity)),
            .. view.Asks.Select(level => new PriceLevel(Side.Sell, level.Price, level.Quantity)),
        ];
    }

    private static List<PriceLevel> Levels(byte[] tape)
    {
        var market = new InstrumentMarket(Rules);
        TapeReading.Drive(new TapeDecoder(isLenient: false), tape, 4096, decoder => market.Apply(decoder.Event, decoder.Levels));
        var levels = new List<PriceLevel>();
        foreach (var side in new[] { Side.Buy, Side.Sell })
        {
            for (var rank = 0; rank < market.Book.Count(side); rank++) levels.Add(market.Book.At(side, rank));
        }

        return levels;
    }

    private static List<TapeEvent> Events(byte[] tape)
    {
        var events = new List<TapeEvent>();
        var end = TapeReading.Drive(new TapeDecoder(isLenient: false), tape, 4096, decoder => events.Add(decoder.Event));
        Assert.Equal(TapeStep.End, end);
        return events;
    }

    private static BookCommand Order(ulong id, Side side, long price, long quantity) => new()
    {
        Kind = BookCommandKind.Submit,
        OrderId = id,
        Side = side,
        OrderType = OrderType.Limit,
        TimeInForce = TimeInForce.Gtc,
        Price = price,
        Quantity = quantity,
    };
}
