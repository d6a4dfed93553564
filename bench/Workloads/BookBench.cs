using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using Trading.Exchange;

namespace Trading.Bench;

/// <summary>How a book benchmark runs.</summary>
/// <param name="Runs">Timed runs of each book; the figures are their median.</param>
/// <param name="WarmUps">Runs of each book before, discarded.</param>
/// <param name="BatchCommands">Commands between two drains of the reports.</param>
public sealed record BookBenchOptions(int Runs = 5, int WarmUps = 5, int BatchCommands = 64);

/// <summary>One mix measured against the baseline in the same process.</summary>
/// <param name="Mix">The mix.</param>
/// <param name="OpsPerSecond">Commands per second of the engine's book: the median run.</param>
/// <param name="BaselineOpsPerSecond">The same of the baseline.</param>
/// <param name="RatioToBaseline">The median of the ratios of neighbouring runs.</param>
/// <param name="P50Ns">Service time of a command, half are faster; nanoseconds, the timer's own cost included.</param>
/// <param name="P95Ns">95 % are faster.</param>
/// <param name="P99Ns">99 % are faster.</param>
/// <param name="P999Ns">99.9 % are faster.</param>
/// <param name="TimerNs">The median of two timer readings with nothing between them.</param>
/// <param name="BytesPerOp">Bytes allocated per command in the second half of the timed part.</param>
/// <param name="TradeHash">Sixteen hexadecimal digits over all trades.</param>
/// <param name="Trades">Trades in one run.</param>
/// <param name="LiveOrders">Live orders at the end.</param>
/// <param name="FileSha256">The digest of the workload.</param>
/// <param name="LoadAverage">The machine's load average over one minute when the run began; negative when
/// unknown.</param>
/// <param name="Runs">Commands per second of every timed run of the engine's book.</param>
public sealed record BookBenchResult(
    BookMix Mix,
    double OpsPerSecond,
    double BaselineOpsPerSecond,
    double RatioToBaseline,
    double P50Ns,
    double P95Ns,
    double P99Ns,
    double P999Ns,
    double TimerNs,
    double BytesPerOp,
    string TradeHash,
    long Trades,
    int LiveOrders,
    string FileSha256,
    double LoadAverage,
    double[] Runs);

/// <summary>
/// Runs a mix on the engine's book and on the baseline, alternating, and checks that both trade alike.
/// </summary>
public static class BookBench
{
    private const int LatencyPasses = 3;

    /// <summary>Generates and runs a mix.</summary>
    /// <param name="mix">The mix.</param>
    /// <param name="options">How; null for five runs of each book after five warm-ups.</param>
    /// <exception cref="InvalidOperationException">A book traded otherwise than the workload's reference: a
    /// bug.</exception>
    public static BookBenchResult Run(BookMix mix, BookBenchOptions? options = null) =>
        Run(BookWorkloadGenerator.Generate(mix), options ?? new BookBenchOptions());

    /// <summary>Generates a mix.</summary>
    public static BookWorkload Generate(BookMix mix) => BookWorkloadGenerator.Generate(mix);

    private static BookBenchResult Run(BookWorkload workload, BookBenchOptions options)
    {
        var load = LoadAverage();
        for (var run = 0; run < options.WarmUps; run++)
        {
            Measure(new EngineSubject(), workload, options.BatchCommands);
            Measure(new BaselineSubject(), workload, options.BatchCommands);

            // Compiled code of the next tier is installed in the background: give it a moment without load.
            Thread.Sleep(150);
        }

        var engine = new RunFigures[options.Runs];
        var baseline = new RunFigures[options.Runs];
        for (var run = 0; run < options.Runs; run++)
        {
            engine[run] = Measure(new EngineSubject(), workload, options.BatchCommands);
            baseline[run] = Measure(new BaselineSubject(), workload, options.BatchCommands);
        }

        var ops = engine.Select(run => run.OpsPerSecond).ToArray();
        var latency = Latency(workload, options.BatchCommands);
        return new BookBenchResult(
            workload.Mix,
            Median(ops),
            Median(baseline.Select(run => run.OpsPerSecond)),
            Median(engine.Zip(baseline, (ours, theirs) => ours.OpsPerSecond / theirs.OpsPerSecond)),
            latency[0],
            latency[1],
            latency[2],
            latency[3],
            TimerNs(),
            (double)engine[^1].AllocatedBytes / (workload.Timed.Length - workload.Timed.Length / 2),
            workload.Outcome.TradeHash.ToString("x16", CultureInfo.InvariantCulture),
            workload.Outcome.Trades,
            workload.Outcome.LiveOrders,
            workload.FileSha256,
            load,
            ops);
    }

