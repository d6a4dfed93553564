using System.IO;

namespace Trading.Client.Sim;

/// <summary>A report as stable lines: a name, then its value.</summary>
internal static class SimReportText
{
    /// <summary>Writes the lines.</summary>
    public static void Write(TextWriter writer, SimReport report)
    {
        Line(writer, "seed", report.Seed);
        Line(writer, "simulated", EventSpan(report.SimulatedNs));
        Line(writer, "events", report.Events);
        Line(writer, "orders", report.Orders);
        Line(writer, "cancels", $"{report.Cancels} ({report.CancelRate} per order)");
        Line(writer, "fills", report.Fills);
        Line(writer, "amends", report.Amends);
        Line(writer, "rejects", $"{report.Rejects} ({report.InventoryRejects} by the inventory limit)");
        Line(writer, "queue depth", $"mean {report.QueueDepthMean}, max {report.QueueDepthMax}, overflows {report.Overflows}");
        Line(
            writer,
            "link",
            $"gaps {report.Gaps} ({report.LostMessages} messages), duplicates dropped {report.DuplicatesDropped}, "
                + $"reordered {report.Reordered}");
        Line(writer, "regime changes", report.RegimeChanges);
        foreach (var book in report.Books)
        {
            Line(
                writer,
                "book " + book.Instrument,
                $"{book.BestBid ?? "-"} / {book.BestAsk ?? "-"}, {book.Orders} orders, state {book.StateHash}");
        }

        Line(writer, "config hash", report.ConfigHash);
        Line(writer, "trace hash", report.TraceHash);
        Line(writer, "state hash", report.StateHash);
        if (report.Perf is not { } perf) return;
        Line(writer, "wall clock", $"{perf.Seconds:F3} s, {perf.EventsPerSecond:F0} events/s");
        Line(
            writer,
            "step ns",
            $"min {perf.StepNsMin}, mean {perf.StepNsMean:F0}, p50 {perf.StepNsP50}, p95 {perf.StepNsP95}, "
                + $"p99 {perf.StepNsP99}, max {perf.StepNsMax}");
    }

    private static string EventSpan(long nanoseconds) => Model.DecimalText.ToString(nanoseconds, 9) + " s";

    private static void Line(TextWriter writer, string name, object value) => writer.WriteLine($"{name,-22} {value}");
}
