using System;
using System.Collections.Generic;
using System.Linq;

namespace Trading.Client.Chaos;

/// <summary>Latencies of the calls that were to be made in a phase, from when they were to be made.</summary>
/// <param name="Phase">A fault's name, or "quiet".</param>
/// <param name="Calls">Calls answered.</param>
/// <param name="P50Ms">Half of them were answered sooner.</param>
/// <param name="P90Ms">90 % were.</param>
/// <param name="P99Ms">99 % were.</param>
/// <param name="MaxMs">The longest.</param>
internal sealed record PhaseLatency(string Phase, int Calls, double P50Ms, double P90Ms, double P99Ms, double MaxMs)
{
    /// <summary>Sums latencies up.</summary>
    public static PhaseLatency Of(string phase, IEnumerable<double> latencies)
    {
        var sorted = latencies.Order().ToArray();
        return new PhaseLatency(phase, sorted.Length, At(0.5), At(0.9), At(0.99), At(1));

        double At(double fraction) => sorted.Length == 0
            ? 0
            : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(fraction * sorted.Length) - 1)], 1);
    }
}

/// <summary>Sorts calls by what was done to the system when they were to be made.</summary>
internal static class ChaosPhases
{
    private const string Quiet = "quiet";

    /// <summary>Latencies by phase: a fault's phase is from its begin until the system had recovered.</summary>
    public static IReadOnlyList<PhaseLatency> Of(IReadOnlyList<FaultRecord> faults, IEnumerable<CallRecord> calls) =>
    [
        .. calls.Where(call => call.End == CallEnd.Answered)
            .GroupBy(call => PhaseOf(faults, call.IntendedMs), call => call.EndedMs - call.IntendedMs)
            .OrderBy(group => group.Key == Quiet ? "" : group.Key, StringComparer.Ordinal)
            .Select(group => PhaseLatency.Of(group.Key, group)),
    ];

    /// <summary>Latencies by the minute in which calls were to be made.</summary>
    public static IReadOnlyList<PhaseLatency> ByMinute(IEnumerable<CallRecord> calls) =>
    [
        .. calls.Where(call => call.End == CallEnd.Answered)
            .GroupBy(call => (int)(call.IntendedMs / 60_000), call => call.EndedMs - call.IntendedMs)
            .OrderBy(group => group.Key)
            .Select(group => PhaseLatency.Of($"{group.Key + 1}", group)),
    ];

    private static string PhaseOf(IReadOnlyList<FaultRecord> faults, double ms) =>
        faults.FirstOrDefault(fault => ms >= fault.AtMs && ms < fault.AtMs + fault.LastedMs + fault.RecoveredMs)?.Kind ?? Quiet;
}
