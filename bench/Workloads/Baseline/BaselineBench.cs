using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Trading.Bench;

/// <summary>What a core operation costs, in itself and in the reference of the same run.</summary>
/// <param name="Name">The operation.</param>
/// <param name="OpsPerSecond">Commands a second: the median run.</param>
/// <param name="Ratio">
/// The reference's median time of a command by the operation's, of the same run: the median run. Medians over slices leave out the
/// slices in which somebody else had the processor.
/// </param>
/// <param name="RatioSpread">The standard deviation of the runs' ratios by their mean.</param>
/// <param name="P50Ns">Nanoseconds of a command, as means of 256: half are faster.</param>
/// <param name="P95Ns">95 % are faster.</param>
/// <param name="P99Ns">99 % are faster.</param>
/// <param name="BytesPerOp">Bytes allocated per command.</param>
public sealed record BaselineRow(
    string Name, double OpsPerSecond, double Ratio, double RatioSpread, double P50Ns, double P95Ns, double P99Ns, double BytesPerOp);

/// <summary>A baseline: the core operations, measured in turn, run by run.</summary>
/// <param name="Runs">Timed runs of each.</param>
/// <param name="Commands">Commands of each workload at most.</param>
/// <param name="LoadAverage">The machine's load average over one minute at the start; negative when unknown.</param>
/// <param name="ReferenceOpsPerSecond">The frozen book's median.</param>
/// <param name="WatchedCost">
/// What watching invariants adds to the median slice of a durable node over a table that commits at once: the median over runs, as
/// a share.
/// </param>
/// <param name="Rows">The operations.</param>
public sealed record BaselineResult(
    int Runs, int Commands, double LoadAverage, double ReferenceOpsPerSecond, double WatchedCost, ImmutableArray<BaselineRow> Rows);

/// <summary>
/// The repeatable baseline: seeded workloads, core operations without printing or parsing, in turn. A machine is compared with
/// another, or with itself when it is busy, by ratios to a book that never changes.
/// </summary>
public static class BaselineBench
{
    /// <summary>Measures.</summary>
    /// <param name="runs">Timed runs; at least 1. Two more warm up.</param>
    /// <param name="commands">Commands of each workload at most; at least 1,024.</param>
    public static BaselineResult Run(int runs = 5, int commands = 1_000_000)
    {
        var load = BookBench.LoadAverage();
        var operations = new BaselineOperations(mix => BaselineOperations.Generate(mix, commands));
        BaselineOperation[] all = [operations.Reference, .. operations.All];
        var clocks = all.Select(_ => new List<SliceClock>()).ToArray();
        for (var run = -2; run < runs; run++)
        {
            for (var i = 0; i < all.Length; i++)
            {
                // Once unheard: what the operation before it left of the heap and the caches is nobody's merit.
                all[i].Play(new SliceClock());
                var clock = new SliceClock();
                all[i].Play(clock);
                if (run >= 0) clocks[i].Add(clock);
            }
        }

        var reference = clocks[0].Select(MedianNs).ToArray();
        var rows = all.Skip(1).Select((operation, i) => Row(operation.Name, clocks[i + 1], reference)).ToImmutableArray();
        return new BaselineResult(runs, commands, load, Median(clocks[0].Select(Speed)), WatchedCost(all, clocks), rows);
    }

    /// <summary>What of a measurement does not agree with a baseline.</summary>
    /// <param name="baseline">The committed one.</param>
    /// <param name="measured">The new one.</param>
    /// <param name="tolerance">How far a ratio may be below the baseline's, as a share.</param>
    /// <returns>A line for each operation that is slower, allocates more, or is missing.</returns>
    public static ImmutableArray<string> Compare(BaselineResult baseline, BaselineResult measured, double tolerance)
    {
        var findings = ImmutableArray.CreateBuilder<string>();
        foreach (var expected in baseline.Rows)
        {
            if (measured.Rows.FirstOrDefault(row => row.Name == expected.Name) is not { } row)
            {
                findings.Add($"{expected.Name}: not measured");
                continue;
            }

            if (row.Ratio < expected.Ratio * (1 - tolerance))
            {
                findings.Add($"{row.Name}: {row.Ratio:F2} times the reference, the baseline has {expected.Ratio:F2}");
            }

            // Growing tables are allocated once: a byte more per command is a change of the code.
            if (row.BytesPerOp > expected.BytesPerOp + 1)
            {
                findings.Add($"{row.Name}: {row.BytesPerOp:F1} bytes per command, the baseline has {expected.BytesPerOp:F1}");
            }
        }

        return findings.ToImmutable();
    }

    private static BaselineRow Row(string name, List<SliceClock> runs, double[] reference)
    {
        var ratios = runs.Select((run, i) => reference[i] / MedianNs(run)).ToArray();
        var mean = ratios.Average();
        var spread = Math.Sqrt(ratios.Sum(ratio => (ratio - mean) * (ratio - mean)) / ratios.Length) / mean;
        return new BaselineRow(
            name, Median(runs.Select(Speed)), Median(ratios), spread, Median(runs.Select(MedianNs)),
            Median(runs.Select(run => run.Percentile(0.95))), Median(runs.Select(run => run.Percentile(0.99))),
            Median(runs.Select(run => (double)run.Bytes / run.Operations)));
    }

    private static double WatchedCost(BaselineOperation[] all, List<SliceClock>[] clocks)
    {
        var (plain, watched) = (Of("durable node"), Of("durable node, watched"));
        return Median(plain.Select((run, i) => MedianNs(watched[i]) / MedianNs(run) - 1));

        List<SliceClock> Of(string name) => clocks[Array.FindIndex(all, operation => operation.Name == name)];
    }

    private static double MedianNs(SliceClock clock) => clock.Percentile(0.5);

    private static double Speed(SliceClock clock) => clock.Operations / clock.Seconds;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
