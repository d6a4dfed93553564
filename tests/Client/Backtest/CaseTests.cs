using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Backtest;

/// <summary>Sweeps and regimes: rows that are runs, in an order that no scheduling changes.</summary>
public sealed class CaseTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sweep_on_many_cores_prints_and_writes_what_one_core_does()
    {
        var tape = await TapeAsync();
        string[] flags =
        [
            "backtest", "sweep", "--tape", tape, "--strategy", "momentum", "--strategy", "market-making",
            "--vary", "momentum.fast=2,4,60", "--vary", "momentum.slow=8,16", "--vary", "market-making.k=1,20", "--latency", "0.1ms,20ms",
        ];
        var (alone, together) = (_folder.File("one.csv"), _folder.File("many.csv"));
        var one = await TradingCommand.Run([.. flags, "--jobs", "1", "--csv", alone]);
        var many = await TradingCommand.Run([.. flags, "--jobs", "7", "--csv", together]);
        Assert.Equal((ExitCode.Ok, ""), (one.Exit, one.Error));
        Assert.Equal(one, many);
        Assert.Equal(await File.ReadAllTextAsync(alone, Stop), await File.ReadAllTextAsync(together, Stop));
        var rows = (await File.ReadAllLinesAsync(alone, Stop)).Skip(1).Select(line => line.Split(',')).ToArray();
        Assert.Equal(24, rows.Length);
        // The last axis runs fastest.
        Assert.Equal(["2", "8", "1", "0.1ms"], rows[0][..4]);
        Assert.Equal(["2", "8", "1", "20ms"], rows[1][..4]);
        Assert.Equal(["2", "8", "20", "0.1ms"], rows[2][..4]);
        Assert.Equal(["60", "16", "20", "20ms"], rows[^1][..4]);
        Assert.Equal(8, rows.Count(row => row[^1].Contains("fast must be below slow", StringComparison.Ordinal)));
        Assert.True(rows.Select(row => row[^2]).Distinct().Count() > 8);
    }

    [Fact]
    public async Task A_row_of_a_sweep_is_the_run_of_its_parameters()
    {
        var tape = await TapeAsync();
        var sweep = await TradingCommand.Run(
            "backtest", "sweep", "--tape", tape, "--strategy", "momentum:fast=9,slow=20", "--vary", "momentum.fast=2,3", "--latency", "3ms", "--json");
        var execution = _folder.File("3ms.json");
        var delay = """{"kind":"fixed","delayNs":3000000}""";
        await File.WriteAllTextAsync(
            execution, $$"""{"base":"realistic","entryDelay":{{delay}},"responseDelay":{{delay}},"marketDataDelay":{{delay}}}""", Stop);
        var run = await TradingCommand.Run(
            "backtest", "run", "--tape", tape, "--strategy", "momentum:slow=20,fast=3", "--execution", execution, "--json");
        using var rows = JsonDocument.Parse(sweep.Out);
        using var single = JsonDocument.Parse(run.Out);
        var row = rows.RootElement.GetProperty("cases")[1];
        Assert.Equal("3", row.GetProperty("labels").GetProperty("momentum.fast").GetString());
        foreach (var figure in (string[])["pnl", "fees", "orders", "fills", "sharpe"])
        {
            Assert.Equal(single.RootElement.GetProperty(figure).ToString(), row.GetProperty("result").GetProperty(figure).ToString());
        }
    }

    [Theory]
    [InlineData("say what varies")]
    [InlineData("write STRATEGY.PARAMETER=VALUES", "--vary", "momentum")]
    [InlineData("write STRATEGY.PARAMETER=VALUES", "--vary", "momentum.=3")]
    [InlineData("each value once", "--vary", "momentum.fast=3,3")]
    [InlineData("each value once", "--vary", "momentum.fast=3,,4")]
    [InlineData("--strategy names no market-making", "--vary", "market-making.k=3")]
    [InlineData("UnknownParameter", "--vary", "momentum.speed=3")]
    [InlineData("'1': write a time", "--latency", "1,2ms")]
    [InlineData("'0ms': write a time", "--latency", "0ms")]
    [InlineData("--jobs must lie between", "--latency", "1ms", "--jobs", "0")]
    [InlineData("choose one", "--latency", "1ms", "--json", "--markdown")]
    public async Task A_sweep_that_cannot_be_is_a_usage_error(string said, params string[] flags)
    {
        var tape = Repository.File("tests/data/tapes/sample.rpl");
        var run = await TradingCommand.Run(["backtest", "sweep", "--strategy", "momentum", "--tape", tape, .. flags]);
        Assert.Equal((ExitCode.Usage, ""), (run.Exit, run.Out));
        Assert.Contains(said, run.Error);
    }

    [Fact]
    public async Task A_sweep_of_a_damaged_tape_has_no_result()
    {
        var damaged = _folder.File("damaged.rpl");
        var bytes = await File.ReadAllBytesAsync(Repository.File("tests/data/tapes/sample.rpl"), Stop);
        await File.WriteAllBytesAsync(damaged, bytes[..(bytes.Length / 2)], Stop);
        var run = await TradingCommand.Run("backtest", "sweep", "--strategy", "momentum", "--tape", damaged, "--latency", "1ms,2ms");
        Assert.Equal((ExitCode.BadInput, ""), (run.Exit, run.Out));
    }

    [Fact]
    public async Task A_regime_is_the_run_over_the_simulated_tape_of_its_name()
    {
        string[] desk = ["--strategy", "market-making:k=20", "--seed", "3", "--execution", "realistic"];
        var regimes = await TradingCommand.Run(["backtest", "regimes", "--duration", "20s", "--rate", "200", "--json", .. desk]);
        Assert.Equal(ExitCode.Ok, regimes.Exit);
        using var document = JsonDocument.Parse(regimes.Out);
        var rows = document.RootElement.GetProperty("cases").EnumerateArray().ToArray();
        Assert.Equal(["calm", "burst", "cancel-storm"], rows.Select(row => row.GetProperty("labels").GetProperty("regime").GetString()));
        foreach (var row in rows)
        {
            var regime = row.GetProperty("labels").GetProperty("regime").GetString();
            var tape = _folder.File($"{regime}.rpl");
            await TradingCommand.Run("sim", "run", "--seed", "3", "--rate", "200", "--duration", "20s", "--regimes", $"{regime}:20s", "--out", tape);
            var run = await TradingCommand.Run(["backtest", "run", "--tape", tape, "--json", .. desk]);
            using var single = JsonDocument.Parse(run.Out);
            Assert.True(single.RootElement.GetProperty("events").GetInt64() > 1_000);
            Assert.Equal(single.RootElement.GetProperty("traceHash").GetString(), row.GetProperty("result").GetProperty("traceHash").GetString());
        }
    }

    [Fact]
    public async Task Regimes_on_many_cores_are_those_of_one()
    {
        string[] flags =
        [
            "backtest", "regimes", "--duration", "10s", "--rate", "100", "--strategy", "market-making:k=20", "--strategy", "book-imbalance", "--each", "--json",
        ];
        var one = await TradingCommand.Run([.. flags, "--jobs", "1"]);
        var many = await TradingCommand.Run([.. flags, "--jobs", "6"]);
        Assert.Equal((ExitCode.Ok, ""), (one.Exit, one.Error));
        Assert.Equal(one, many);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told_before_anything_runs()
    {
        var run = await TradingCommand.Run("backtest", "regimes", "--strategy", "momentum", "--duration", "24h", "--rate", "1000000", "--csv", _folder.File("no/such.csv"));
        Assert.Equal((ExitCode.Environment, ""), (run.Exit, run.Out));
    }

    [Theory]
    [InlineData("--regimes", "calm,mild", "'mild' is no regime")]
    [InlineData("--duration", "long", "write a time up to 24h")]
    [InlineData("--duration", "25h", "write a time up to 24h")]
    [InlineData("--rate", "0", "ratePerSecond")]
    public async Task A_regime_that_cannot_be_is_a_usage_error(string flag, string value, string said)
    {
        var run = await TradingCommand.Run("backtest", "regimes", "--strategy", "momentum", flag, value);
        Assert.Equal((ExitCode.Usage, ""), (run.Exit, run.Out));
        Assert.Contains(said, run.Error);
    }

    [Fact]
    public async Task Each_strategy_alone_is_a_row_and_the_table_is_markdown()
    {
        var tape = await TapeAsync();
        var run = await TradingCommand.Run(
            "backtest", "compare", "--tape", tape, "--strategy", "momentum", "--strategy", "market-making", "--strategy", "book-imbalance", "--each", "--markdown");
        var lines = run.Out.TrimEnd().Split('\n');
        Assert.Equal(2 + 3 * 2, lines.Length);
        Assert.All(lines, line => Assert.Equal(lines[0].Length, line.Length));
        Assert.StartsWith("| strategy       | execution | pnl, USDT |", lines[0]);
        Assert.StartsWith("| -------------- | --------- | --------: |", lines[1]);
        Assert.StartsWith("| momentum       | ideal     |", lines[2]);
        Assert.StartsWith("| book-imbalance | realistic |", lines[^1]);
    }

    [Fact]
    public async Task One_figure_alone_has_the_choices_of_the_last_axis_as_columns()
    {
        var tape = await TapeAsync();
        string[] flags = ["backtest", "sweep", "--tape", tape, "--strategy", "momentum:slow=8", "--vary", "momentum.fast=2,4,9", "--latency", "1ms,20ms"];
        var csv = _folder.File("rows.csv");
        var run = await TradingCommand.Run([.. flags, "--only", "turnover", "--markdown", "--csv", csv]);
        var rows = (await File.ReadAllLinesAsync(csv, Stop)).Select(line => line.Split(',')).ToArray();
        var column = Array.IndexOf(rows[0], "turnover");
        var table = run.Out.TrimEnd().Split('\n').Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)).ToArray();
        Assert.Equal(["momentum.fast", "turnover, 1ms", "turnover, 20ms"], table[0]);
        Assert.Equal([rows[1][column], rows[2][column]], table[2][1..]);
        Assert.Equal([rows[3][column], rows[4][column]], table[3][1..]);
        Assert.Equal(["9", "-", "-"], table[4]);
        Assert.NotEqual(rows[1][column], rows[3][column]);
        var wrong = await TradingCommand.Run([.. flags, "--only", "profit"]);
        Assert.Equal(ExitCode.Usage, wrong.Exit);
        Assert.Contains("--only profit: use one of pnl, ", wrong.Error);
    }

    private static System.Threading.CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<string> TapeAsync()
    {
        var tape = _folder.File("storm.rpl");
        var run = await TradingCommand.Run(
            "sim", "run", "--seed", "5", "--rate", "100", "--duration", "60s", "--regimes", "cancel-storm:20s,burst:10s", "--out", tape);
        Assert.Equal(ExitCode.Ok, run.Exit);
        return tape;
    }
}
