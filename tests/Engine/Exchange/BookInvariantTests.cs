using System;
using System.Linq;
using CsCheck;
using Trading.Exchange;
using Trading.Invariants;
using Trading.Model;
using Trading.Orders;
using Xunit;

namespace Trading.Tests.Exchange;

/// <summary>The book's invariants after every command of random streams, and that each of them can fail.</summary>
public sealed class BookInvariantTests
{
    // Few ids and prices, so that short streams meet each other and a failing one shrinks to a few lines.
    internal static readonly Gen<BookCommand> Commands =
        from kind in Gen.Frequency(
            (6, Gen.Const(BookCommandKind.Submit)),
            (2, Gen.Const(BookCommandKind.Cancel)),
            (2, Gen.Const(BookCommandKind.Replace)),
            (1, Gen.Const(BookCommandKind.AdvanceTime)))
        from id in Gen.ULong[1, 12]
        from isBuy in Gen.Bool
        from type in Gen.Int[1, 4]
        from timeInForce in Gen.Int[1, 5]
        from price in Gen.Long[95, 105]
        from trigger in Gen.Long[95, 105]
        from quantity in Gen.Long[0, 20]
        from timeNs in Gen.Long[0, 40]
        from account in Gen.UInt[0, 2]
        from prevention in Gen.Int[0, 4]
        from flags in Gen.Frequency((9, Gen.Const(OrderFlags.None)), (1, Gen.Const(OrderFlags.PostOnly)))
        select new BookCommand
        {
            Kind = kind,
            OrderId = id,
            Side = isBuy ? Side.Buy : Side.Sell,
            OrderType = (OrderType)type,
            TimeInForce = (TimeInForce)timeInForce,
            Price = price,
            TriggerPrice = trigger,
            Quantity = quantity,
            TimeNs = timeNs,
            ExpireTimeNs = (TimeInForce)timeInForce == TimeInForce.Gtd ? timeNs + 5 : 0,
            AccountId = account,
            SelfTradePrevention = (SelfTradePrevention)prevention,
            Flags = flags,
        };

    public static TheoryData<BookKind> Kinds => BookFixtures.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_invariant_holds_after_every_command(BookKind kind) => Commands.Array[0, 60].Sample(
        commands =>
        {
            var (book, reports, checker) = (BookFixtures.Create(kind), new ReportBuffer(), new BookReportChecker());
            foreach (var command in commands)
            {
                reports.Clear();
                book.Execute(command, reports);
                Assert.Null(checker.Add(reports.Reports));
                Assert.Null(checker.CheckOpen(book));
                Assert.Null(BookInvariants.Check(book));
            }
        },
        iter: 1_000,
        threads: 1);

    [Fact]
    public void Every_id_is_known_from_its_order_to_its_cancel_while_the_index_grows_and_shrinks()
    {
        // Through every size of the index up to 131,072 entries and back, in an order that has nothing to do with age.
        const int Orders = 20_011;
        var (book, reports) = (new OrderBook(BookFixtures.Plain), new ReportBuffer());
        for (var number = 1UL; number <= Orders; number++)
        {
            book.Execute(Command(BookCommandKind.Submit, IdOf(number)), reports);
            book.Execute(Command(BookCommandKind.Submit, IdOf(number)), reports);
            Assert.Equal(BookReportKind.Accepted, reports.Reports[0].Kind);
            Assert.Equal(OrderReason.DuplicateOrderId, reports.Reports[1].Reason);
            reports.Clear();
        }

        for (var step = 1UL; step <= Orders; step++)
        {
            var id = IdOf(1 + step * 7_919 % Orders);
            Assert.Equal(5, book.OpenQuantityOf(id));
            book.Execute(Command(BookCommandKind.Cancel, id), reports);
            book.Execute(Command(BookCommandKind.Cancel, id), reports);
            Assert.Equal(BookReportKind.Canceled, reports.Reports[0].Kind);
            Assert.Equal(OrderReason.UnknownOrder, reports.Reports[1].Reason);
            reports.Clear();
        }

        Assert.Equal(0, book.OrderCount);

        // Runs of consecutive ids, and ids whose hashes lie close together.
        static ulong IdOf(ulong number) => number % 2 == 0 ? number : number << 40;

        static BookCommand Command(BookCommandKind kind, ulong id) => new()
        {
            Kind = kind,
            OrderId = id,
            Side = Side.Buy,
            OrderType = OrderType.Limit,
            TimeInForce = TimeInForce.Gtc,
            Price = 1_000,
            Quantity = 5,
        };
    }