    private static RunFigures Measure<TSubject>(TSubject subject, BookWorkload workload, int batchCommands)
        where TSubject : ISubject
    {
        var reports = new ReportBuffer(batchCommands * 32);
        var trades = new TradeHash();
        Play(subject, workload.Preload, reports, ref trades, batchCommands);

        // The first half still grows the book to its size; what the second half allocates is what a command allocates.
        var half = workload.Timed.Length / 2;
        var start = Stopwatch.GetTimestamp();
        Play(subject, workload.Timed.AsSpan(0, half), reports, ref trades, batchCommands);
        var allocatedBytes = GC.GetAllocatedBytesForCurrentThread();
        Play(subject, workload.Timed.AsSpan(half), reports, ref trades, batchCommands);
        allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - allocatedBytes;
        var elapsed = Stopwatch.GetElapsedTime(start);
        var outcome = new BookWorkloadOutcome(trades.Trades, trades.Volume, trades.Value, subject.OrderCount);
        if (outcome != workload.Outcome)
        {
            throw new InvalidOperationException($"{typeof(TSubject).Name} traded {outcome}, not {workload.Outcome}");
        }

        return new RunFigures(workload.Timed.Length / elapsed.TotalSeconds, allocatedBytes);
    }

    private static void Play<TSubject>(
        TSubject subject,
        ReadOnlySpan<BookCommand> commands,
        ReportBuffer reports,
        ref TradeHash trades,
        int batchCommands)
        where TSubject : ISubject
    {
        for (var from = 0; from < commands.Length; from += batchCommands)
        {
            var batch = commands.Slice(from, Math.Min(batchCommands, commands.Length - from));
            subject.Execute(batch, reports);
            trades.Add(reports.Reports);
            reports.Clear();
        }
    }

    private static double[] Latency(BookWorkload workload, int batchCommands)
    {
        var samples = new long[workload.Timed.Length * LatencyPasses];
        var count = 0;
        for (var pass = 0; pass < LatencyPasses; pass++)
        {
            var (book, reports, trades) = (new EngineSubject(), new ReportBuffer(batchCommands * 32), new TradeHash());
            Play(book, workload.Preload, reports, ref trades, batchCommands);
            foreach (ref readonly var command in workload.Timed.AsSpan())
            {
                var start = Stopwatch.GetTimestamp();
                book.Execute(command, reports);
                samples[count++] = Stopwatch.GetTimestamp() - start;
                if (count % batchCommands == 0) reports.Clear();
            }
        }

        return Percentiles(samples, [0.5, 0.95, 0.99, 0.999]);
    }

    internal static double TimerNs()
    {
        var samples = new long[100_000];
        for (var index = 0; index < samples.Length; index++)
        {
            var start = Stopwatch.GetTimestamp();
            samples[index] = Stopwatch.GetTimestamp() - start;
        }

        return Percentiles(samples, [0.5])[0];
    }

    internal static double[] Percentiles(long[] samples, double[] shares)
    {
        Array.Sort(samples);
        var nsPerTick = 1e9 / Stopwatch.Frequency;
        return [.. shares.Select(share => samples[(int)(share * (samples.Length - 1))] * nsPerTick)];
    }

    private static double Median(System.Collections.Generic.IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    /// <summary>The load average over one minute; negative when unknown.</summary>
    public static double LoadAverage()
    {
        const string File = "/proc/loadavg";
        return System.IO.File.Exists(File)
            ? double.Parse(System.IO.File.ReadAllText(File).Split(' ')[0], CultureInfo.InvariantCulture)
            : -1;
    }

    private readonly record struct RunFigures(double OpsPerSecond, long AllocatedBytes);

    private interface ISubject
    {
        int OrderCount { get; }

        void Execute(ReadOnlySpan<BookCommand> commands, ReportBuffer reports);
    }

    private readonly struct EngineSubject() : ISubject
    {
        private readonly OrderBook _book = new(BookWorkload.Instrument);

        public int OrderCount => _book.OrderCount;

        public void Execute(ReadOnlySpan<BookCommand> commands, ReportBuffer reports) =>
            _book.Execute(commands, reports);

        public void Execute(in BookCommand command, ReportBuffer reports) => _book.Execute(command, reports);
    }

    private readonly struct BaselineSubject() : ISubject
    {
        private readonly BaselineBook _book = new();

        public int OrderCount => _book.OrderCount;

        public void Execute(ReadOnlySpan<BookCommand> commands, ReportBuffer reports)
        {
            foreach (ref readonly var command in commands) _book.Execute(command, reports);
        }
    }
}
