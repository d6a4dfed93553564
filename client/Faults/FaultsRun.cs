using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Trading.Faults;
using Trading.Model;

namespace Trading.Client.Faults;

/// <summary>
/// Runs the seeds of a plan, each in one thread and some at a time, and tells what they came to: in the order of the seeds,
/// whichever is done first.
/// </summary>
internal sealed class FaultsRun(Terminal terminal, FaultsPlan plan, bool isMinimising, bool isCovering, int parallel, bool isJson)
{
    /// <summary>The most seeds at a time.</summary>
    public const int ParallelMax = 256;

    private const int SeedsPerTurn = 16;
    private const double NsPerHour = 3.6e12;
    private readonly List<FaultsFailure> _failures = [];
    private readonly StateHasher _trace = new();
    private readonly FaultCoverage _coverage = new();
    private long _commands;
    private long _staleAppends;
    private double _simulatedNs;

    /// <summary>Runs them all.</summary>
    public int Run(CancellationToken cancellation)
    {
        var count = plan.To - plan.From + 1;
        using (var progress = new ProgressLine(terminal, "seeds"))
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation };
            for (ulong done = 0; done < count;)
            {
                var first = plan.From + done;
                var verdicts = new FaultVerdict[Math.Min(count - done, (ulong)(SeedsPerTurn * parallel))];
                Parallel.For(0, verdicts.Length, options, i => verdicts[i] = FaultRun.Run(plan.Config with { Seed = first + (ulong)i }));
                for (var i = 0; i < verdicts.Length; i++) Take(plan.Config with { Seed = first + (ulong)i }, verdicts[i]);
                done += (ulong)verdicts.Length;
                progress.Report((double)done / count);
            }
        }

        var report = new FaultsReport
        {
            Seeds = count,
            Violations = _failures.Count(failure => failure.Violation is not null),
            Void = _failures.Count(failure => failure.Void is not null),
            SimulatedHours = Math.Round(_simulatedNs / NsPerHour, 3),
            Commands = _commands,
            Faults = _coverage.Total,
            StaleAppendsRefused = _staleAppends,
            TraceHash = StateHasher.ToText(_trace.Current),
            Failures = _failures,
            Coverage = isCovering ? CoverageText.Rows(plan.Config.Profile, _coverage) : null,
        };
        if (isJson) terminal.WriteJson(report);
        else report.Write(terminal.Out);
        return _failures.Count == 0 ? ExitCode.Ok : ExitCode.CheckFailed;
    }

    private void Take(FaultConfig config, FaultVerdict verdict)
    {
        _trace.Add(verdict.TraceHash);
        _coverage.Add(verdict.Coverage);
        _commands += verdict.Commands;
        _staleAppends += verdict.StaleAppends;
        _simulatedNs += verdict.SimulatedNs;
        if (verdict.Outcome == FaultOutcome.Clean) return;
        var shown = isMinimising && verdict.Outcome == FaultOutcome.Violated ? FaultMinimiser.Minimise(config) : config;
        _failures.Add(new FaultsFailure(config.Seed, FaultNames.Of(config.Chosen), verdict.Violation, verdict.Void, verdict.Step, CommandOf(shown)));
    }

    /// <summary>What reruns a configuration.</summary>
    private static string CommandOf(FaultConfig config)
    {
        var command = $"trading faults run --seed {config.Seed} --profile {FaultNames.Of(config.Chosen)}";
        if (config.Plant is { } bug) command += $" --plant {PlantedBugs.Of(bug).Name}";
        if (config.Without.Length > 0) command += $" --without {string.Join(',', config.Without.Select(FaultNames.Of))}";
        if (config.FaultNs != new FaultConfig { Seed = 1, Profile = config.Profile }.FaultNs) command += $" --for {config.FaultNs / 1_000_000_000}s";
        return command;
    }
}
