using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Sim;

/// <summary>Every wrong value of <c>sim run</c> is refused in one line, before anything is printed.</summary>
public sealed class SimFailureTests
{
    [Theory]
    [InlineData(ExitCode.Usage, "'mild' is no regime", "--regimes", "mild:3s")]
    [InlineData(ExitCode.Usage, "as in calm:30s", "--regimes", "calm:fast")]
    [InlineData(ExitCode.Usage, "as in calm:30s", "--regimes", "calm")]
    [InlineData(ExitCode.BadInput, "regimes.duration", "--regimes", "calm:0s")]
    [InlineData(ExitCode.BadInput, "at least one phase", "--regimes", "")]
    [InlineData(ExitCode.Usage, "--duration soon", "--duration", "soon")]
    [InlineData(ExitCode.Usage, "--duration 0s", "--duration", "0s")]
    [InlineData(ExitCode.Usage, "--duration -1s", "--duration", "-1s")]
    [InlineData(ExitCode.BadInput, "after the last time", "--duration", "2562047h")]
    [InlineData(ExitCode.Usage, "'robot' is no agent", "--agents", "robot:3")]
    [InlineData(ExitCode.Usage, "write a count", "--agents", "noise:many")]
    [InlineData(ExitCode.Usage, "write a count", "--agents", "noise:-1")]
    [InlineData(ExitCode.BadInput, "agents: 0", "--agents", "noise:0")]
    [InlineData(ExitCode.BadInput, "TableTooLong", "--agents", "noise:1000000")]
    [InlineData(ExitCode.Usage, "drop-oldest", "--overflow", "spill")]
    [InlineData(ExitCode.Usage, "'sundial' is no clock", "--clock", "sundial")]
    [InlineData(ExitCode.Usage, "'tick:0ms' is no clock", "--clock", "tick:0ms")]
    [InlineData(ExitCode.Usage, "as in 1us", "--service", "later")]
    [InlineData(ExitCode.Usage, "as in new:100us", "--jitter", "new:late")]
    [InlineData(ExitCode.Usage, "'wait' is no event type", "--jitter", "wait:1us")]
    [InlineData(ExitCode.Usage, "fraction from 0 to 1", "--inject", "gap:2")]
    [InlineData(ExitCode.Usage, "'flood' is no fault", "--inject", "flood:0.1")]
    [InlineData(ExitCode.Usage, "--events must be positive", "--events", "-5")]
    [InlineData(ExitCode.Usage, "--events must be positive", "--events", "0")]
    [InlineData(ExitCode.Usage, "--events", "--events", "many")]
    [InlineData(ExitCode.Usage, "--seed", "--seed", "-1")]
    [InlineData(ExitCode.Usage, "'more'", "more")]
    [InlineData(ExitCode.BadInput, "ratePerSecond: 0", "--rate", "0")]
    [InlineData(ExitCode.BadInput, "queue.capacity: 0", "--queue-capacity", "0")]
    [InlineData(ExitCode.BadInput, "queue.serviceNs", "--service", "2562047h")]
    [InlineData(ExitCode.BadInput, "'B T' is no symbol", "--symbols", "B T")]
    [InlineData(ExitCode.BadInput, "'sim:BTC-USDT' occurs twice", "--symbols", "BTC-USDT,sim:BTC-USDT")]
    [InlineData(ExitCode.Usage, "choose one", "--trace", "--json")]
    [InlineData(ExitCode.Usage, "use text or ndjson", "--trace", "--format", "xml")]
    [InlineData(ExitCode.Usage, "give both", "--format", "ndjson")]
    [InlineData(ExitCode.Environment, "its folder does not exist", "--snapshot", "there-is-no-folder/run.snap")]
    [InlineData(ExitCode.Usage, "ends with .rpl", "--out", "run.csv")]
    [InlineData(ExitCode.Environment, "no such file", "--config", "there-is-no-such-file.json")]
    [InlineData(ExitCode.Environment, "no such file", "--resume", "there-is-no-such-file.snap")]
    [InlineData(ExitCode.Environment, "there-is-no-folder", "--out", "there-is-no-folder/run.rpl")]
    public async Task A_wrong_flag_is_refused(int exit, string reason, params string[] flags)
    {
        string[] events = flags.Contains("--events") ? [] : ["--events", "100"];
        AssertRefused(exit, reason, await SimCommandRun.Of([.. flags, .. events]));
    }

