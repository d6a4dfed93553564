using System.Linq;
using Trading.Client.Chaos;
using Xunit;

namespace Trading.Client.Tests.Chaos;

public sealed class ChaosPlanTests
{
    private static readonly ChaosProfile Smoke = ChaosProfile.Of("smoke")[0];

    [Fact]
    public void The_same_seed_gives_the_same_plan_and_another_seed_another()
    {
        var first = ChaosPlan.Create(ChaosProfile.Soak.Faults, 7, 600, 3, 8);
        Assert.Equal(first.Lines(), ChaosPlan.Create(ChaosProfile.Soak.Faults, 7, 600, 3, 8).Lines());
        Assert.NotEqual(first.Lines(), ChaosPlan.Create(ChaosProfile.Soak.Faults, 8, 600, 3, 8).Lines());
    }

    [Fact]
    public void Every_fault_of_a_profile_strikes_in_the_time_that_it_says_it_needs()
    {
        foreach (var profile in ChaosProfile.All)
        {
            var least = ChaosPlan.SecondsMin(profile.Faults);
            Assert.InRange(least, 1, profile.Seconds);
            for (ulong seed = 1; seed <= 50; seed++)
            {
                var plan = ChaosPlan.Create(profile.Faults, seed, least, 3, 8);
                Assert.Empty(profile.Faults.Except(plan.Faults.Select(fault => fault.Fault)));
                Assert.All(plan.Faults, fault => Assert.InRange(fault.AtMs + fault.LastsMs, 0, least * 1000));
            }
        }
    }

    [Fact]
    public void Faults_follow_each_other_and_strike_silos_that_are_there()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var plan = ChaosPlan.Create(ChaosProfile.Soak.Faults, seed, 1200, 3, 8, sparesFirst: true);
            var (alive, next, free) = (Enumerable.Range(1, 3).ToHashSet(), 4, 0);
            foreach (var fault in plan.Faults)
            {
                Assert.True(fault.AtMs >= free);
                Assert.Contains(fault.Victim, alive);
                free = fault.AtMs + fault.LastsMs + ChaosFaults.RecoveryMsOf(fault.Fault);
                if (!ChaosFaults.TakesSilo(fault.Fault)) continue;
                Assert.NotEqual(1, fault.Victim);
                alive.Remove(fault.Victim);
                alive.Add(next++);
            }
        }
    }

    [Fact]
    public void Names_lead_to_faults_and_back()
    {
        foreach (var fault in System.Enum.GetValues<ChaosFault>())
        {
            Assert.Equal([fault], ChaosFaults.Parse(ChaosFaults.NameOf(fault), out var unknown));
            Assert.Equal("", unknown);
        }

        Assert.Empty(ChaosFaults.Parse(" , ", out var nothing));
        Assert.NotEqual("", nothing);
        Assert.Equal(2, ChaosFaults.Parse("kill, database-kill", out _).Count);
        Assert.Equal([ChaosFault.Kill, ChaosFault.Freeze, ChaosFault.DatabaseKill], Smoke.Faults);
    }
}
