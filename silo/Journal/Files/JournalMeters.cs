using System.Diagnostics.Metrics;

namespace Trading.Journal.Files;

/// <summary>The instruments of this process's journal files.</summary>
internal static class JournalMeters
{
    /// <summary>The name of their meter.</summary>
    public const string MeterName = "Trading.Journal";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>One sync of a file.</summary>
    public static readonly Histogram<double> Sync = Meter.CreateHistogram(
        "trading.journal.sync.duration",
        "s",
        "One sync of a journal file.",
        tags: null,
        new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.00001, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 1],
        });
}
