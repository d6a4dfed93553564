using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Demo;

public sealed class DemoTests
{
    private const string Timing = "\nTiming (differs from run to run)\n";

    [Fact]
    public async Task The_demo_ends_with_the_known_figures_and_leaves_the_same_files_every_time()
    {
        using var folder = new TestFolder();
        var (one, two) = (folder.File("one"), folder.File("two"));
        var run = await TradingCommand.Run("demo", "--seed", "7", "--events", "20000", "--out", one);
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        var parts = run.Out.Replace(one, "FOLDER", StringComparison.Ordinal).Split(Timing);
        Assert.Equal(
            """
            Order flow
              seed                 7
              events               20000: 9249 orders, 5661 cancels (0.6121 per order), 4870 fills
              trace hash           8836763284d8a81de1899bd61f2c0347
              state hash           dd9540b4f874a1da0893d94b5f4b26e0
            Books in their grains
              sim:BTC-USDT         7601 commands in 8 calls, 8919 reports, 528 orders rest
                                   state 2c06f262af124ba121c22a073d8fdc7a = offline run
              sim:ETH-USDT         7516 commands in 8 calls, 8635 reports, 522 orders rest
                                   state 96f318d9f4377eba02caf1460998deb7 = offline run
            Recorded session over streams
              binance-spot:BTCUSDT 13207 events, 9757 trades, best 61685.99 / 61686
                                   1209 bids, 2196 asks
                                   digest 7145c0b7167706651f18386a9ae136f6e958ec3556ff3c5896c3539b5b4a30ce = expected
            Desk on the cluster
              strategies           book-imbalance, market-making, mean-reversion, momentum
              orders               275 sent, 0 denied, 403 fills
              pnl                  -69.60511901 USDT, 71.55197431 of it fees, drawdown 69.60511901
                                   trace hash 81759585c9797c470af125350f5c1014 = backtest
            Artifacts
                                   FOLDER/flow.rpl
                                   FOLDER/binance-spot-btcusdt.rpl.gz
                                   FOLDER/fills.csv
                                   FOLDER/equity.csv
                                   FOLDER/report.html
                                   FOLDER/summary.json
            All checks passed.

            """.ReplaceLineEndings("\n"),
            parts[0]);
        Assert.Matches("^  order flow .* commands/s through grains\n  session .* events/s over streams\n  desk .* events/s through its grains\n$", parts[1]);

        var again = await TradingCommand.Run("demo", "--seed", "7", "--events", "20000", "--out", two, "--json");
        var json = JsonDocument.Parse(again.Out).RootElement;
        Assert.True(json.GetProperty("passed").GetBoolean() && json.TryGetProperty("timing", out _), again.Out);
        string[] names = ["binance-spot-btcusdt.rpl.gz", "equity.csv", "fills.csv", "flow.rpl", "report.html", "run.json", "summary.json"];
        foreach (var made in new[] { one, two })
        {
            // Beside the artifacts lies what the silo keeps: its journal, and its small state in config.db.
            var kept = Directory.GetFiles(made, "config.db*").Select(Path.GetFileName);
            Assert.Equal(
                names, Directory.GetFiles(made).Select(Path.GetFileName).Except(kept).Order(StringComparer.Ordinal));
        }

        foreach (var name in names) Assert.Equal(await Bytes(one, name), await Bytes(two, name));
        using var summary = JsonDocument.Parse(await Bytes(one, "summary.json"));
        Assert.True(summary.RootElement.GetProperty("passed").GetBoolean());
        Assert.False(summary.RootElement.TryGetProperty("timing", out _));
        await AssertVerifies(Path.Combine(one, "flow.rpl"), "--expect-hash", "8836763284d8a81de1899bd61f2c0347");
        await AssertVerifies(
            Path.Combine(one, "binance-spot-btcusdt.rpl.gz"),
            "--expect-book",
            "binance-spot:BTCUSDT=7145c0b7167706651f18386a9ae136f6e958ec3556ff3c5896c3539b5b4a30ce");
    }

    [Fact]
    public async Task A_demo_that_is_killed_again_and_again_ends_like_an_undisturbed_one()
    {
        using var folder = new TestFolder();
        var (calm, killed) = (folder.File("calm"), folder.File("killed"));
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run("demo", "--events", "60000", "--out", calm)).Exit);
        for (var kill = 0; kill < 3; kill++)
        {
            string[] resume = kill == 0 ? [] : ["--resume"];
            await RunAndKillAsync(killed, kill * 500, ["demo", "--events", "60000", "--out", killed, .. resume]);
            Assert.False(File.Exists(Path.Combine(killed, "summary.json")), "the run ended before it was killed");
        }

        var resumed = await TradingCommand.Run("demo", "--events", "60000", "--out", killed, "--resume");
        Assert.Equal((ExitCode.Ok, ""), (resumed.Exit, resumed.Error));
        Assert.Equal(await Bytes(calm, "summary.json"), await Bytes(killed, "summary.json"));
        foreach (var name in (string[])["flow.rpl", "fills.csv", "equity.csv", "report.html"])
        {
            Assert.Equal(await Bytes(calm, name), await Bytes(killed, name));
        }

        // A run that has ended resumes too, and sends nothing.
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run("demo", "--events", "60000", "--out", killed, "--resume")).Exit);
    }

    [Fact]
    public async Task A_run_is_resumed_only_where_it_is_and_as_what_it_was()
    {
        using var folder = new TestFolder();
        var nothing = await TradingCommand.Run("demo", "--out", folder.File("empty"), "--resume");
        Assert.Equal(ExitCode.BadInput, nothing.Exit);
        Assert.Contains("no run to resume", nothing.Error);

        var made = folder.File("made");
        Directory.CreateDirectory(Path.Combine(made, "journal"));
        var foreign = await TradingCommand.Run("demo", "--events", "10", "--out", made);
        Assert.Equal(ExitCode.BadInput, foreign.Exit);
        Assert.Contains("was not made by a demo", foreign.Error);

        await File.WriteAllTextAsync(
            Path.Combine(made, "run.json"), """{"Seed":9,"Events":500}""", TestContext.Current.CancellationToken);
        var other = await TradingCommand.Run("demo", "--seed", "8", "--events", "500", "--out", made, "--resume");
        Assert.Equal(ExitCode.BadInput, other.Exit);
        Assert.Contains("--seed 9 --events 500", other.Error);
    }

    /// <summary>Kills a run as a power cut would, some time after its books have begun to journal.</summary>
    private static async Task RunAndKillAsync(string folder, int milliseconds, string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "trading.dll");
        using var run = Process.Start(new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("no process");
        var nodes = Path.Combine(folder, "journal", "nodes");
        while (!run.HasExited && !(Directory.Exists(nodes) && Directory.GetDirectories(nodes).Length >= 2))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        run.Kill();
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("--events", "0")]
    [InlineData("--events", "100000001")]
    [InlineData("--seed", "-1")]
    [InlineData("now")]
    public async Task Wrong_calls_are_refused_before_anything_starts(params string[] args)
    {
        var run = await TradingCommand.Run(["demo", .. args]);
        Assert.Equal((ExitCode.Usage, ""), (run.Exit, run.Out));
        Assert.StartsWith("error: ", run.Error);
    }

    private static Task<byte[]> Bytes(string folder, string name) =>
        File.ReadAllBytesAsync(Path.Combine(folder, name), TestContext.Current.CancellationToken);

    private static async Task AssertVerifies(string tape, params string[] expected)
    {
        var run = await TradingCommand.Run(["tape", "verify", tape, .. expected]);
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        Assert.EndsWith("\nok\n", run.Out);
    }
}
