using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Trading.Client.Chaos;

/// <summary>A silo's process at a moment.</summary>
/// <param name="AtSeconds">Since the sampling began.</param>
/// <param name="WorkingSetMiB">Its memory.</param>
/// <param name="Handles">Its open files and sockets.</param>
/// <param name="Threads">Its threads.</param>
internal readonly record struct ProcessSample(double AtSeconds, double WorkingSetMiB, int Handles, int Threads);

/// <summary>What became of a silo's process over time.</summary>
/// <param name="Silo">Its number.</param>
/// <param name="Seconds">From the first sample to the last.</param>
/// <param name="Samples">How many.</param>
/// <param name="WorkingSetMiB">At the end.</param>
/// <param name="WorkingSetMiBMax">At most.</param>
/// <param name="WorkingSetMiBPerMinute">The slope after a warm-up.</param>
/// <param name="Handles">At the end.</param>
/// <param name="HandlesPerMinute">The slope after a warm-up.</param>
/// <param name="Threads">At the end.</param>
/// <param name="ThreadsPerMinute">The slope after a warm-up.</param>
/// <param name="Growth">
/// The median working set of the last third of its life by that of the middle third; null for a process that lived less than
/// half an hour. What a collector has not given back yet comes and goes within a third, what is kept for good does not.
/// </param>
/// <param name="Minutes">Medians of its working set, by minute.</param>
internal sealed record ProcessTrend(
    int Silo,
    double Seconds,
    int Samples,
    double WorkingSetMiB,
    double WorkingSetMiBMax,
    double? WorkingSetMiBPerMinute,
    int Handles,
    double? HandlesPerMinute,
    int Threads,
    double? ThreadsPerMinute,
    double? Growth,
    IReadOnlyList<double> Minutes)
{
    /// <summary>What counts as flat: a third that is no more than so much above the one before.</summary>
    public const double GrowthMax = 1.1;

    /// <summary>Null for a process whose working set is flat, or that lived too briefly to tell.</summary>
    public string? Problem => Growth > GrowthMax
        ? $"silo {Silo} grows: its working set was {Growth:0.00} times as large in the last third of the run as in the middle third"
        : null;
}

/// <summary>Looks at every silo's process again and again.</summary>
/// <param name="stand">Whose silos.</param>
/// <param name="clock">The load's.</param>
internal sealed class ProcessSampler(ChaosStand stand, LoadClock clock)
{
    /// <summary>Before this a process is still growing into its size.</summary>
    private const double WarmUpSeconds = 60;

    /// <summary>A third must be longer than what is idle stays in memory.</summary>
    private const double SecondsOfGrowth = 1_800;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private readonly SortedDictionary<int, List<ProcessSample>> _samples = [];

    /// <summary>Every sample, by the silos' numbers.</summary>
    public IReadOnlyDictionary<int, List<ProcessSample>> Samples => _samples;

    /// <summary>Looks every five seconds until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Look();
            await Task.Delay(Period, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once.</summary>
    public void Look()
    {
        foreach (var silo in stand.Silos)
        {
            if (Read(silo.ProcessId) is not { } sample) continue;
            if (!_samples.TryGetValue(silo.Process.Number, out var list)) _samples.Add(silo.Process.Number, list = []);
            list.Add(sample);
        }
    }

    /// <summary>What became of each process.</summary>
    public IReadOnlyList<ProcessTrend> Trends() => [.. _samples.Select(each => TrendOf(each.Key, each.Value))];

    /// <summary>A process's trend; its slopes are null when it did not live long enough after the warm-up to have any.</summary>
    public static ProcessTrend TrendOf(int silo, IReadOnlyList<ProcessSample> samples)
    {
        var (first, last) = (samples[0], samples[^1]);
        var warm = samples.Where(sample => sample.AtSeconds >= first.AtSeconds + WarmUpSeconds).ToArray();
        return new ProcessTrend(
            silo,
            Math.Round(last.AtSeconds - first.AtSeconds),
            samples.Count,
            Math.Round(last.WorkingSetMiB, 1),
            Math.Round(samples.Max(sample => sample.WorkingSetMiB), 1),
            Slope(warm, sample => sample.WorkingSetMiB),
            last.Handles,
            Slope(warm, sample => sample.Handles),
            last.Threads,
            Slope(warm, sample => sample.Threads),
            last.AtSeconds - first.AtSeconds < SecondsOfGrowth ? null : Math.Round(Third(2) / Third(1), 3),
            [
                .. samples.GroupBy(sample => (int)((sample.AtSeconds - first.AtSeconds) / 60)).OrderBy(minute => minute.Key)
                    .Select(minute => Math.Round(Median(minute), 1)),
            ]);

        double Third(int number) => Median(samples.Where(sample =>
            (int)(3 * (sample.AtSeconds - first.AtSeconds) / (last.AtSeconds - first.AtSeconds + 1)) == number));
    }

    private static double Median(IEnumerable<ProcessSample> samples)
    {
        var sorted = samples.Select(sample => sample.WorkingSetMiB).Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    /// <summary>Least squares, per minute.</summary>
    private static double? Slope(ProcessSample[] samples, Func<ProcessSample, double> value)
    {
        if (samples.Length < 6) return null;
        var (meanX, meanY) = (samples.Average(sample => sample.AtSeconds), samples.Average(value));
        var spread = samples.Sum(sample => (sample.AtSeconds - meanX) * (sample.AtSeconds - meanX));
        return Math.Round(samples.Sum(sample => (sample.AtSeconds - meanX) * (value(sample) - meanY)) / spread * 60, 2);
    }

    private ProcessSample? Read(int? process)
    {
        try
        {
            var folder = $"/proc/{process}";
            var status = File.ReadAllLines(folder + "/status");
            var handles = Directory.GetFileSystemEntries(folder + "/fd").Length;
            return new ProcessSample(clock.NowMs / 1000, Number(status, "VmRSS:") / 1024.0, handles, Number(status, "Threads:"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has just ended.
            return null;
        }
    }

    private static int Number(IEnumerable<string> lines, string name)
    {
        var text = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..] ?? "";
        return int.TryParse(text.Trim().Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
