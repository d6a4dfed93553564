using System;
using System.Collections.Generic;
using System.Linq;

namespace Trading.Client.Chaos;

/// <summary>What a run of one profile came to.</summary>
internal sealed record ChaosResult
{
    /// <summary>The profile's name.</summary>
    public required string Profile { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How long calls were made.</summary>
    public required double Seconds { get; init; }

    /// <summary>Faults that were planned.</summary>
    public required int Planned { get; init; }

    /// <summary>Fewer acknowledged calls say too little.</summary>
    public required long AcknowledgedMin { get; init; }

    /// <summary>The faults as they went.</summary>
    public required IReadOnlyList<FaultRecord> Faults { get; init; }

    /// <summary>The check.</summary>
    public required ChaosVerdict Verdict { get; init; }

    /// <summary>Refused attempts by their names; the calls were repeated.</summary>
    public IReadOnlyDictionary<string, long> Refusals { get; init; } = new Dictionary<string, long>();

    /// <summary>Attempts that ended in an exception of the client's, by its name.</summary>
    public IReadOnlyDictionary<string, long> Failures { get; init; } = new Dictionary<string, long>();

    /// <summary>Latencies by phase.</summary>
    public IReadOnlyList<PhaseLatency> Phases { get; init; } = [];

    /// <summary>The same by the minute in which calls were to be made, of runs on a stand.</summary>
    public IReadOnlyList<PhaseLatency> Minutes { get; init; } = [];

    /// <summary>The paper sessions that came to their end; null when none was to be played.</summary>
    public IReadOnlyList<PlayedSession>? Sessions { get; init; }

    /// <summary>The silos' processes over time.</summary>
    public IReadOnlyList<ProcessTrend> Processes { get; init; } = [];

    /// <summary>Silos that were declared dead although nobody had touched them.</summary>
    public int EvictedByMistake { get; init; }

    /// <summary>Figures of this profile alone, by their names.</summary>
    public IReadOnlyDictionary<string, object> Figures { get; init; } = new Dictionary<string, object>();

    /// <summary>Why the run says nothing; empty when it does.</summary>
    public IReadOnlyList<string> Void =>
    [
        .. Faults.Where(fault => !fault.Happened).Select(fault => $"{fault.Kind} on {fault.On} did not happen: {fault.Evidence}"),
        .. Faults.Count < Planned ? [$"{Planned - Faults.Count} of {Planned} planned faults did not strike"] : Array.Empty<string>(),
        .. Planned == 0 ? ["no fault was planned"] : Array.Empty<string>(),
        .. Verdict.Acknowledged < AcknowledgedMin
            ? [$"{Verdict.Acknowledged} calls were acknowledged, fewer than {AcknowledgedMin}"]
            : Array.Empty<string>(),
        .. Sessions is { Count: 0 } ? ["no paper session came to its end"] : Array.Empty<string>(),
    ];

    /// <summary>"violated", "void" or "ok".</summary>
    public string Outcome => Verdict.ViolationCount > 0 ? "violated" : Void.Count > 0 ? "void" : "ok";

    /// <summary>The result for a machine.</summary>
    public object Document() => new
    {
        profile = Profile,
        seed = Seed,
        outcome = Outcome,
        seconds = Math.Round(Seconds, 1),
        faults = Faults,
        acknowledged = Verdict.Acknowledged,
        lost = Verdict.Lost,
        duplicated = Verdict.Duplicated,
        answeredOtherwise = Verdict.AnsweredOtherwise,
        refusedAndCarriedOut = Verdict.RefusedAndCarriedOut,
        unknown = Verdict.Unknown,
        hashesEqual = Verdict.HashesEqual,
        staleWritesTried = Verdict.Stale.Tried,
        staleWritesAccepted = Verdict.Stale.Accepted,
        evictedByMistake = EvictedByMistake,
        watched = Verdict.Watched,
        refusals = Refusals,
        failures = Failures,
        latency = Phases,
        minutes = Minutes,
        sessions = Sessions ?? [],
        processes = Processes,
        figures = Figures,
        @void = Void,
        violations = Verdict.ViolationCount,
        violationSamples = Verdict.Violations,
    };

    /// <summary>The result for a person.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var fault in Faults)
        {
            yield return $"{fault.AtMs / 1000,6:0.0} s  {fault.Kind,-17} lasted {fault.LastedMs,6:0} ms, "
                + $"recovered after {fault.RecoveredMs,6:0} ms  {(fault.Happened ? "" : "DID NOT HAPPEN: ")}{fault.On}";
        }

        foreach (var phase in Phases)
        {
            yield return $"latency  {phase.Phase,-17} {phase.Calls,7} calls  p50 {phase.P50Ms,8:0.0}  p99 {phase.P99Ms,8:0.0}  "
                + $"longest {phase.MaxMs,8:0.0} ms";
        }

        foreach (var session in Sessions ?? [])
        {
            yield return $"session  {session.Name,-17} {session.Rounds,7} rounds in {session.LastedMs / 1000:0} s, {session.Orders} orders, "
                + $"{session.Fills} fills, {(session.IsEqual ? "as the backtest" : "OTHERWISE THAN THE BACKTEST")}";
        }

        foreach (var (name, value) in Figures) yield return $"{name}: {value}";
        foreach (var (name, count) in Refusals) yield return $"refused as {name}: {count} attempts";
        yield return $"{Verdict.Acknowledged:n0} calls acknowledged: {Verdict.Lost} lost, {Verdict.Duplicated} duplicated, "
            + $"{Verdict.AnsweredOtherwise} answered otherwise, {Verdict.Unknown} of unknown outcome; "
            + $"states {(Verdict.HashesEqual ? "equal" : "DIFFERENT")}; "
            + $"{Verdict.Stale.Tried} stale writes tried, {Verdict.Stale.Accepted} accepted";
        if (Verdict.Watched is { } watched)
        {
            yield return $"watched invariants: {watched.Counters.Values.Sum()} violations in the {watched.Silos} silos that are left, "
                + $"{watched.Samples} samples on the disk";
        }

        foreach (var violation in Verdict.Violations) yield return "violation: " + violation.What;
        foreach (var reason in Void) yield return "void: " + reason;
        yield return $"{Profile}, seed {Seed}: {Outcome}";
    }
}
