using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Trading.Durable;
using Trading.Exchange;
using Trading.Model;

namespace Trading.Client.Cluster;

/// <summary>Books and their reports as people and programs read them.</summary>
internal static class BookText
{
    private const int Column = 16;

    /// <summary>Writes a ladder: bids left, asks right, best first.</summary>
    public static void Write(TextWriter output, BookView view, NodeStatus node)
    {
        var rules = view.Instrument;
        output.WriteLine(
            $"{rules.Id}  {view.OrderCount} orders, report {view.ReportSequence}, "
            + $"block {node.Block}, epoch {node.Epoch}");
        output.WriteLine($"state {StateHasher.ToText(node.StateHash)}");
        WriteLadder(output, view);
    }

    /// <summary>Writes the levels alone.</summary>
    public static void WriteLadder(TextWriter output, BookView view)
    {
        output.WriteLine($"{"bid quantity",Column}{"bid",Column}{"ask",Column}{"ask quantity",Column}");
        for (var rank = 0; rank < Math.Max(view.Bids.Length, view.Asks.Length); rank++)
        {
            var (bid, bidQuantity) = Level(view.Bids, rank, view.Instrument);
            var (ask, askQuantity) = Level(view.Asks, rank, view.Instrument);
            output.WriteLine($"{bidQuantity,Column}{bid,Column}{ask,Column}{askQuantity,Column}".TrimEnd());
        }

        if (view.Bids.IsEmpty && view.Asks.IsEmpty) output.WriteLine("(empty)");
    }

    /// <summary>The view for JSON.</summary>
    public static object Document(BookView view, NodeStatus node) => new
    {
        instrument = view.Instrument.Id.ToString(),
        orders = view.OrderCount,
        reportSequence = view.ReportSequence,
        epoch = node.Epoch,
        block = node.Block,
        stateHash = StateHasher.ToText(node.StateHash),
        bids = Levels(view.Bids, view.Instrument),
        asks = Levels(view.Asks, view.Instrument),
    };

    /// <summary>One report in one line.</summary>
    public static string Line(in BookReport report, Instrument rules)
    {
        var line = $"{report.Kind} order {report.OrderId}: ";
        // A refusal about an order that is not there has no side and no numbers.
        if (report.Side != 0)
        {
            line += $"{report.Side} {Quantity(report.Quantity, rules)} @ {Price(report.Price, rules)}, "
                + $"leaves {Quantity(report.LeavesQty, rules)}, ";
        }

        line += report.Status;
        if (report.Kind == BookReportKind.Trade) line += $", maker order {report.MakerOrderId}";
        return report.Reason == Trading.Orders.OrderReason.None ? line : line + $" ({report.Reason})";
    }

    /// <summary>One report for JSON.</summary>
    public static object Document(BookReport report, Instrument rules) => new
    {
        sequence = report.Sequence,
        kind = report.Kind,
        orderId = report.OrderId,
        makerOrderId = report.MakerOrderId,
        side = report.Side,
        price = Price(report.Price, rules),
        quantity = Quantity(report.Quantity, rules),
        leaves = Quantity(report.LeavesQty, rules),
        status = report.Status,
        reason = report.Reason,
    };

    private static (string Price, string Quantity) Level(IReadOnlyList<BookLevel> levels, int rank, Instrument rules) =>
        rank < levels.Count ? (Price(levels[rank].Price, rules), Quantity(levels[rank].Quantity, rules)) : ("", "");

    private static object[] Levels(IReadOnlyList<BookLevel> levels, Instrument rules) =>
    [
        .. levels.Select(level => new
        {
            price = Price(level.Price, rules),
            quantity = Quantity(level.Quantity, rules),
            orders = level.OrderCount,
        }),
    ];

    private static string Price(long units, Instrument rules) => DecimalText.ToString(units, rules.PriceScale);

    private static string Quantity(long units, Instrument rules) => DecimalText.ToString(units, rules.QuantityScale);
}
