using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using Trading.Campaigns.Kills;
using Trading.Campaigns.Planted;
using Trading.Tests.Journal;
using Xunit;

namespace Trading.Campaigns;

/// <summary>Real silo processes, killed.</summary>
[Collection(nameof(Processes))]
public sealed class KillTests
{
    private const int KillsInSuite = 5;
    private const int KillsInCampaign = 200;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_applied_twice_when_a_silo_is_killed()
    {
        using var folder = new TemporaryFolder();
        var run = new KillRun(Campaign.FirstSeed, Kills, folder.Path, plantedBug: null);
        await run.RunAsync(TestContext.Current.CancellationToken);
        Report(run);
        Assert.True(run.Checker.ViolationCount == 0, string.Join('\n', run.Checker.Violations));
        Assert.Equal((0, 0, 0, 0), (run.Checker.Lost, run.Checker.AppliedTwice, run.Checker.OtherAnswers, run.Checker.OtherHashes));
        // A run in which little happened would prove little.
        Assert.True(run.Kills >= Kills && run.Checker.Acknowledged > 50 * Kills && run.Repeated > 0 && run.CutOff.All > 0, "void");
    }

    /// <summary>The planted hosts differ from this one in the bug alone.</summary>
    [Fact]
    public async Task The_host_of_planted_bugs_passes_without_one() =>
        Assert.Empty(await ViolationsWith(PlantedHost.Nothing, kills: 1));

    [Fact]
    public async Task Acknowledging_before_the_append_is_found() => Assert.Contains(
        await ViolationsWith(PlantedHost.AcknowledgesEarly, kills: 4),
        violation => violation.Contains("acknowledged and is not in the journal", StringComparison.Ordinal));

    [Fact]
    public async Task Forgetting_at_a_restart_which_calls_were_carried_out_is_found() => Assert.Contains(
        await ViolationsWith(PlantedHost.ForgetsCalls, kills: 4),
        violation => violation.Contains("applied twice", StringComparison.Ordinal));

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("CAMPAIGN_KILLS"), CultureInfo.InvariantCulture, out var kills)
            ? kills
            : Campaign.Pick(KillsInSuite, KillsInCampaign);

    private static async Task<string[]> ViolationsWith(string bug, int kills)
    {
        using var folder = new TemporaryFolder();
        var run = new KillRun(seed: 7, kills, folder.Path, bug);
        await run.RunAsync(TestContext.Current.CancellationToken);
        return [.. run.Checker.Violations];
    }

    private static void Report(KillRun run) => Campaign.Report(
        ("kills", run.Kills),
        ("killsInStart", run.KillsInStart),
        ("drains", run.Drains),
        ("acknowledged", run.Checker.Acknowledged),
        ("lost", run.Checker.Lost),
        ("appliedTwice", run.Checker.AppliedTwice),
        ("repeatedAnswers", run.Repeated),
        ("otherAnswers", run.Checker.OtherAnswers),
        ("cutOff", run.CutOff.All),
        ("cutOffButApplied", run.CutOff.Applied),
        ("tornTails", run.TornTails),
        ("hashesCompared", run.Checker.HashesCompared),
        ("otherHashes", run.Checker.OtherHashes),
        ("violations", run.Checker.ViolationCount));
}

/// <summary>Tests that start processes, one after the other.</summary>
[CollectionDefinition(nameof(Processes), DisableParallelization = true)]
public sealed class Processes;

/// <summary>A folder of a test's own, removed at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trading-kills-");

    public string Path => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
