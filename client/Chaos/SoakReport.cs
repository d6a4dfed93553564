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
        var verdict = result.Verdict;
        text.Append($"# Soak of {minutes} minutes, seed {result.Seed}: {result.Outcome}\n\n");
        text.Append($"```console no-run\n$ {command}\n```\n\n");
        text.Append($"{minutes} minutes say nothing about hours. {verdict.Acknowledged} calls were acknowledged: {verdict.Lost} lost, ");
        text.Append($"{verdict.Duplicated} duplicated, {verdict.AnsweredOtherwise} answered otherwise, {verdict.Unknown} of unknown outcome; ");
        text.Append($"states {(verdict.HashesEqual ? "equal their replay" : "DIFFER from their replay")}; ");
        text.Append($"{verdict.Stale.Tried} stale writes tried, {verdict.Stale.Accepted} accepted; ");
        text.Append($"{result.EvictedByMistake} silos declared dead that nobody had touched.\n\n");
        foreach (var violation in verdict.Violations) text.Append($"* Violation: {violation.What}\n");
        foreach (var reason in result.Void) text.Append($"* Void: {reason}\n");
        Faults(text, result);
        Latencies(text, result);
        Processes(text, result);
        return text.ToString();
    }

    private static void Faults(StringBuilder text, ChaosResult result)
    {
        text.Append("## Faults\n\n");
        text.Append("| fault | times | happened | longest lasted ms | recovered ms: median | longest |\n|---|---:|---:|---:|---:|---:|\n");
        foreach (var kind in result.Faults.GroupBy(fault => fault.Kind).OrderBy(group => group.Key, System.StringComparer.Ordinal))
        {
            var recovered = kind.Select(fault => fault.RecoveredMs).Order().ToArray();
            text.Append($"| {kind.Key} | {recovered.Length} | {kind.Count(fault => fault.Happened)} | {kind.Max(fault => fault.LastedMs)} ");
            text.Append($"| {recovered[(recovered.Length - 1) / 2]} | {recovered[^1]} |\n");
        }
    }

    private static void Latencies(StringBuilder text, ChaosResult result)
    {
        text.Append("\n## Latency\n\nFrom when a call was to be made, not from when it was: what waits behind a fault counts in full.\n\n");
        text.Append("| phase | calls | p50 ms | p90 ms | p99 ms | longest ms |\n|---|---:|---:|---:|---:|---:|\n");
        foreach (var phase in result.Phases)
        {
            text.Append($"| {phase.Phase} | {phase.Calls} | {phase.P50Ms} | {phase.P90Ms} | {phase.P99Ms} | {phase.MaxMs} |\n");
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
    }
}
