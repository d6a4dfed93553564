using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Backtest;

/// <summary><c>trading backtest</c> on a real recorded session.</summary>
public sealed class BacktestCommandTests : IDisposable
{
    private static readonly string[] Strategies = ["market-making", "momentum", "mean-reversion", "book-imbalance"];
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Equal_runs_print_equal_documents_and_write_equal_files()
    {
        var tape = await TapeAsync();
        var runs = new (string Out, string Fills, string Equity)[2];
        for (var i = 0; i < runs.Length; i++)
        {
            var (fills, equity) = (_folder.File($"fills-{i}.csv"), _folder.File($"equity-{i}.csv"));
            var run = await RunAsync(["--tape", tape, .. Flags(), "--execution", "realistic", "--fills", fills, "--equity", equity, "--json"]);
            Assert.Equal(ExitCode.Ok, run.Exit);
            runs[i] = (run.Out, await File.ReadAllTextAsync(fills, Stop), await File.ReadAllTextAsync(equity, Stop));
        }

        Assert.Equal(runs[0], runs[1]);
        using var document = JsonDocument.Parse(runs[0].Out);
        var json = document.RootElement;
        Assert.Equal(13_207, json.GetProperty("events").GetInt64());
        Assert.Equal(json.GetProperty("fills").GetInt64(), runs[0].Fills.Split('\n').Length - 2);
        Assert.True(runs[0].Equity.Split('\n').Length > 300);
        foreach (var name in (string[])["traceHash", "stateHash", "orders", "denied", "pnl", "fees", "maxDrawdown"])
        {
            Assert.True(json.TryGetProperty(name, out _), name);
        }
    }

    [Fact]
    public async Task What_is_compared_are_the_runs_themselves()
    {
        var tape = await TapeAsync();
        var compared = await TradingCommand.Run(["backtest", "compare", "--tape", tape, .. Flags(), "--json"]);
        Assert.Equal(compared, await TradingCommand.Run(["backtest", "compare", "--ideal", "--realistic", "--tape", tape, .. Flags(), "--json"]));
        Assert.Equal(ExitCode.Ok, compared.Exit);
        using var document = JsonDocument.Parse(compared.Out);
        foreach (var (execution, place) in ((string, int)[])[("ideal", 0), ("realistic", 1)])
        {
            var run = await RunAsync(["--tape", tape, .. Flags(), "--execution", execution, "--json"]);
            using var single = JsonDocument.Parse(run.Out);
            Assert.Equal(
                single.RootElement.GetProperty("traceHash").GetString(),
                document.RootElement.GetProperty("cases")[place].GetProperty("result").GetProperty("traceHash").GetString());
        }

        var table = await TradingCommand.Run(["backtest", "compare", "--tape", tape, .. Flags()]);
        foreach (var figure in (string[])["pnl, USDT", "win rate", "turnover", "max drawdown", "filled", "fills per order", "adverse, bps"])
        {
            Assert.Contains($"\n{figure} ", "\n" + table.Out);
        }
    }

    [Theory]
    [InlineData("no-such", "known are")]
    [InlineData("momentum:fast=0", "fast=0")]
    [InlineData("momentum:speed=3", "speed")]
    [InlineData("momentum:fast", "fast")]
    public async Task A_strategy_that_cannot_be_is_a_usage_error_that_says_what_can(string strategy, string said)
    {
        var run = await RunAsync("--tape", await TapeAsync(), "--strategy", strategy);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains(said, run.Error);
    }

    [Theory]
    [InlineData("--capital", "0")]
    [InlineData("--capital", "much")]
    [InlineData("--mark-interval-ms", "0")]
    [InlineData("--execution", "lucky")]
    public async Task A_value_out_of_range_is_a_usage_error(string flag, string value)
    {
        var run = await RunAsync("--tape", "any.rpl", "--strategy", "momentum", flag, value);
        Assert.Equal(ExitCode.Usage, run.Exit);
        // The library names a wrong word, our own rules name their flag.
        Assert.Contains(flag == "--execution" ? value : flag, run.Error);
    }

    [Fact]
    public async Task A_tape_that_is_missing_or_damaged_is_bad_input_and_no_result()
    {
        var missing = await RunAsync("--tape", _folder.File("none.rpl"), "--strategy", "momentum");
        Assert.Equal(ExitCode.BadInput, missing.Exit);
        var damaged = _folder.File("damaged.rpl");
        var bytes = await File.ReadAllBytesAsync(Repository.File("tests/data/tapes/sample.rpl"), Stop);
        await File.WriteAllBytesAsync(damaged, bytes[..(bytes.Length / 2)], Stop);
        var run = await RunAsync("--tape", damaged, "--strategy", "momentum");
        Assert.Equal(ExitCode.BadInput, run.Exit);
        Assert.Empty(run.Out);
        Assert.Contains("line", run.Error);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_an_environment_error()
    {
        var run = await RunAsync("--tape", await TapeAsync(), "--strategy", "momentum", "--fills", _folder.File("no/such/fills.csv"));
        Assert.Equal(ExitCode.Environment, run.Exit);
    }

    [Fact]
    public async Task Strategies_are_listed_with_their_parameters()
    {
        var text = await TradingCommand.Run("backtest", "strategies");
        var json = await TradingCommand.Run("backtest", "strategies", "--json");
        using var document = JsonDocument.Parse(json.Out);
        var names = document.RootElement.EnumerateArray().Select(strategy => strategy.GetProperty("name").GetString()).ToArray();
        Assert.Equal(Strategies.Order(), names.Order());
        Assert.All(names, name => Assert.Contains($"{name}: ", text.Out));
    }

    private static System.Threading.CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string[] Flags() => [.. Strategies.SelectMany(name => new[] { "--strategy", name })];

    private static Task<TradingCommand> RunAsync(params string[] flags) => TradingCommand.Run(["backtest", "run", .. flags]);

    private async Task<string> TapeAsync()
    {
        var tape = _folder.File("btcusdt.rpl.gz");
        var recording = Repository.File("tests/data/venues/binance/spot-btcusdt-20240808.log.gz");
        var run = await TradingCommand.Run("tape", "import", "--venue", "binance-spot", recording, "--out", tape);
        Assert.Equal(ExitCode.Ok, run.Exit);
        return tape;
    }
}
