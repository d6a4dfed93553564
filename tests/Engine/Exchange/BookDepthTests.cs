using System;
using System.Linq;
using System.Runtime.InteropServices;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;
using Xunit;

namespace Trading.Tests.Exchange;

/// <summary>Size: sweeps, deep queues, wide books, memory; and bytes that are no command.</summary>
public sealed class BookDepthTests
{
    public static TheoryData<BookKind> Kinds => BookFixtures.Kinds;

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

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_order_sweeps_five_thousand_orders_of_one_price_in_their_order(BookKind kind)
    {
        var (book, reports) = (BookFixtures.Create(kind), new ReportBuffer());
        for (var id = 1UL; id <= 5_000; id++) book.Execute(Limit(id, Side.Sell, 100, 3), reports);
        reports.Clear();

        book.Execute(Limit(9_999, Side.Buy, 100, 15_000), reports);

        var trades = reports.Reports.ToArray()[1..];
        Assert.Equal(Enumerable.Range(1, 5_000).Select(id => (ulong)id), trades.Select(trade => trade.MakerOrderId));
        Assert.All(trades, trade => Assert.Equal(BookReportKind.Trade, trade.Kind));
        Assert.Equal(OrderStatus.Filled, trades[^1].Status);
        Assert.Equal(0, book.OrderCount);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_order_sweeps_five_thousand_prices_far_apart(BookKind kind)
    {
        var (book, reports) = (BookFixtures.Create(kind), new ReportBuffer());
        for (var id = 1UL; id <= 5_000; id++) book.Execute(Limit(id, Side.Buy, (long)id * 1_000_003, 1), reports);
        reports.Clear();

        book.Execute(Limit(9_999, Side.Sell, 1, 5_000), reports);

        var prices = reports.Reports.ToArray()[1..].Select(trade => trade.Price).ToArray();
        Assert.Equal(5_000, prices.Length);
        Assert.Equal(prices.OrderDescending(), prices);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_deep_queue_stays_in_order_under_cancels_all_over_it(BookKind kind)
    {
        var (book, reports) = (BookFixtures.Create(kind), new ReportBuffer());
        for (var id = 1UL; id <= 20_000; id++) book.Execute(Limit(id, Side.Sell, 100, 1), reports);
        for (var id = 1UL; id <= 20_000; id++)
        {
            if (id * 7 % 3 == 0) book.Execute(new BookCommand { Kind = BookCommandKind.Cancel, OrderId = id }, reports);
        }

        reports.Clear();
        book.Execute(Limit(99_999, Side.Buy, 100, 20_000), reports);

        var makers = reports.Reports.ToArray()[1..].Select(trade => trade.MakerOrderId).ToArray();
        Assert.Equal(Enumerable.Range(1, 20_000).Where(id => id * 7 % 3 != 0).Select(id => (ulong)id), makers);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bytes_that_name_nothing_are_refused_by_report_and_change_nothing(BookKind kind)
    {
        var (book, reports) = (BookFixtures.Create(kind), new ReportBuffer());
        book.Execute(Limit(1, Side.Buy, 100, 1), reports);
        BookCommand good = Limit(2, Side.Sell, 101, 1);
        BookCommand[] bad =
        [
            default,
            good with { Kind = (BookCommandKind)5 },
            good with { Side = default },
            good with { Side = (Side)3 },
            good with { OrderType = default },
            good with { OrderType = (OrderType)5 },
            good with { TimeInForce = default },
            good with { TimeInForce = (TimeInForce)6 },
            good with { Flags = (OrderFlags)4 },
            good with { SelfTradePrevention = (SelfTradePrevention)5, TimeNs = 99 },
        ];
        foreach (var command in bad)
        {
            reports.Clear();
            book.Execute(command, reports);
            var report = Assert.Single(reports.Reports.ToArray());
            Assert.Equal((BookReportKind.Rejected, OrderReason.MalformedCommand), (report.Kind, report.Reason));
            Assert.Equal((command.OrderId, command.Side), (report.OrderId, report.Side));
        }

        Assert.Equal(1, book.OrderCount);
        Assert.Equal(11UL, book.ReportSequence);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Random_bytes_never_throw(BookKind kind)
    {
        var (book, reports, random) = (BookFixtures.Create(kind), new ReportBuffer(), SeededRandom.Create(1, "bytes"));
        var command = new BookCommand[1];
        for (var step = 0; step < 20_000; step++)
        {
            var words = MemoryMarshal.Cast<BookCommand, ulong>(command.AsSpan());
            for (var index = 0; index < words.Length; index++) words[index] = random.NextUInt64();
            if (step % 2 == 0) command[0].Kind = (BookCommandKind)random.Between(1, 4);
            reports.Clear();
            book.Execute(command[0], reports);
            Assert.True(command[0].Kind == BookCommandKind.AdvanceTime || reports.Count > 0);
        }
    }

    [Fact]
    public void An_idle_book_takes_at_most_64_KiB()
    {
        var first = new OrderBook(BookFixtures.Plain);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var second = new OrderBook(BookFixtures.Plain);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(bytes, 1, 64 * 1024);
        Assert.Equal(first.StateHash(), second.StateHash());
    }

    [Fact]
    public void A_command_allocates_nothing_once_the_book_has_grown()
    {
        var stream = new CommandStream(3, PriceShape.Walk, 2_000);
        var (book, reports) = (new OrderBook(BookFixtures.Plain), new ReportBuffer(4_096));
        var commands = Enumerable.Range(0, 200_000).Select(_ => stream.Next()).ToArray();
        Play(commands.AsSpan(0, 190_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Play(commands.AsSpan(190_000));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Play(Span<BookCommand> part)
        {
            foreach (ref readonly var command in part)
            {
                reports.Clear();
                book.Execute(command, reports);
            }
        }
    }

    [Fact]
    public void The_fast_books_statuses_are_those_of_the_life_cycle_table()
    {
        foreach (var from in (OrderStatus[])[OrderStatus.Accepted, OrderStatus.PartiallyFilled])
        {
            Assert.Equal(OrderBook.Moves.PartiallyFilled, OrderLifecycle.After(from, OrderTransition.FillPartly));
            Assert.Equal(OrderBook.Moves.Filled, OrderLifecycle.After(from, OrderTransition.FillCompletely));
            Assert.Equal(OrderBook.Moves.Canceled, OrderLifecycle.After(from, OrderTransition.Cancel));
            Assert.Equal(OrderBook.Moves.Expired, OrderLifecycle.After(from, OrderTransition.Expire));
        }

        Assert.Equal(OrderBook.Moves.Accepted, OrderBook.Moves.Replaced);
        Assert.Equal(OrderBook.Moves.PartiallyFilled, OrderBook.Moves.ReplacedPartlyFilled);
    }
}