    [Theory]
    [InlineData(PriceShape.Walk)]
    [InlineData(PriceShape.Extreme)]
    public void Every_invariant_holds_along_a_long_stream(PriceShape shape)
    {
        var stream = new CommandStream(5, shape, 150);
        var (book, reports, checker) = (new OrderBook(BookFixtures.Plain), new ReportBuffer(), new BookReportChecker());
        for (var step = 0; step < 10_000; step++)
        {
            reports.Clear();
            book.Execute(stream.Next(), reports);
            Assert.Null(checker.Add(reports.Reports));
            if (step % 5 != 0) continue;
            Assert.Null(checker.CheckOpen(book));
            Assert.Null(BookInvariants.Check(book));
        }
    }

    [Fact]
    public void The_report_checker_names_what_is_broken()
    {
        var (book, reports) = (new OrderBook(BookFixtures.Plain), new ReportBuffer());
        string[] lines = ["sell 1 5@100", "buy 2 2@100", "cancel 1"];
        foreach (var line in lines) book.Execute(Rulebook.Parse(line), reports);
        var good = reports.Reports.ToArray();
        Assert.Null(new BookReportChecker().Add(good));
        Assert.Equal(BookInvariants.SequenceContiguous, Broken(stream => stream[1].Sequence = 7));
        Assert.Equal(BookInvariants.FilledPlusLeaves, Broken(stream => stream[2].MakerLeavesQty = 4));
        Assert.Equal(BookInvariants.ClosedStaysClosed, Broken(stream => stream[3].OrderId = 2));
        Assert.Equal(BookInvariants.IdsUnique, Broken(stream => stream[1].OrderId = 1));
        Assert.Equal(BookInvariants.LiveIffReported, new BookReportChecker().CheckOpen(OneOrder())?.Invariant);

        Invariant? Broken(Action<BookReport[]> change)
        {
            var stream = (BookReport[])good.Clone();
            change(stream);
            return new BookReportChecker().Add(stream)?.Invariant;
        }
    }

    [Fact]
    public void The_state_check_names_what_is_broken()
    {
        Assert.Null(BookInvariants.Check(OneOrder()));
        Assert.Equal(BookInvariants.LevelsAreSums, BookInvariants.Check(new LyingBook(OneOrder(), lie: 1))?.Invariant);
        Assert.Equal(BookInvariants.NeverCrossed, BookInvariants.Check(new LyingBook(OneOrder(), lie: 2))?.Invariant);
    }

    [Fact]
    public void Numbers_and_names_are_unique()
    {
        var all = InvariantCatalog.All;
        Assert.Equal(all.Length, all.Select(entry => entry.Number).Distinct().Count());
        Assert.Equal(all.Length, all.Select(entry => entry.Name).Distinct().Count());
        Assert.All(all, entry => Assert.EndsWith(".", entry.Sentence, StringComparison.Ordinal));
    }

    private static OrderBook OneOrder()
    {
        var book = new OrderBook(BookFixtures.Plain);
        book.Execute(Rulebook.Parse("sell 1 5@100"), new ReportBuffer());
        return book;
    }

    /// <summary>A book whose levels (lie 1) or touch (lie 2) are not those of its orders.</summary>
    private sealed class LyingBook(OrderBook book, int lie) : IOrderBook
    {
        public Instrument Instrument => book.Instrument;

        public int OrderCount => book.OrderCount;

        public ulong ReportSequence => book.ReportSequence;

        public void Execute(in BookCommand command, ReportBuffer reports) => book.Execute(command, reports);

        public bool TryGetBest(Side side, out BookLevel level)
        {
            level = new BookLevel(100, 5, 1);
            return lie == 2 || book.TryGetBest(side, out level);
        }

        public int CopyLevels(Side side, Span<BookLevel> destination)
        {
            var count = book.CopyLevels(side, destination);
            if (count > 0 && lie == 1) destination[0] = destination[0] with { Quantity = 6 };
            return count;
        }

        public UInt128 StateHash() => book.StateHash();

        public void Save(System.Buffers.IBufferWriter<byte> destination) => book.Save(destination);
    }
}
