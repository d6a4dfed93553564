using System;
using System.Buffers;
using System.Runtime.InteropServices;
using Trading.Exchange;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Exchange;

/// <summary>The fast book against its naive twin: every report's bytes, and state hashes.</summary>
public sealed class BookTwinTests
{
    /// <summary>Commands per stream in the suite; the environment variable BOOK_TWIN_COMMANDS asks for more.</summary>
    private static readonly int Commands =
        int.TryParse(Environment.GetEnvironmentVariable("BOOK_TWIN_COMMANDS"), out var count) ? count : 30_000;

    public static TheoryData<PriceShape, int, int> Streams
    {
        get
        {
            var streams = new TheoryData<PriceShape, int, int>();
            foreach (var shape in Enum.GetValues<PriceShape>())
            {
                foreach (var ids in (int[])[12, 100, 1_000, 20_000]) streams.Add(shape, ids, 1);
            }

            streams.Add(PriceShape.Narrow, 100, 25);
            streams.Add(PriceShape.Walk, 1_000, 25);
            return streams;
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Both_books_answer_every_command_alike(PriceShape shape, int ids, int tickSize)
    {
        var instrument = BookFixtures.Instrument(tickSize: tickSize, lotSize: tickSize);
        var (naive, fast) = (new NaiveOrderBook(instrument), new OrderBook(instrument));
        var (expected, actual) = (new ReportBuffer(), new ReportBuffer());
        var stream = new CommandStream((ulong)(ids * 100 + (int)shape), shape, ids, tickSize);
        for (var step = 0; step < Commands; step++)
        {
            var command = stream.Next();
            Execute(naive, command, expected);
            Execute(fast, command, actual);
            AssertSame(expected, actual, step);
            if (step % 997 == 0) AssertSame(naive, fast, step);
        }

        AssertSame(naive, fast, Commands);
        Assert.True(fast.ReportSequence > (ulong)Commands / 2, "the stream does something");
    }

    [Theory]
    [InlineData(PriceShape.Narrow)]
    [InlineData(PriceShape.Walk)]
    [InlineData(PriceShape.Extreme)]
    public void A_book_loaded_in_the_middle_of_a_stream_has_the_same_future(PriceShape shape)
    {
        var stream = new CommandStream(7, shape, 300);
        var book = new OrderBook(BookFixtures.Plain);
        var (reports, loadedReports) = (new ReportBuffer(), new ReportBuffer());
        for (var step = 0; step < 3_000; step++) Execute(book, stream.Next(), reports);

        var fast = BookFixtures.ValueOf(OrderBooks.Load(BookFixtures.Plain, Save(book)));
        var naive = BookFixtures.ValueOf(NaiveOrderBook.Load(BookFixtures.Plain, Save(book)));
        Assert.Equal(Save(book), Save(fast));
        Assert.Equal(Save(book), Save(naive));
        for (var step = 0; step < 3_000; step++)
        {
            var command = stream.Next();
            Execute(book, command, reports);
            Execute(fast, command, loadedReports);
            AssertSame(reports, loadedReports, step);
            Execute(naive, command, loadedReports);
            AssertSame(reports, loadedReports, step);
        }

        AssertSame(book, fast, 3_000);
    }

    [Theory]
    [InlineData(PriceShape.Narrow)]
    [InlineData(PriceShape.Walk)]
    [InlineData(PriceShape.Extreme)]
    public void A_batch_is_answered_as_its_commands_one_by_one(PriceShape shape)
    {
        var (single, batched, naive) = (new OrderBook(BookFixtures.Plain), new OrderBook(BookFixtures.Plain), Naive());
        var (expected, actual) = (new ReportBuffer(), new ReportBuffer());
        var stream = new CommandStream(23, shape, 400);
        for (var size = 0; size < 200; size++)
        {
            var commands = new BookCommand[size];
            for (var index = 0; index < size; index++) commands[index] = stream.Next();
            expected.Clear();
            foreach (var command in commands) single.Execute(command, expected);
            foreach (var book in (IOrderBook[])[batched, naive])
            {
                actual.Clear();
                book.Execute(commands, actual);
                AssertSame(expected, actual, size);
            }
        }

        AssertSame(single, batched, 200);

        static IOrderBook Naive() => new NaiveOrderBook(BookFixtures.Plain);
    }

    [Theory]
    [InlineData(PriceShape.Narrow, "64f7fb4ed48387980fe90e4db15c79e6")]
    [InlineData(PriceShape.Walk, "c2d852bdc938e830ef8c4cf9aaa8c73b")]
    [InlineData(PriceShape.Extreme, "89236dca440d0ccdf289f769a2484e19")]
    public void A_seeded_stream_has_the_recorded_reports_and_state(PriceShape shape, string digest)
    {
        var (book, reports) = (new OrderBook(BookFixtures.Plain), new ReportBuffer());
        var (stream, hasher) = (new CommandStream(42, shape, 500), new StateHasher());
        for (var step = 0; step < 50_000; step++)
        {
            Execute(book, stream.Next(), reports);
            hasher.Add(MemoryMarshal.AsBytes(reports.Reports));
        }

        Assert.Equal(digest, StateHasher.ToText(hasher.Add(book.StateHash()).Current));
    }

    internal static byte[] Save(IOrderBook book)
    {
        var writer = new ArrayBufferWriter<byte>();
        book.Save(writer);
        return writer.WrittenSpan.ToArray();
    }

    private static void Execute(IOrderBook book, in BookCommand command, ReportBuffer reports)
    {
        reports.Clear();
        book.Execute(command, reports);
    }

    private static void AssertSame(ReportBuffer expected, ReportBuffer actual, int step)
    {
        if (MemoryMarshal.AsBytes(expected.Reports).SequenceEqual(MemoryMarshal.AsBytes(actual.Reports))) return;
        Assert.Equal(expected.Reports.ToArray(), actual.Reports.ToArray());
        Assert.Fail($"step {step}: spare bytes of a report differ");
    }

    private static void AssertSame(IOrderBook expected, IOrderBook actual, int step)
    {
        Assert.True(expected.StateHash() == actual.StateHash(), $"step {step}: state hashes differ");
        Assert.Equal(expected.OrderCount, actual.OrderCount);
        var (expectedLevels, actualLevels) = (new BookLevel[2_000], new BookLevel[2_000]);
        foreach (var side in (Side[])[Side.Buy, Side.Sell])
        {
            var count = expected.CopyLevels(side, expectedLevels);
            Assert.Equal(count, actual.CopyLevels(side, actualLevels));
            Assert.Equal(expectedLevels.AsSpan(0, count).ToArray(), actualLevels.AsSpan(0, count).ToArray());
            Assert.Equal(expected.TryGetBest(side, out var expectedBest), actual.TryGetBest(side, out var actualBest));
            Assert.Equal(expectedBest, actualBest);
        }
    }
}
