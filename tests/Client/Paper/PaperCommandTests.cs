using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Paper;

/// <summary><c>trading paper run</c> against <c>trading backtest run</c>: the same words, whatever happens to the session.</summary>
public sealed class PaperCommandTests : IDisposable
{
    private static readonly string[] Strategies = ["--strategy", "market-making", "--strategy", "book-imbalance"];
    private readonly TestFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("realistic", "--silos", "1")]
    [InlineData("realistic", "--silos", "3", "--shuffle", "5")]
    [InlineData("realistic", "--silos", "3", "--lossy", "5")]
    [InlineData("ideal", "--silos", "2")]
    public async Task A_real_session_ends_in_the_words_of_the_backtest(string execution, params string[] how)
    {
        var tape = Path.Combine(Repository.Root, "docs", "traces", "binance-btcusdt.rpl.zst");
        var (paper, backtest) = (_folder.File("paper.csv"), _folder.File("backtest.csv"));
        string[] desk = ["--tape", tape, .. Strategies, "--execution", execution, "--seed", "4", "--json"];
        var expected = await TradingCommand.Run(["backtest", "run", .. desk, "--fills", backtest]);
        var run = await TradingCommand.Run(["paper", "run", .. desk, "--fills", paper, .. how, .. Data(), .. Port()]);
        Assert.Equal((ExitCode.Ok, expected.Out), (run.Exit, run.Out));
        Assert.Equal(await File.ReadAllTextAsync(backtest, Stop), await File.ReadAllTextAsync(paper, Stop));
        using var json = JsonDocument.Parse(run.Out);
        Assert.True(json.RootElement.GetProperty("fills").GetInt64() > 0);
    }

    [Theory]
    [InlineData("realistic", "60s")]
    [InlineData("live-book", "20s")]
    public async Task A_session_of_two_instruments_that_is_killed_and_compacted_again_and_again_ends_in_the_words_of_the_backtest(
        string execution, string duration)
    {
        var tape = await TwoInstrumentsAsync(duration);
        string[] desk = ["--tape", tape, .. Strategies, "--execution", execution, "--json"];
        var expected = await TradingCommand.Run(["backtest", "run", .. desk]);
        for (var kill = 0; kill < 3; kill++)
        {
            string[] resume = kill == 0 ? [] : ["--resume"];
            await RunAndKillAsync(200 + kill * 400, ["paper", "run", .. desk, .. Data(), .. Port(), .. resume]);
            var compacted = await TradingCommand.Run(["journal", "compact", .. Data()]);
            Assert.Equal((ExitCode.Ok, ""), (compacted.Exit, compacted.Error));
            Assert.Contains("paper-1/desk/main: kept whole, as the timeline of a session, ", compacted.Out);
        }

        var run = await TradingCommand.Run(["paper", "run", .. desk, .. Data(), .. Port(), "--resume", "--silos", "2"]);
        Assert.Equal((ExitCode.Ok, expected.Out), (run.Exit, run.Out));
        // One that has ended shows its end again.
        Assert.Equal(expected.Out, (await TradingCommand.Run(["paper", "run", .. desk, .. Data(), .. Port(), "--resume"])).Out);
    }

    [Fact]
    public async Task Operators_halt_resume_and_flatten_and_a_backtest_with_their_commands_ends_alike()
    {
        var port = FreePort();
        string[] there = ["--gateway-port", port, "--session", "watched"];
        var playing = TradingCommand.Run(
            ["paper", "run", "--tape", await TwoInstrumentsAsync(), .. Strategies, .. Data(), .. there, "--speed", "8x", "--check"]);
        TradingCommand halted;
        do
        {
            await Task.Delay(100, Stop);
            halted = await TradingCommand.Run(["operator", "halt", .. there, "--strategy", "market-making-1", "--reason", "a test", "--json"]);
        }
        while (halted.Exit == ExitCode.Environment || halted.Exit == ExitCode.BadInput);
        Assert.Equal((ExitCode.Ok, "Accepted"), (halted.Exit, JsonDocument.Parse(halted.Out).RootElement.GetProperty("code").GetString()));
        Assert.Equal(ExitCode.Usage, (await TradingCommand.Run(["operator", "resume", .. there])).Exit);
        var unknown = await TradingCommand.Run(["operator", "halt", .. there, "--strategy", "nobody"]);
        Assert.Equal(ExitCode.Usage, unknown.Exit);
        Assert.Contains("the session has market-making-1, book-imbalance-2", unknown.Error);
        var states = await StatesAsync(there, states => states == "Halted Active");
        Assert.Equal("Halted Active", states);
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run(["operator", "resume", .. there, "--reason", "seen", "--operator", "ann"])).Exit);
        Assert.Equal("Active Active", await StatesAsync(there, states => states == "Active Active"));
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run(["operator", "flatten", .. there])).Exit);
        Assert.Equal("Reducing Reducing", await StatesAsync(there, states => states == "Reducing Reducing"));
        var played = await playing;
        Assert.Equal(ExitCode.Ok, played.Exit);
        Assert.Contains("the backtest with 3 commands ends in the same trace hash", played.Error);
    }

    [Theory]
    [InlineData("--silos must lie between 1 and 8", "--silos", "9")]
    [InlineData("--speed: use 1x", "--speed", "fast")]
    [InlineData("use up to 24 of a-z", "--session", "My Session")]
    [InlineData("has no session", "--resume")]
    [InlineData("UnknownParameter", "--strategy", "momentum:nonsense=1")]
    public async Task Wrong_flags_are_refused_before_anything_starts(string why, params string[] flags)
    {
        var run = await TradingCommand.Run(["paper", "run", "--tape", Calm, .. Strategies, .. Data(), .. flags]);
        Assert.Equal((ExitCode.Usage, ""), (run.Exit, run.Out));
        Assert.Contains(why, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(_folder.File("data")));
    }

    [Fact]
    public async Task A_session_is_gone_on_with_only_as_what_it_was_and_never_begun_twice()
    {
        string[] begin = ["paper", "run", "--tape", Calm, .. Data(), .. Port(), "--session", "one", "--json"];
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run([.. begin, .. Strategies])).Exit);
        var again = await TradingCommand.Run([.. begin, .. Strategies]);
        Assert.Equal(ExitCode.Usage, again.Exit);
        Assert.Contains("exists already", again.Error);
        var other = await TradingCommand.Run([.. begin, "--strategy", "momentum", "--resume"]);
        Assert.Equal(ExitCode.BadInput, other.Exit);
        Assert.Contains("begun with other flags", other.Error);
    }

    private static string Calm => Path.Combine(Repository.Root, "docs", "traces", "calm.rpl.zst");

    private static async Task<string> StatesAsync(string[] there, Func<string, bool> isReached)
    {
        var states = "";
        for (var attempt = 0; attempt < 100 && !isReached(states); attempt++)
        {
            await Task.Delay(50, Stop);
            var status = await TradingCommand.Run(["operator", "status", .. there, "--json"]);
            Assert.Equal(ExitCode.Ok, status.Exit);
            using var json = JsonDocument.Parse(status.Out);
            var all = json.RootElement.GetProperty("strategies").EnumerateArray();
            states = string.Join(' ', System.Linq.Enumerable.Select(all, each => each.GetProperty("tradingState").GetString()));
        }

        return states;
    }

    private async Task<string> TwoInstrumentsAsync(string duration = "60s")
    {
        var tape = _folder.File("two.rpl");
        var made = await TradingCommand.Run(
            ["sim", "run", "--seed", "5", "--duration", duration, "--symbols", "BTC-USDT,ETH-USDT", "--rate", "20", "--out", tape, "--json"]);
        Assert.Equal(ExitCode.Ok, made.Exit);
        return tape;
    }

    /// <summary>Kills a run as a power cut would, some time after its nodes have begun to journal.</summary>
    private async Task RunAndKillAsync(int milliseconds, string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "trading.dll");
        using var run = Process.Start(new ProcessStartInfo("dotnet", [program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("no process");
        var nodes = Path.Combine(_folder.File("data"), "journal", "nodes");
        while (!run.HasExited && !(Directory.Exists(nodes) && Directory.GetDirectories(nodes).Length >= 6)) await Task.Delay(5, Stop);
        await Task.Delay(milliseconds, Stop);
        Assert.False(run.HasExited, "the run ended before it was killed");
        run.Kill();
        await run.WaitForExitAsync(Stop);
    }

    private string[] Data() => ["--data-dir", _folder.File("data")];

    private static string[] Port() => ["--gateway-port", FreePort()];

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
