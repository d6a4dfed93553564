using Trading.Faults;
using Xunit;

namespace Trading.Tests.Faults;

/// <summary>
/// Seeds that found a bug. Each failed before the bug was mended; a change of the simulator's own draws makes them ordinary
/// seeds, and then the bug's own test in its room is what is left.
/// </summary>
public sealed class KnownSeedTests
{
    [Theory]
    // A snapshot that could not be read for a moment was taken for damage: docs/incidents/0001-unread-snapshot.md.
    [InlineData(FaultProfile.Files, 56)]
    [InlineData(FaultProfile.Files, 85)]
    public void A_seed_that_found_a_bug_is_clean(FaultProfile profile, ulong seed)
    {
        var verdict = FaultRun.Run(new FaultConfig { Seed = seed, Profile = profile });
        Assert.Equal((FaultOutcome.Clean, null), (verdict.Outcome, verdict.Violation));
        Assert.True(verdict.Coverage.Of(FaultKind.DiskReadFails) > 0);
    }

    /// <summary>A table that had broken over a snapshot was not opened again: docs/incidents/0007-a-node-that-nobody-wrote-to.md.</summary>
    [Fact]
    public void Readers_notice_a_broken_table()
    {
        var verdict = FaultRun.Run(new FaultConfig { Seed = 26787, Profile = FaultProfile.Files });
        Assert.Equal((FaultOutcome.Clean, null), (verdict.Outcome, verdict.Violation));
    }

    /// <summary>
    /// The directory forgot a node, its new activation died with its silo, and the old one was at home again: it had nothing to write,
    /// so that the outputs of the other waited until somebody asked. The monitor of the world only looked whether it was there.
    /// </summary>
    [Fact]
    public void A_replaced_activation_is_asked()
    {
        var verdict = FaultRun.Run(new FaultConfig { Seed = 67450, Profile = FaultProfile.Book });
        Assert.Equal((FaultOutcome.Clean, null), (verdict.Outcome, verdict.Violation));
    }

    /// <summary>Silos that were to die within a snapshot died within the last look at the tables instead.</summary>
    [Theory]
    [InlineData(277)]
    [InlineData(1502)]
    public void Nothing_strikes_once_the_world_has_healed(ulong seed)
    {
        var verdict = FaultRun.Run(new FaultConfig { Seed = seed, Profile = FaultProfile.Files });
        Assert.Equal((FaultOutcome.Clean, null), (verdict.Outcome, verdict.Violation));
    }
}