    [Theory]
    [InlineData("$.seed", """{"seed": """)]
    [InlineData("'sead'", """{"sead": 7}""")]
    [InlineData("Duplicate property 'seed'", """{"seed": 7, "seed": 8}""")]
    [InlineData("$.seed", """{"seed": "seven"}""")]
    [InlineData("$.seed", """{"seed": -7}""")]
    [InlineData("$.queue.overflow", """{"queue": {"overflow": "spill"}}""")]
    [InlineData("$.queue.overflow", """{"queue": {"overflow": 1}}""")]
    [InlineData("ratePerSecond: -4", """{"ratePerSecond": -4}""")]
    [InlineData("queue.capacity: 0", """{"queue": {"capacity": 0}}""")]
    [InlineData("injection.gapPpm", """{"injection": {"gapPpm": 2000000}}""")]
    [InlineData("startTimeNs", """{"startTimeNs": -1}""")]
    [InlineData("startPriceTicks", """{"startPriceTicks": 9223372036854775807}""")]
    [InlineData("symbols: 0", """{"symbols": []}""")]
    [InlineData("says null", """{"symbols": [null]}""")]
    [InlineData("says null", """{"agents": [null]}""")]
    [InlineData("says null", """{"regimes": [null]}""")]
    [InlineData("says null", "null")]
    [InlineData("regimes", """{"regimes": []}""")]
    public async Task A_wrong_file_is_refused(string reason, string json)
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("c.json"), json, TestContext.Current.CancellationToken);
        AssertRefused(
            ExitCode.BadInput, reason, await SimCommandRun.Of("--config", folder.File("c.json"), "--events", "100"));
    }

    [Fact]
    public async Task A_duration_that_ends_after_the_last_time_is_refused()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(
            folder.File("c.json"), """{"startTimeNs": 4611686018427387903}""", TestContext.Current.CancellationToken);
        AssertRefused(
            ExitCode.BadInput,
            "after the last time",
            await SimCommandRun.Of("--config", folder.File("c.json"), "--duration", "1300000h"));
    }

    [Fact]
    public async Task A_snapshot_that_is_damaged_or_of_another_run_is_refused()
    {
        using var folder = new TestFolder();
        var (whole, bad) = (folder.File("whole.snap"), folder.File("bad.snap"));
        await SimCommandRun.Json("--seed", "7", "--events", "100", "--snapshot", whole);
        AssertRefused(
            ExitCode.BadInput,
            "another seed or configuration",
            await SimCommandRun.Of("--seed", "8", "--events", "200", "--resume", whole));
        AssertRefused(
            ExitCode.BadInput,
            "another seed or configuration",
            await SimCommandRun.Of("--seed", "7", "--rate", "77", "--events", "200", "--resume", whole));
        var bytes = await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken);
        var changed = bytes.ToArray();
        changed[bytes.Length / 2] ^= 1;
        foreach (var content in new[] { changed, bytes[..(bytes.Length / 2)], bytes[..30], bytes[..10], [] })
        {
            await File.WriteAllBytesAsync(bad, content, TestContext.Current.CancellationToken);
            var run = await SimCommandRun.Of("--seed", "7", "--events", "200", "--resume", bad);
            AssertRefused(ExitCode.BadInput, "snapshot", run);
        }
    }

    private static void AssertRefused(int exit, string reason, TradingCommand run)
    {
        Assert.Equal((exit, ""), (run.Exit, run.Out));
        Assert.Single(run.Error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Contains(reason, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.InRange(run.Error.Split('\n').Length, 2, 3);
    }
}
