using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Bench;
using Trading.Client.Cluster;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Bench;

/// <summary>
/// What measuring costs: two silos, of which one does not measure, each over files of its own, and the same load on one and on the
/// other in alternating order. The figures are ratios of neighbouring stretches.
/// </summary>
internal static class MeasuringBench
{
    /// <summary>Runs it.</summary>
    /// <param name="options">The load; a timed run is one stretch of a pair, and Runs says how many pairs.</param>
    /// <param name="hasPage">Whether the silo that measures has its page for Prometheus as well; nobody asks for it.</param>
    /// <param name="hasDashboard">Whether it has Orleans' dashboard as well; nobody looks at it.</param>
    /// <param name="folder">A folder on the disk to measure.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<Result<MeasuringBenchResult, string>> RunAsync(
        DurableBenchOptions options,
        bool hasPage,
        bool hasDashboard,
        string folder,
        Action<string> progress,
        CancellationToken cancellation)
    {
        var load = BookBench.LoadAverage();
        var payloads = new DurablePayloads(options.Batch);
        var (pagePort, dashboardPort) = EmbeddedSilo.FreePorts();
        string[] page = hasPage ? ["--health-port", $"{pagePort}"] : [];
        string[] dashboard = hasDashboard ? ["--dashboard-port", $"{dashboardPort}"] : [];
        if (!(await StartAsync("off", ["--no-metrics", "true"])).TryGet(out var unmeasured, out var error)) return error;
        await using var off = unmeasured;
        if (!(await StartAsync("on", [.. page, .. dashboard])).TryGet(out var measured, out error)) return error;
        await using var on = measured;
        var (withoutIt, withIt) = (await Side.CreateAsync(off, options, payloads), await Side.CreateAsync(on, options, payloads));
        progress("warming up");
        await withoutIt.RunAsync(options.WarmUpSeconds);
        await withIt.RunAsync(options.WarmUpSeconds);
        var (speeds, costs) = (new List<double>(), new List<double>());
        for (var pair = 0; pair < options.Runs; pair++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress($"pair {pair + 1} of {options.Runs}");
            var isOffFirst = pair % 2 == 0;
            var first = await (isOffFirst ? withoutIt : withIt).RunAsync(options.Seconds);
            var second = await (isOffFirst ? withIt : withoutIt).RunAsync(options.Seconds);
            var (offSide, onSide) = isOffFirst ? (first, second) : (second, first);
            speeds.Add(onSide.OrdersPerSecond / offSide.OrdersPerSecond);
            costs.Add(onSide.SiloCpuUsPerOrder / offSide.SiloCpuUsPerOrder);
        }

        return new MeasuringBenchResult(
            options.Batch,
            options.Clients,
            options.InFlight,
            hasPage,
            hasDashboard,
            PairRatios.Of(speeds),
            PairRatios.Of(costs),
            load,
            BookBench.LoadAverage());

        Task<Result<BenchSilo, string>> StartAsync(string name, string[] words) => BenchSilo.StartAsync(
            Directory.CreateDirectory(Path.Combine(folder, name)).FullName, options.Store, null, cancellation, words);
    }

    /// <summary>One of the two silos under its load.</summary>
    private sealed class Side(DurableBenchOptions options, DurablePayloads payloads, IBookGrain[] books, IProbeGrain probe)
    {
        private readonly DurableLoad _load = new(options.Clients, options.InFlight);

        public static async Task<Side> CreateAsync(BenchSilo silo, DurableBenchOptions options, DurablePayloads payloads) =>
            new(options, payloads, await DurableBench.BooksAsync(silo, options.Clients), silo.Cluster.Client.GetGrain<IProbeGrain>(0));

        public async Task<(double OrdersPerSecond, double SiloCpuUsPerOrder)> RunAsync(double seconds)
        {
            var before = await probe.Usage();
            var figures = await _load.RunAsync(books, payloads, TimeSpan.FromSeconds(seconds));
            var after = await probe.Usage();
            var orders = (double)figures.Calls * options.Batch;
            return (orders / figures.Seconds, (after.CpuMicroseconds - before.CpuMicroseconds) / orders);
        }
    }
}

/// <summary>What measuring costs.</summary>
/// <param name="Batch">Orders per call.</param>
/// <param name="Clients">Callers, each with a book of its own.</param>
/// <param name="InFlight">Calls that each caller had on their way.</param>
/// <param name="HasPage">Whether there was a page for Prometheus.</param>
/// <param name="HasDashboard">Whether there was Orleans' dashboard.</param>
/// <param name="OrdersPerSecond">Acknowledged orders per second, measured by unmeasured.</param>
/// <param name="SiloCpuPerOrder">The silo's processor time per order, measured by unmeasured.</param>
/// <param name="LoadBefore">The machine's load average before.</param>
/// <param name="LoadAfter">The machine's load average after.</param>
internal sealed record MeasuringBenchResult(
    int Batch,
    int Clients,
    int InFlight,
    bool HasPage,
    bool HasDashboard,
    PairRatios OrdersPerSecond,
    PairRatios SiloCpuPerOrder,
    double LoadBefore,
    double LoadAfter);

/// <summary>Ratios of neighbouring runs.</summary>
/// <param name="Median">Half are below.</param>
/// <param name="LowerQuartile">A quarter is below.</param>
/// <param name="UpperQuartile">A quarter is above.</param>
/// <param name="Pairs">All of them, in their order.</param>
internal sealed record PairRatios(double Median, double LowerQuartile, double UpperQuartile, IReadOnlyList<double> Pairs)
{
    /// <summary>The summary of some.</summary>
    public static PairRatios Of(IReadOnlyList<double> pairs)
    {
        var sorted = pairs.Order().ToArray();
        return new PairRatios(At(1, 2), At(1, 4), At(3, 4), pairs);

        double At(int numerator, int denominator) => sorted[(sorted.Length - 1) * numerator / denominator];
    }
}
