using System.Collections.Generic;
using System.Linq;
using Trading.Faults;
using Xunit;

namespace Trading.Tests.Faults;

/// <summary>A slice of the seeds: every invariant holds in each, and each says something.</summary>
public sealed class SeedTests
{
    public static TheoryData<FaultProfile, ulong, ulong> Slices => new()
    {
        { FaultProfile.Book, 1, 120 },
        { FaultProfile.Files, 1, 90 },
        { FaultProfile.Desk, 1, 24 },
        { FaultProfile.Venue, 1, 66 },
        { FaultProfile.Market, 1, 60 },
    };

    [Theory]
    [MemberData(nameof(Slices))]
    public void No_seed_breaks_an_invariant_and_none_is_void(FaultProfile profile, ulong from, ulong to)
    {
        var failures = Run(profile, from, to).Where(run => run.Verdict.Outcome != FaultOutcome.Clean)
            .Select(run => $"seed {run.Seed}: {run.Verdict.Violation ?? run.Verdict.Void}");
        Assert.Empty(failures);
    }

    [Fact]
    public void Stale_activations_try_to_write_and_every_kind_of_fault_strikes()
    {
        var (coverage, stale) = (new FaultCoverage(), 0L);
        foreach (var profile in (FaultProfile[])[FaultProfile.Book, FaultProfile.Files, FaultProfile.Venue])
        {
            foreach (var (_, verdict) in Run(profile, 100, 125))
            {
                coverage.Add(verdict.Coverage);
                stale += verdict.StaleAppends;
            }
        }

        Assert.True(stale > 100, $"{stale} stale appends");
        // Damage at rest needs a power cut to come with, and the desk's driver needs a desk.
        var rare = (FaultKind[])[FaultKind.DiskCorrupts, FaultKind.DiskMisdirects, FaultKind.DiskLosesTail, FaultKind.DriverRestart];
        Assert.All(System.Enum.GetValues<FaultKind>().Except(rare), kind => Assert.True(coverage.Of(kind) > 0, $"{kind} never strikes"));
    }

    [Fact]
    public void A_run_in_which_nothing_may_strike_is_void()
    {
        var config = new FaultConfig { Seed = 1, Profile = FaultProfile.Book, Without = [.. System.Enum.GetValues<FaultKind>()] };
        var verdict = FaultRun.Run(config);
        Assert.Equal((FaultOutcome.Void, "no fault struck"), (verdict.Outcome, verdict.Void));
        Assert.Equal(0, verdict.Coverage.Total);
    }

    /// <summary>Nothing strikes the first; under the second three commands too few are acknowledged in the longest time.</summary>
    [Theory]
    [InlineData(FaultProfile.Desk, 6801)]
    [InlineData(FaultProfile.Files, 46392)]
    public void A_seed_whose_first_mix_says_nothing_draws_another(FaultProfile profile, ulong seed)
    {
        var verdict = FaultRun.Run(new FaultConfig { Seed = seed, Profile = profile });
        Assert.Equal((FaultOutcome.Clean, null), (verdict.Outcome, verdict.Void));
        Assert.True(verdict.Coverage.Total > 0);
    }

    private static IEnumerable<(ulong Seed, FaultVerdict Verdict)> Run(FaultProfile profile, ulong from, ulong to)
    {
        for (var seed = from; seed <= to; seed++)
        {
            yield return (seed, FaultRun.Run(new FaultConfig { Seed = seed, Profile = profile }));
        }
    }
}
