using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using Trading.Exchange;
using Trading.Model;
using Trading.Orders;

namespace Trading.Invariants;

/// <summary>What holds of an order book after every command, and of the reports that it writes.</summary>
public static class BookInvariants
{
    /// <summary>101.</summary>
    public static readonly Invariant IdsUnique =
        new(101, "ids unique", "No two live orders of a book have the same id.");

    /// <summary>102.</summary>
    public static readonly Invariant QuantitiesPositive =
        new(102, "quantities positive", "A live order's open quantity is positive, its filled quantity not negative.");

    /// <summary>103.</summary>
    public static readonly Invariant NeverCrossed =
        new(103, "never crossed", "The best bid is below the best ask.");

    /// <summary>104.</summary>
    public static readonly Invariant LevelsAreSums =
        new(104, "levels are sums", "A level's quantity and count are sums over its orders, and no level is empty.");

    /// <summary>105.</summary>
    public static readonly Invariant PriceTimeOrder =
        new(105, "price-time order", "Levels stand from best to worst, the orders of a level from oldest to youngest.");

    /// <summary>106.</summary>
    public static readonly Invariant StopsWait =
        new(106, "stops wait", "No stop waits whose trigger the last trade price has reached.");

    /// <summary>107.</summary>
    public static readonly Invariant NothingOverdue =
        new(107, "nothing overdue", "No live order has an expiry at or before the book's time.");

    /// <summary>108.</summary>
    public static readonly Invariant SequenceContiguous =
        new(108, "sequence contiguous", "A book's reports are numbered 1, 2, 3 … without a gap.");

    /// <summary>109.</summary>
    public static readonly Invariant FilledPlusLeaves =
        new(109, "filled + leaves = ordered", "An open order's filled and open quantities add up to what is ordered.");

    /// <summary>110.</summary>
    public static readonly Invariant ClosedStaysClosed =
        new(110, "closed stays closed", "A closed order gets no further report until its id is accepted anew.");

    /// <summary>111.</summary>
    public static readonly Invariant LiveIffReported =
        new(111, "live as reported", "The live orders of a book are those that its reports leave open.");

    /// <summary>All of them, by number.</summary>
    public static readonly ImmutableArray<Invariant> All =
    [
        IdsUnique, QuantitiesPositive, NeverCrossed, LevelsAreSums, PriceTimeOrder, StopsWait, NothingOverdue,
        SequenceContiguous, FilledPlusLeaves, ClosedStaysClosed, LiveIffReported,
    ];

    /// <summary>Checks a book's whole state; linear in its orders.</summary>
    /// <returns>The first violation; null when all hold.</returns>
    public static Violation? Check(IOrderBook book)
    {
        var bytes = new ArrayBufferWriter<byte>();
        book.Save(bytes);
        var state = BookStateCodec.Read(book.Instrument, bytes.WrittenSpan);
        return CheckOrders(state)
            ?? CheckSide(book, state, Side.Buy)
            ?? CheckSide(book, state, Side.Sell)
            ?? CheckTouch(book);
    }

    private static Violation? CheckOrders(BookState state)
    {
        var ids = new HashSet<ulong>();
        foreach (var order in state.Orders)
        {
            if (!ids.Add(order.Id)) return new(IdsUnique, $"order {order.Id}");
            if (order.LeavesQty <= 0 || order.FilledQty < 0)
            {
                return new(QuantitiesPositive, $"order {order.Id}: filled {order.FilledQty}, open {order.LeavesQty}");
            }

            if (order.ExpireTimeNs != 0 && order.ExpireTimeNs <= state.NowNs)
            {
                return new(NothingOverdue, $"order {order.Id}: expiry {order.ExpireTimeNs}, time {state.NowNs}");
            }

            if (order.IsWaiting && state.LastPrice != 0
                && BookRules.IsTriggered(order.Side, order.TriggerPrice, state.LastPrice, state.LastPrice))
            {
                return new(StopsWait, $"order {order.Id}: trigger {order.TriggerPrice}, last {state.LastPrice}");
            }
        }

        return null;
    }

    private static Violation? CheckSide(IOrderBook book, BookState state, Side side)
    {
        var expected = new List<BookLevel>();
        ulong youngest = 0;
        foreach (var order in state.Orders)
        {
            if (order.IsWaiting || order.Side != side) continue;
            var isSamePrice = expected.Count > 0 && expected[^1].Price == order.Price;
            if (isSamePrice && order.Sequence <= youngest)
            {
                return new(PriceTimeOrder, $"order {order.Id} is out of its turn");
            }

            if (!isSamePrice && expected.Count > 0 && (order.Price < expected[^1].Price) != (side == Side.Buy))
            {
                return new(PriceTimeOrder, $"level {order.Price} follows {expected[^1].Price}");
            }

            youngest = order.Sequence;
            if (!isSamePrice) expected.Add(new BookLevel(order.Price, 0, 0));
            var level = expected[^1];
            expected[^1] = new BookLevel(level.Price, level.Quantity + order.LeavesQty, level.OrderCount + 1);
        }

        return CheckLevels(book, side, expected);
    }

