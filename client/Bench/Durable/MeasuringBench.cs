using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Trading.Bench;
using Trading.Client.Cluster;
using Trading.GrainInterfaces;
using Trading.Model;

namespace Trading.Client.Bench;

/// <summary>
/// What measuring costs: two silos, of which one does not measure, each over files of its own, and the same load on one and on the
/// other in alternating order. The figures are ratios of neighbouring stretches. Silos are started anew, because a process keeps
/// for its life what its compiler and its addresses happened to be.
/// </summary>
internal static class MeasuringBench
{
    /// <summary>Runs it.</summary>
    /// <param name="options">The load; a timed run is one stretch of a pair, and Runs says how many pairs a start has.</param>
    /// <param name="contest">Which silos, and how often they are started anew.</param>
    /// <param name="folder">A folder on the disk to measure.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<Result<MeasuringBenchResult, string>> RunAsync(
        DurableBenchOptions options,
        MeasuringContest contest,
        string folder,
        Action<string> progress,
        CancellationToken cancellation)
    {
        var load = BookBench.LoadAverage();
        var payloads = new DurablePayloads(options.Batch);
        var (speeds, costs) = (new List<double>(), new List<double>());
        for (var start = 0; start < contest.Starts; start++)
        {
            progress($"start {start + 1} of {contest.Starts}");
            var ground = Directory.CreateDirectory(Path.Combine(folder, $"{start}")).FullName;
            if (await StartAsync(options, contest, start % 2 == 0, payloads, ground, speeds, costs, cancellation) is { } error) return error;
            Directory.Delete(ground, recursive: true);
        }

        return new MeasuringBenchResult(
            options.Batch, options.Clients, options.InFlight, contest, PairRatios.Of(speeds), PairRatios.Of(costs), load, BookBench.LoadAverage());
    }

    /// <summary>Two fresh silos and their pairs; says what went wrong.</summary>
    private static async Task<string?> StartAsync(
        DurableBenchOptions options,
        MeasuringContest contest,
        bool startsWithOff,
        DurablePayloads payloads,
        string folder,
        List<double> speeds,
        List<double> costs,
        CancellationToken cancellation)
    {
        var (pagePort, dashboardPort) = EmbeddedSilo.FreePorts();
        string[] page = contest.HasPage ? ["--health-port", $"{pagePort}"] : [];
        string[] dashboard = contest.HasDashboard ? ["--dashboard-port", $"{dashboardPort}"] : [];
        string[] unmeasured = contest.IsBlank ? [] : ["--no-metrics", "true"];
        string[] measured = contest.IsBlank ? [] : [.. page, .. dashboard];
        if (!(await SiloAsync(startsWithOff ? "off" : "on")).TryGet(out var one, out var error)) return error;
        await using var earlier = one;
        if (!(await SiloAsync(startsWithOff ? "on" : "off")).TryGet(out var other, out error)) return error;
        await using var later = other;
        var (first, second) = (await Side.CreateAsync(earlier, options, payloads), await Side.CreateAsync(later, options, payloads));
        await first.RunAsync(options.WarmUpSeconds);
        await second.RunAsync(options.WarmUpSeconds);
        for (var pair = 0; pair < options.Runs; pair++)
        {
            cancellation.ThrowIfCancellationRequested();
            // In pairs of pairs each side is first once, in either order.
            var (left, right) = pair % 2 == 0 ? (first, second) : (second, first);
            var (leftRun, rightRun) = (await left.RunAsync(options.Seconds), await right.RunAsync(options.Seconds));
            var (offRun, onRun) = startsWithOff == (pair % 2 == 0) ? (leftRun, rightRun) : (rightRun, leftRun);
            speeds.Add(onRun.OrdersPerSecond / offRun.OrdersPerSecond);
            costs.Add(onRun.SiloCpuUsPerOrder / offRun.SiloCpuUsPerOrder);
        }

        return null;

        Task<Result<BenchSilo, string>> SiloAsync(string name) => BenchSilo.StartAsync(
            Directory.CreateDirectory(Path.Combine(folder, name)).FullName,
            options.Store,
            null,
            cancellation,
            name == "on" ? measured : unmeasured);
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

/// <summary>Which silos are measured against each other.</summary>
/// <param name="Starts">How often both are started anew.</param>
/// <param name="HasPage">Whether the silo that measures has its page for Prometheus as well; nobody asks for it.</param>
/// <param name="HasDashboard">Whether it has Orleans' dashboard as well; nobody looks at it.</param>
/// <param name="IsBlank">Both measure, and nothing else: what is found then is the noise.</param>
internal sealed record MeasuringContest(int Starts, bool HasPage, bool HasDashboard, bool IsBlank);

/// <summary>What measuring costs.</summary>
/// <param name="Batch">Orders per call.</param>
/// <param name="Clients">Callers, each with a book of its own.</param>
/// <param name="InFlight">Calls that each caller had on their way.</param>
/// <param name="Silos">Which were measured against each other.</param>
/// <param name="OrdersPerSecond">Acknowledged orders per second, measured by unmeasured.</param>
/// <param name="SiloCpuPerOrder">The silo's processor time per order, measured by unmeasured.</param>
/// <param name="LoadBefore">The machine's load average before.</param>
/// <param name="LoadAfter">The machine's load average after.</param>
internal sealed record MeasuringBenchResult(
    int Batch,
    int Clients,
    int InFlight,
    MeasuringContest Silos,
    PairRatios OrdersPerSecond,
    PairRatios SiloCpuPerOrder,
    double LoadBefore,
    double LoadAfter);
