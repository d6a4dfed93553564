using System;
using System.Collections.Generic;
using System.Linq;

namespace Trading.Client.Chaos;

/// <summary>What must hold of an overload, and its figures.</summary>
/// <param name="times">When the load changed.</param>
/// <param name="saturation">Calls a second that the book can carry.</param>
/// <param name="made">Calls that were made while there was too much load.</param>
/// <param name="sampler">The silo's memory over time.</param>
internal sealed class OverloadJudge(OverloadTimes times, double saturation, long made, ProcessSampler sampler)
{
    private const double ComfortMs = 250;

    /// <summary>Of the calls of each second after the recovery; the machine's other work may stop the silo for a moment.</summary>
    private const double ComfortableMin = 0.95;

    private const double SecondMs = 1_000;

    /// <summary>So much is left after it that a latency which stays up is seen.</summary>
    private const double RecoveryMaxMs = 10_000;

    /// <summary>Less than this is no overload of twice the saturation: drawn arrivals vary by a few percent.</summary>
    private const double OfferedMin = 1.9;

    /// <summary>
    /// What overload may add to the silo's memory. Everything that it adds belongs to a call that its client has not heard of or that is
    /// among the answers remembered, and of these there are never more than clients times their windows. The bytes of a call and of its
    /// answer are there three times at most: as a message, in the node, and in the block or snapshot that is being written. The
    /// collector may let twice that stand.
    /// </summary>
    public const double GrowthMaxMiB =
        2.0 * 3 * OverloadRun.Lanes * Window * (OverloadRun.Batch * (CommandBytes + ReportBytes)) / (1024 * 1024);

    private const int Window = 32;
    private const int CommandBytes = 64;
    private const int ReportBytes = 64;

    /// <summary>Adds what does not hold, and sums up.</summary>
    public ChaosResult Judge(ChaosPlan plan, ChaosVerdict verdict, ChaosLoad load, IReadOnlyList<CallRecord> cancels)
    {
        var calls = load.Lanes.SelectMany(lane => lane.Log).Where(call => call.IntendedMs >= times.Began).ToArray();
        var before = Latency("before", calls, times.Began, times.Rose);
        var recovered = RecoveredMs(calls, Math.Max(ComfortMs, 2 * before.P99Ms));
        if (recovered is null) verdict.Add($"the latency is not back {RecoveryMaxMs / 1000:0} s after the load fell");
        var unanswered = cancels.Count(call => call.End != CallEnd.Answered);
        if (unanswered > 0) verdict.Add($"{unanswered} of {cancels.Count} cancels were not answered");
        var (usual, most) = (Memory(0, times.Rose), Memory(times.Rose, times.Ended));
        if (most - usual > GrowthMaxMiB) verdict.Add($"the silo grew from {usual:0} to {most:0} MiB, by more than {GrowthMaxMiB:0}");
        var refused = calls.Count(call => call.End == CallEnd.Refused && IsIn(call, times.Rose, times.Fell));
        var offered = made / (times.Fell - times.Rose) * 1000;
        var happened = refused > 0 && offered >= OfferedMin * saturation;
        return new ChaosResult
        {
            Profile = "overload",
            Seed = plan.Seed,
            Seconds = times.Ended / 1000,
            Planned = 1,
            AcknowledgedMin = (long)saturation,
            Faults =
            [
                new FaultRecord(
                    ChaosFaults.NameOf(ChaosFault.Overload), "the book", Math.Round(times.Rose), Math.Round(times.Fell - times.Rose),
                    recovered ?? Math.Round(times.Ended - times.Fell), happened,
                    $"{offered / saturation:0.00} times the saturation was offered, {refused} calls refused as Overloaded"),
            ],
            Verdict = verdict,
            Refusals = load.Clock.Refusals(),
            Failures = load.Clock.Failures,
            Phases =
            [
                before,
                Latency("overload", calls, times.Rose, times.Fell),
                Latency("after", calls, times.Fell, times.Ended),
                Latency("cancels before", cancels, times.Began, times.Rose),
                Latency("cancels in overload", cancels, times.Rose, times.Fell),
                Latency("cancels after", cancels, times.Fell, times.Ended),
                PhaseLatency.Of("refusals", calls.Where(call => call.End == CallEnd.Refused).Select(call => call.EndedMs - call.IntendedMs)),
            ],
            Processes = sampler.Trends(),
            Figures = new Dictionary<string, object>
            {
                ["saturationCallsPerSecond"] = Math.Round(saturation),
                ["offeredCallsPerSecond"] = Math.Round(offered),
                ["offeredTimesSaturation"] = Math.Round(offered / saturation, 2),
                ["answeredCallsPerSecond"] = Math.Round(
                    calls.Count(call => call.End == CallEnd.Answered && call.EndedMs >= times.Rose && call.EndedMs < times.Fell)
                    / (times.Fell - times.Rose) * 1000),
                ["ordersPerCall"] = OverloadRun.Batch,
                ["workingSetMiBBefore"] = Math.Round(usual),
                ["workingSetMiBMost"] = Math.Round(most),
                ["workingSetMiBGrowthMax"] = Math.Round(GrowthMaxMiB),
            },
        };
    }

    /// <summary>From the fall of the load to the second from which on nearly all calls of every second are comfortable until the end.</summary>
    private double? RecoveredMs(CallRecord[] calls, double comfortMs)
    {
        var recovered = times.Fell;
        for (var from = times.Fell; from + SecondMs <= times.Ended; from += SecondMs)
        {
            var second = calls.Where(call => IsIn(call, from, from + SecondMs)).ToArray();
            var comfortable = second.Count(call => call.End == CallEnd.Answered && call.EndedMs - call.IntendedMs <= comfortMs);
            if (second.Length == 0 || comfortable < ComfortableMin * second.Length) recovered = from + SecondMs;
        }

        return recovered - times.Fell <= RecoveryMaxMs ? recovered - times.Fell : null;
    }

    private static PhaseLatency Latency(string phase, IEnumerable<CallRecord> calls, double from, double to) => PhaseLatency.Of(
        phase,
        calls.Where(call => call.End == CallEnd.Answered && IsIn(call, from, to)).Select(call => call.EndedMs - call.IntendedMs));

    private static bool IsIn(in CallRecord call, double from, double to) => call.IntendedMs >= from && call.IntendedMs < to;

    /// <summary>The largest working set between two times, in MiB.</summary>
    private double Memory(double from, double to) => sampler.Samples.Values
        .SelectMany(list => list)
        .Where(sample => sample.AtSeconds * 1000 >= from && sample.AtSeconds * 1000 < to)
        .Select(sample => sample.WorkingSetMiB)
        .DefaultIfEmpty(0)
        .Max();
}
