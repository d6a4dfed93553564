using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Trading.Client.Chaos;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Chaos;

public sealed class ChaosResultTests
{
    private static readonly FaultRecord Kill = new("kill", "silo 2", 1000, 0, 500, Happened: true, "the process is gone");

    [Fact]
    public void A_run_is_ok_only_when_everything_planned_happened_and_enough_was_acknowledged()
    {
        Assert.Equal("ok", Result().Outcome);
        Assert.Equal("void", (Result() with { Faults = [Kill with { Happened = false }] }).Outcome);
        Assert.Equal("void", (Result() with { Planned = 2 }).Outcome);
        Assert.Equal("void", (Result() with { Planned = 0, Faults = [] }).Outcome);
        Assert.Equal("void", (Result() with { AcknowledgedMin = 101 }).Outcome);
    }

    [Fact]
    public void A_violation_wins_over_void_and_is_kept_with_the_calls_around_it()
    {
        using var folder = new TestFolder();
        var result = Result() with { Planned = 2 };
        result.Verdict.Add("call 7 was answered and is in no journal", ["call 6", "call 7", "call 8"]);
        Assert.Equal("violated", result.Outcome);
        ChaosFiles.Write(folder.File("out"), [(ChaosProfile.Soak, new ChaosPlan(1, 10, []))], [result]);
        var kept = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.File("out"), "violations.json"))).RootElement[0];
        Assert.Equal(3, kept.GetProperty("violations")[0].GetProperty("around").GetArrayLength());
        var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.File("out"), "report.json"))).RootElement;
        Assert.Equal("violated", report.GetProperty("runs")[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public void What_silos_saw_broken_is_a_violation_and_so_is_a_silence()
    {
        var counters = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["invariant=round-repeats"] = 0, ["invariant=journal-verifies"] = 0 };
        Assert.Empty(new WatchedInvariants(2, counters, Samples: 0).Problems());
        Assert.Contains("samples", Assert.Single(new WatchedInvariants(2, counters, Samples: 1).Problems()));
        Assert.Contains("no silo", Assert.Single(new WatchedInvariants(0, [], Samples: 0).Problems()));
        counters["invariant=round-repeats"] = 3;
        Assert.Equal("invariant=round-repeats: 3 violations in silos", Assert.Single(new WatchedInvariants(2, counters, Samples: 0).Problems()));
    }

    [Fact]
    public void The_report_has_what_a_machine_looks_for()
    {
        var json = JsonDocument.Parse(Terminal.ToJson(Result().Document())).RootElement;
        string[] expected =
        [
            "profile", "seed", "outcome", "seconds", "faults", "acknowledged", "lost", "duplicated", "answeredOtherwise",
            "refusedAndCarriedOut", "unknown", "hashesEqual", "staleWritesTried", "staleWritesAccepted", "evictedByMistake", "watched", "refusals",
            "failures", "latency", "minutes", "sessions", "processes", "figures", "void", "violations", "violationSamples",
        ];
        Assert.Equal(expected, json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["kind", "on", "atMs", "lastedMs", "recoveredMs", "happened", "evidence"],
            json.GetProperty("faults")[0].EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public void Latency_counts_from_when_a_call_was_to_be_made_and_belongs_to_the_fault_of_that_time()
    {
        CallRecord[] calls =
        [
            new(1, 100, 110, CallEnd.Answered, 1, 0), new(2, 1200, 1700, CallEnd.Answered, 9, 0), new(3, 1600, 1601, CallEnd.Answered, 1, 0),
            new(4, 1250, 1300, CallEnd.Unknown, 1, 0),
        ];
        var phases = ChaosPhases.Of([Kill], calls);
        Assert.Equal(["quiet", "kill"], phases.Select(phase => phase.Phase));
        Assert.Equal((2, 10.0), (phases[0].Calls, phases[0].MaxMs));
        Assert.Equal((1, 500.0), (phases[1].Calls, phases[1].P50Ms));
    }

    [Fact]
    public void Slopes_leave_the_warm_up_out_and_are_missing_where_a_process_lived_too_briefly()
    {
        var samples = new List<ProcessSample>();
        for (var second = 0; second <= 300; second += 5)
        {
            samples.Add(new ProcessSample(second, second < 60 ? second * 10 : 600 + second / 60.0 * 2, 100, 30));
        }

        var trend = ProcessSampler.TrendOf(1, samples);
        Assert.Equal((2.0, 0.0, 0.0), (trend.WorkingSetMiBPerMinute, trend.HandlesPerMinute, trend.ThreadsPerMinute));
        Assert.Null(ProcessSampler.TrendOf(2, samples[..10]).WorkingSetMiBPerMinute);
    }

    [Fact]
    public void A_process_that_still_grows_after_its_middle_third_is_a_violation()
    {
        ProcessSample[] Life(int minutes, Func<double, double> memory) =>
            [.. Enumerable.Range(0, 12 * minutes + 1).Select(i => new ProcessSample(i * 5, memory(i / 12.0), 20, 10))];
        var growing = ProcessSampler.TrendOf(1, Life(60, minute => 200 + 3 * minute));
        Assert.InRange(growing.Growth ?? 0, 1.19, 1.21);
        Assert.Contains("silo 1 grows", growing.Problem, StringComparison.Ordinal);
        // One that grows into its size, and one that a collector lets rise and fall, are flat.
        Assert.Null(ProcessSampler.TrendOf(1, Life(60, minute => Math.Min(300, 150 + 10 * minute))).Problem);
        Assert.Null(ProcessSampler.TrendOf(1, Life(60, minute => 250 + 40 * Math.Sin(minute))).Problem);
        Assert.Null(ProcessSampler.TrendOf(1, Life(20, minute => 200 + 30 * minute)).Growth);
        Assert.Equal(61, growing.Minutes.Count);
    }

    [Fact]
    public void A_soak_is_told_to_people_with_its_command()
    {
        var text = SoakReport.Text("trading chaos soak --minutes 10", 10, Result());
        Assert.Contains("$ trading chaos soak --minutes 10\n", text);
        Assert.Contains("10 minutes say nothing about hours", text);
        Assert.Contains("| kill | 1 | 1 | 0 | 500 | 500 |\n", text);
    }

    private static ChaosResult Result() => new()
    {
        Profile = "smoke",
        Seed = 1,
        Seconds = 10,
        Planned = 1,
        AcknowledgedMin = 100,
        Faults = [Kill],
        Verdict = new ChaosVerdict { Acknowledged = 100 },
    };
}
