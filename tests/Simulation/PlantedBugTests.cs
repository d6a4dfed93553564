using System;
using System.Linq;
using Trading.Faults;
using Xunit;

namespace Trading.Tests.Faults;

/// <summary>The power of the simulator: each planted bug is found within its budget of seeds.</summary>
public sealed class PlantedBugTests
{
    public static TheoryData<PlantedBug> Bugs => [.. PlantedBugs.All.Select(entry => entry.Bug)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found_within_its_budget(PlantedBug bug)
    {
        var entry = PlantedBugs.Of(bug);
        for (ulong seed = 1; seed <= (ulong)entry.SeedsMax; seed++)
        {
            var verdict = FaultRun.Run(new FaultConfig { Seed = seed, Profile = entry.Profile, Plant = bug });
            if (verdict.Outcome == FaultOutcome.Violated) return;
        }

        Assert.Fail($"{entry.Name} is not found in {entry.SeedsMax} seeds");
    }

    [Fact]
    public void The_catalogue_has_one_entry_per_bug_and_at_least_thirty_beside_the_canary()
    {
        Assert.Equal(Enum.GetValues<PlantedBug>(), PlantedBugs.All.Select(entry => entry.Bug));
        Assert.Equal(PlantedBugs.All.Length, PlantedBugs.All.Select(entry => entry.Name).Distinct().Count());
        Assert.True(PlantedBugs.All.Length > 30);
    }

    [Fact]
    public void The_canary_fails_every_seed()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var verdict = FaultRun.Run(new FaultConfig { Seed = seed, Profile = FaultProfile.Book, Plant = PlantedBug.Canary });
            Assert.StartsWith("1007 canary", verdict.Violation);
        }
    }

    [Fact]
    public void A_failing_run_is_made_smaller_and_fails_alike()
    {
        var failing = new FaultConfig { Seed = 1, Profile = FaultProfile.Book, Plant = PlantedBug.NoEpochCheck };
        var smaller = FaultMinimiser.Minimise(failing);
        Assert.True(smaller.Without.Length > 3);
        Assert.True(smaller.FaultNs < failing.FaultNs);
        Assert.StartsWith("307", FaultRun.Run(smaller).Violation);
        var sound = failing with { Plant = null };
        Assert.Equal(sound, FaultMinimiser.Minimise(sound));
    }
}