    private static Violation? CheckLevels(IOrderBook book, Side side, List<BookLevel> expected)
    {
        var levels = new BookLevel[expected.Count + 1];
        var count = book.CopyLevels(side, levels);
        if (count != expected.Count)
        {
            return new(LevelsAreSums, $"{side}: {count} levels, orders at {expected.Count} prices");
        }

        for (var index = 0; index < count; index++)
        {
            if (levels[index] == expected[index]) continue;
            return new(LevelsAreSums, $"{levels[index]}, orders say {expected[index]}");
        }

        return null;
    }

    /// <summary>Checks that the best bid is below the best ask.</summary>
    internal static Violation? CheckTouch(IOrderBook book) =>
        book.TryGetBest(Side.Buy, out var bid) && book.TryGetBest(Side.Sell, out var ask) && bid.Price >= ask.Price
            ? new(NeverCrossed, $"bid {bid.Price}, ask {ask.Price}")
            : null;
}

/// <summary>Checks a book's report stream from its beginning, against invariants 108 to 111.</summary>
public sealed class BookReportChecker
{
    private readonly Dictionary<ulong, (long Quantity, long LeavesQty)> _open = [];
    private ulong _sequence;

    /// <summary>Checks the next reports.</summary>
    /// <returns>The first violation; null when all hold.</returns>
    public Violation? Add(ReadOnlySpan<BookReport> reports)
    {
        foreach (ref readonly var report in reports)
        {
            if (report.Sequence != ++_sequence)
            {
                return new(BookInvariants.SequenceContiguous, $"report {report.Sequence} where {_sequence} was due");
            }

            if (Add(report) is { } violation) return violation;
        }

        return null;
    }

    /// <summary>Compares the orders that the reports leave open with the book's.</summary>
    public Violation? CheckOpen(IOrderBook book)
    {
        if (book.OrderCount == _open.Count) return null;
        return new(BookInvariants.LiveIffReported, $"{book.OrderCount} live, {_open.Count} reported open");
    }

    private Violation? Add(in BookReport report)
    {
        switch (report.Kind)
        {
            case BookReportKind.Rejected or BookReportKind.CancelRejected or BookReportKind.ReplaceRejected:
                return null;
            case BookReportKind.Accepted:
                if (!_open.TryAdd(report.OrderId, (report.Quantity, report.Quantity)))
                {
                    return new(BookInvariants.IdsUnique, $"order {report.OrderId} is accepted while it lives");
                }

                return null;
            case BookReportKind.Trade or BookReportKind.Decremented:
                var cut = report.Kind == BookReportKind.Decremented ? report.Quantity : 0;
                return Reduce(report.OrderId, report.Quantity, cut, report.LeavesQty, report.Status)
                    ?? Reduce(report.MakerOrderId, report.Quantity, cut, report.MakerLeavesQty, report.MakerStatus);
            case BookReportKind.Canceled or BookReportKind.Expired:
                return _open.Remove(report.OrderId) ? null : Closed(report.OrderId);
            case BookReportKind.Replaced or BookReportKind.Triggered:
                return Restate(report);
        }

        return null;
    }

    private Violation? Reduce(ulong id, long quantity, long cut, long leavesQty, OrderStatus status)
    {
        if (!_open.TryGetValue(id, out var order)) return Closed(id);
        if (leavesQty != order.LeavesQty - quantity)
        {
            return new(
                BookInvariants.FilledPlusLeaves,
                $"order {id}: open {order.LeavesQty} less {quantity} is not {leavesQty}");
        }

        if (status.IsClosed()) _open.Remove(id);
        else _open[id] = (order.Quantity - cut, leavesQty);
        return status == OrderStatus.Filled && leavesQty != 0
            ? new(BookInvariants.FilledPlusLeaves, $"order {id} is filled with {leavesQty} open")
            : null;
    }

    private Violation? Restate(in BookReport report)
    {
        if (!_open.TryGetValue(report.OrderId, out var order)) return Closed(report.OrderId);
        if (report.Quantity - report.LeavesQty != order.Quantity - order.LeavesQty)
        {
            return new(
                BookInvariants.FilledPlusLeaves,
                $"order {report.OrderId}: a {report.Kind} changed what is filled");
        }

        _open[report.OrderId] = (report.Quantity, report.LeavesQty);
        return null;
    }

    private static Violation Closed(ulong id) => new(BookInvariants.ClosedStaysClosed, $"order {id} is not open");
}
