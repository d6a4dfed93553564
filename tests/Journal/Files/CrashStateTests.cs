using System.Collections.Generic;
using System.Linq;
using Trading.Journal;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>
/// Power cuts at every step of recorded runs: what was acknowledged is there, and a new owner goes on. The bugs planted
/// here, all as decorators of the disk, show that the checker would see what it is there for.
/// </summary>
public sealed class CrashStateTests
{
    [Fact]
    public void Nothing_acknowledged_is_lost_by_a_power_cut_at_any_step()
    {
        var states = 0L;
        var violations = new List<string>();
        for (var run = 0; run < Campaign.Pick(2, 20); run++)
        {
            var seed = Campaign.FirstSeed + (ulong)run;
            var found = Check(seed, Campaign.Pick(40, 150), Campaign.Pick(2, 24), disk => disk);
            states += found.States;
            violations.AddRange(found.Violations.Select(violation => $"seed {seed} {violation}"));
        }

        Campaign.Report(("states", states), ("violations", violations.Count));
        Assert.Empty(violations.Take(20));
        Assert.True(states > Campaign.Pick(1500, 100_000), $"only {states} states");
    }

    [Fact]
    public void A_table_that_acknowledges_before_the_sync_is_found_out() =>
        Assert.Contains(Check(1, 12, 0, disk => new NoSyncDisk(disk)).Violations, violation => violation.Contains("is lost"));

    [Fact]
    public void A_snapshot_whose_name_is_not_synced_is_found_out() =>
        Assert.NotEmpty(Check(1, 60, 0, disk => new NoSnapshotFolderSyncDisk(disk)).Violations);

    [Fact]
    public void A_torn_block_that_is_taken_for_whole_is_found_out()
    {
        var (_, violations) = Check(1, 12, 2, disk => disk, disk => new TornAcceptedDisk(disk));
        Assert.Contains(violations, violation => violation.Contains("is another one"));
    }

    [Fact]
    public void No_sector_is_written_twice()
    {
        var disk = new SimulatedDisk();
        using var run = new JournalRun(disk, disk, seed: 4);
        Assert.True(run.Go(120));
        var sectors = new HashSet<(int File, long Sector)>();
        foreach (var write in disk.Steps.Where(step => step.Kind == StepKind.Write))
        {
            for (var at = write.Offset; at < write.Offset + write.Bytes.Length; at += 512)
            {
                Assert.True(sectors.Add((write.File, at / 512)), $"{write.Path} at {at} is written again");
            }
        }

        Assert.True(sectors.Count > 200);
    }

    private static (int States, List<string> Violations) Check(
        ulong seed, int events, int tears, System.Func<SimulatedDisk, IDisk> seen, System.Func<SimulatedDisk, IDisk>? after = null)
    {
        var disk = new SimulatedDisk();
        using var run = new JournalRun(disk, seen(disk), seed);
        Assert.True(run.Go(events));
        var violations = new List<string>();
        var states = 0;
        for (var steps = 0; steps <= disk.Steps.Count; steps++)
        {
            foreach (var state in CrashStates.After(disk.Steps, steps, tears))
            {
                states++;
                var found = RunChecker.Violation(after?.Invoke(state) ?? state, run, run.At(steps));
                if (found is not null) violations.Add($"after step {steps}: {found}");
            }
        }

        return (states, violations);
    }
}
