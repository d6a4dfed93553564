using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Trading.Faults;
using Trading.Model;
using Xunit;

namespace Trading.Tests.Faults;

/// <summary>One seed is one run: twice in this process, and in another one.</summary>
public sealed class DeterminismTests
{
    private const ulong From = 501;
    private const ulong To = 506;

    public static TheoryData<FaultProfile> Profiles =>
        [FaultProfile.Book, FaultProfile.Files, FaultProfile.Desk, FaultProfile.Venue, FaultProfile.Market];

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task The_same_seed_gives_the_same_trace_here_again_and_in_another_process(FaultProfile profile)
    {
        var (first, second) = (Traces(profile), Traces(profile));
        Assert.Equal(first, second);
        Assert.Equal(first.Length, first.Distinct().Count());
        Assert.Equal(first, await TracesElsewhere(profile));
    }

    [Fact]
    public void Switching_one_fault_off_changes_the_run()
    {
        var config = new FaultConfig { Seed = 2, Profile = FaultProfile.Book };
        var other = config with { Without = [FaultKind.MessageLost, FaultKind.MessageDelayed] };
        Assert.NotEqual(FaultRun.Run(config).TraceHash, FaultRun.Run(other).TraceHash);
    }

    private static string[] Traces(FaultProfile profile) =>
        [.. Enumerable.Range((int)From, (int)(To - From + 1)).Select(seed => TraceOf(profile, (ulong)seed))];

    private static string TraceOf(FaultProfile profile, ulong seed) =>
        StateHasher.ToText(FaultRun.Run(new FaultConfig { Seed = seed, Profile = profile }).TraceHash);

    private static async Task<string[]> TracesElsewhere(FaultProfile profile)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "", ["trace", profile.ToString(), $"{From}", $"{To}"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start);
        Assert.NotNull(process);
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
