using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Trading.Durable;
using Trading.Exchange;
using Trading.Orders;

namespace Trading.Invariants;

/// <summary>
/// A book's node whose every answer is checked as it will leave: its reports' numbers and quantities, and the touch; the levels
/// and orders of the whole book at every snapshot.
/// </summary>
/// <param name="node">The book's node.</param>
public sealed class WatchedBook(BookNode node) : WatchedNode(node)
{
    /// <summary>What it watches.</summary>
    public static readonly ImmutableArray<Invariant> Watches =
    [
        BookInvariants.IdsUnique, BookInvariants.QuantitiesPositive, BookInvariants.NeverCrossed, BookInvariants.LevelsAreSums,
        BookInvariants.PriceTimeOrder, BookInvariants.StopsWait, BookInvariants.NothingOverdue, BookInvariants.SequenceContiguous,
        BookInvariants.FilledPlusLeaves,
    ];

    /// <summary>Bit n for status n: the reports of an answer are many, and each is looked at.</summary>
    private const int ClosedStatuses = 1 << (int)OrderStatus.Denied | 1 << (int)OrderStatus.Rejected | 1 << (int)OrderStatus.Filled
        | 1 << (int)OrderStatus.Canceled | 1 << (int)OrderStatus.Expired;

    private ulong? _last;

    /// <summary>A book before its first input, watched.</summary>
    public WatchedBook()
        : this(new BookNode())
    {
    }

    /// <inheritdoc/>
    protected override Violation? CheckInput(in NodeInput input, NodeOutput output)
    {
        if (!BookAnswer.TryRead(output.AnswerBytes, out var answer)) return null;
        // The first answer of an activation says where the count stands; from then on each must go on there.
        var last = _last ?? answer.ReportSequence - (ulong)answer.Reports.Length;
        foreach (ref readonly var report in answer.Reports)
        {
            if (report.Sequence != ++last)
            {
                return new(BookInvariants.SequenceContiguous, $"report {report.Sequence} where {last} was due");
            }

            if (!IsWhole(report)) return Broken(report);
        }

        if (answer.ReportSequence != last)
        {
            return new(BookInvariants.SequenceContiguous, $"the answer ends with report {last} of {answer.ReportSequence}");
        }

        _last = last;
        return node.Book is { } book ? BookInvariants.CheckTouch(book) : null;
    }

    /// <inheritdoc/>
    protected override Violation? CheckWhole() => node.Book is { } book ? BookInvariants.Check(book) : null;

    /// <summary>Nothing open below zero, nothing open when closed, and a trade is of something.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsWhole(in BookReport report)
    {
        if ((report.LeavesQty | report.MakerLeavesQty) < 0) return false;
        if (report.Kind is not (BookReportKind.Trade or BookReportKind.Decremented)) return true;
        // An order that a decrement leaves with nothing is canceled by the next report.
        return report.Quantity > 0 && (report.Kind == BookReportKind.Decremented
            || (report.LeavesQty == 0 == IsClosed(report.Status) && report.MakerLeavesQty == 0 == IsClosed(report.MakerStatus)));
    }

    private static bool IsClosed(OrderStatus status) => ((ClosedStatuses >> (int)status) & 1) != 0;

    private static Violation Broken(in BookReport report) => new(
        BookInvariants.FilledPlusLeaves,
        $"report {report.Sequence}, {report.Kind} of {report.Quantity}: order {report.OrderId} is {report.Status} with {report.LeavesQty} open, "
        + $"maker {report.MakerOrderId} is {report.MakerStatus} with {report.MakerLeavesQty} open");
}
