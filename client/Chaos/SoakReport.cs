using System;
using System.Linq;
using System.Text;

namespace Trading.Client.Chaos;

/// <summary>A soak's report for people.</summary>
internal static class SoakReport
{
    /// <summary>The report as Markdown.</summary>
    /// <param name="command">The command that made it.</param>
    /// <param name="minutes">Minutes of load.</param>
    /// <param name="result">What the soak came to.</param>
    public static string Text(string command, int minutes, ChaosResult result)
    {
        var text = new StringBuilder();
        text.Append($"# Soak of {minutes} minutes, seed {result.Seed}: {result.Outcome}\n\n");
        text.Append($"```console no-run\n$ {command}\n```\n\n");
        text.Append($"{minutes} minutes say nothing about hours.\n\n");
        foreach (var violation in result.Verdict.Violations) text.Append($"* Violation: {violation.What}\n");
        foreach (var reason in result.Void) text.Append($"* Void: {reason}\n");
        Counters(text, result);
        Sessions(text, result);
        Faults(text, result);
        Latencies(text, result);
        Processes(text, result);
        return text.ToString();
    }

    private static void Counters(StringBuilder text, ChaosResult result)
    {
        var verdict = result.Verdict;
        text.Append("## Counters\n\n| | |\n|---|---:|\n");
        text.Append($"| calls acknowledged | {verdict.Acknowledged} |\n| lost | {verdict.Lost} |\n| duplicated | {verdict.Duplicated} |\n");
        text.Append($"| answered otherwise than they replay | {verdict.AnsweredOtherwise} |\n| of unknown outcome | {verdict.Unknown} |\n");
        text.Append($"| states equal their replay | {(verdict.HashesEqual ? "yes" : "NO")} |\n");
        text.Append($"| stale writes tried | {verdict.Stale.Tried} |\n| stale writes accepted | {verdict.Stale.Accepted} |\n");
        text.Append($"| silos declared dead that nobody had touched | {result.EvictedByMistake} |\n");
        foreach (var (invariant, count) in verdict.Watched?.Counters ?? [])
        {
            text.Append($"| violations in the {verdict.Watched?.Silos} silos that are left, {invariant} | {count} |\n");
        }

        text.Append($"| samples of broken invariants on the disk, of all silos | {verdict.Watched?.Samples} |\n");
        foreach (var (name, count) in result.Refusals) text.Append($"| attempts refused as {name}, repeated | {count} |\n");
        foreach (var (name, count) in result.Failures) text.Append($"| attempts that ended in {name}, repeated | {count} |\n");
    }

    private static void Sessions(StringBuilder text, ChaosResult result)
    {
        text.Append("\n## Paper sessions\n\nThree strategies over two instruments on the same silos and the same database, ");
        text.Append("one session after another. Each must end in the hashes and amounts of a backtest in another process.\n\n");
        text.Append("| session | began s | took s | rounds | orders | fills | as the backtest |\n|---|---:|---:|---:|---:|---:|---|\n");
        foreach (var each in result.Sessions ?? [])
        {
            text.Append($"| {each.Name} | {each.BeganMs / 1000:0} | {each.LastedMs / 1000:0} | {each.Rounds} | {each.Orders} | {each.Fills} ");
            text.Append($"| {(each.IsEqual ? "yes" : "NO")} |\n");
        }
    }

    private static void Faults(StringBuilder text, ChaosResult result)
    {
        text.Append("\n## Faults\n\n");
        text.Append("| fault | times | happened | longest lasted ms | recovered ms: median | longest |\n|---|---:|---:|---:|---:|---:|\n");
        foreach (var kind in result.Faults.GroupBy(fault => fault.Kind).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var recovered = kind.Select(fault => fault.RecoveredMs).Order().ToArray();
            text.Append($"| {kind.Key} | {recovered.Length} | {kind.Count(fault => fault.Happened)} | {kind.Max(fault => fault.LastedMs)} ");
            text.Append($"| {recovered[(recovered.Length - 1) / 2]} | {recovered[^1]} |\n");
        }

        text.Append("\n| at s | fault | on | lasted ms | recovered ms | what shows it |\n|---:|---|---|---:|---:|---|\n");
        foreach (var fault in result.Faults)
        {
            text.Append($"| {fault.AtMs / 1000:0.0} | {fault.Kind} | {fault.On} | {fault.LastedMs} | {fault.RecoveredMs} | {fault.Evidence} |\n");
        }
    }

    private static void Latencies(StringBuilder text, ChaosResult result)
    {
        text.Append("\n## Latency and throughput\n\nFrom when a call was to be made, not from when it was: ");
        text.Append("what waits behind a fault counts in full.\n\n");
        text.Append("| phase | calls | p50 ms | p90 ms | p99 ms | longest ms |\n|---|---:|---:|---:|---:|---:|\n");
        foreach (var phase in result.Phases)
        {
            text.Append($"| {phase.Phase} | {phase.Calls} | {phase.P50Ms} | {phase.P90Ms} | {phase.P99Ms} | {phase.MaxMs} |\n");
        }

        text.Append("\n| minute | calls a second | p50 ms | p90 ms | p99 ms | longest ms |\n|---:|---:|---:|---:|---:|---:|\n");
        foreach (var minute in result.Minutes)
        {
            text.Append($"| {minute.Phase} | {minute.Calls / 60.0:0.0} | {minute.P50Ms} | {minute.P90Ms} | {minute.P99Ms} | {minute.MaxMs} |\n");
        }
    }

    private static void Processes(StringBuilder text, ChaosResult result)
    {
        text.Append("\n## Processes\n\nSilo 1 lives from begin to end. Slopes are per minute, by least squares, the first minute left out; ");
        text.Append("a process that lived too briefly for that has none.\n\n");
        text.Append("| silo | s | samples | MiB at the end | most | per minute | handles | per minute | threads | per minute |\n");
        text.Append("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var each in result.Processes)
        {
            text.Append($"| {each.Silo} | {each.Seconds} | {each.Samples} | {each.WorkingSetMiB} | {each.WorkingSetMiBMax} ");
            text.Append($"| {each.WorkingSetMiBPerMinute} | {each.Handles} | {each.HandlesPerMinute} | {each.Threads} | {each.ThreadsPerMinute} |\n");
        }

        foreach (var each in result.Processes.Where(each => each.Growth is not null))
        {
            text.Append($"\nThe working set of silo {each.Silo} in the last third of the run was {each.Growth:0.00} times that of the middle ");
            text.Append($"third; more than {ProcessTrend.GrowthMax:0.0} is a violation. Its medians by minute, in MiB:\n");
            text.Append($"{string.Join(", ", each.Minutes)}.\n");
        }
    }
}
