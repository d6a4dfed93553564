using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Trading.Client.Tests.Tape;

public sealed class TapeCommandTests
{
    [Fact]
    public void The_committed_sample_is_still_written_to_the_same_bytes() =>
        Assert.Equal(SampleTape.Bytes(), File.ReadAllBytes(SampleTape.Path));

    [Fact]
    public void The_committed_perpetual_is_still_written_to_the_same_bytes() =>
        Assert.Equal(PerpetualTape.Bytes(), File.ReadAllBytes(PerpetualTape.Path));

    [Fact]
    public async Task Replay_prints_what_is_told_of_funding()
    {
        var run = await TradingCommand.Run("tape", "replay", PerpetualTape.Path, "--type", "mark,funding");
        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Equal(
            """
                   2 2023-11-14T22:13:20.000000000Z mark     bybit-linear:BTCUSDT @ 65117.4
                   3 2023-11-14T22:13:20.000000000Z funding  bybit-linear:BTCUSDT rate 0.0001 at 2023-11-15T00:00:00.000000000Z
                   5 2023-11-14T22:13:22.000000000Z mark     bybit-linear:BTCUSDT @ 65116.9
                   6 2023-11-15T00:00:01.000000000Z funding  bybit-linear:BTCUSDT rate -0.000012345 at 2023-11-15T08:00:00.000000000Z
            4 of 6 events shown

            """.ReplaceLineEndings("\n"),
            run.Out);
        var json = await TradingCommand.Run("tape", "replay", PerpetualTape.Path, "--type", "funding", "--limit", "1", "--json");
        Assert.Contains("\"fundingRate\":\"0.0001\",\"nextFundingTimeNs\":1700006400000000000", json.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_prints_every_event()
    {
        var run = await TradingCommand.Run("tape", "replay", SampleTape.Path);
        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Equal(
            """
                   1 2023-11-14T22:13:20.000000000Z regime   calm
                   2 2023-11-14T22:13:20.000000000Z new      sim:BTC-USDT agent maker-1 order 1 sell 2 @ 61700.5 leaves 2 Limit Gtc PostOnly Accepted
                   3 2023-11-14T22:13:21.000000000Z new      sim:BTC-USDT agent maker-1 order 2 buy 2 @ 61699 leaves 2 Limit Gtc PostOnly Accepted
                   4 2023-11-14T22:13:22.000000000Z amend    sim:BTC-USDT agent maker-1 order 1 sell 2 @ 61700 leaves 2 Limit Gtc Accepted
                   5 2023-11-14T22:13:23.000000000Z new      sim:BTC-USDT agent noise-1 order 3 buy 0.5 Market Ioc Filled
                   6 2023-11-14T22:13:23.000000000Z fill     sim:BTC-USDT agent noise-1 order 3 with 1 buy 0.5 @ 61700 Filled Taker trade 1
                   7 2023-11-14T22:13:24.000000000Z cancel   sim:BTC-USDT agent maker-1 order 2 buy Canceled (CancelRequested)
                   8 2023-11-14T22:13:25.000000000Z reject   sim:BTC-USDT agent maker-1 order 4 sell Rejected (PriceOffTick)
                   9 2023-11-14T22:13:26.000000000Z expire   sim:BTC-USDT agent maker-1 order 1 sell Expired (ExpiryReached)
                  10 2023-11-14T22:13:27.000000000Z snapshot binance-spot:BTCUSDT seq 100 2 bids 2 asks: b 61700 1.5, b 61699.9 0.2, a 61700.01 0.4, ...
                  11 2023-11-14T22:13:28.000000000Z delta    binance-spot:BTCUSDT seq 103 1 bids 1 asks: b 61700 0, a 61700.01 0.55
                  12 2023-11-14T22:13:29.000000000Z trade    binance-spot:BTCUSDT buy 0.15 @ 61700.01 trade 9
                  13 2023-11-14T22:13:30.000000000Z gap      binance-spot:BTCUSDT lost 6 seq 110
                  14 2023-11-14T22:13:31.000000000Z snapshot binance-spot:BTCUSDT seq 120 1 bids 1 asks: b 61699.9 0.2, a 61700.2 0.01
                  15 2023-11-14T22:13:32.000000000Z regime   cancel-storm
                  16 2023-11-14T22:13:33.000000000Z overflow sim:BTC-USDT lost 17
            16 of 16 events shown

            """.ReplaceLineEndings("\n"),
            run.Out);
    }

    [Theory]
    [InlineData("1 2 3 4 5 6 7 8 9 16", "--symbol", "BTC-USDT")]
    [InlineData("6 12", "--type", "fill,trade")]
    [InlineData("5 6", "--agent", "noise-1")]
    [InlineData("3 5 6 7 12", "--side", "buy")]
    [InlineData("10 11 12", "--from", "2023-11-14T22:13:27Z", "--to", "2023-11-14T22:13:29Z")]
    [InlineData("2 4 6 9", "--order", "1")]
    [InlineData("6", "--order", "1", "--side", "buy")]
    public async Task Filters_choose_events(string sequences, params string[] filter)
    {
        var run = await TradingCommand.Run(["tape", "replay", SampleTape.Path, .. filter]);
        var shown = run.Out.Split('\n')[..^2].Select(line => line.TrimStart().Split(' ')[0]);
        var expected = sequences.Split(' ').Where(sequence => filter[0] != "--symbol" || sequence != "1");
        Assert.Equal(expected, shown);
    }

    [Fact]
    public async Task Json_lines_carry_names_and_decimals()
    {
        var run = await TradingCommand.Run("tape", "replay", SampleTape.Path, "--json", "--type", "fill,delta");
        Assert.Equal(
            """
            {"sequence":6,"timeNs":1700000003000000000,"time":"2023-11-14T22:13:23.000000000Z","kind":"fill","instrument":"sim:BTC-USDT","agent":"noise-1","orderId":3,"counterOrderId":1,"side":"buy","price":"61700","quantity":"0.5","status":"Filled","liquidity":"Taker","tradeId":1}
            {"sequence":11,"timeNs":1700000008000000000,"time":"2023-11-14T22:13:28.000000000Z","kind":"delta","instrument":"binance-spot:BTCUSDT","firstUpdateId":101,"venueSequence":103,"bids":[["61700","0"]],"asks":[["61700.01","0.55"]]}

            """.ReplaceLineEndings("\n"),
            run.Out);
    }

    [Fact]
    public async Task Summary_counts_by_type_symbol_and_agent()
    {
        var run = await TradingCommand.Run("tape", "summary", SampleTape.Path);
        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Equal(
            """
            tape         sample.rpl
            source       sample of every kind of event
            seed         42
            events       16
            skipped      0
            first        2023-11-14T22:13:20.000000000Z
            last         2023-11-14T22:13:33.000000000Z
            duration     13 s
            event rate   1.23 /s
            cancel rate  0.3333
            fill ratio   0.3333

            by type
              new                   3
              cancel                1
              amend                 1
              fill                  1
              reject                1
              expire                1
              trade                 1
              snapshot              2
              delta                 1
              gap                   1
              regime                2
              overflow              1

            by symbol
              name                    events    orders   cancels    amends     fills   rejects    trades    cancel      fill            volume                notional            vwap          /s      depth    max
              sim:BTC-USDT                 9         3         1         1         1         1         1    0.3333    0.3333               0.5                   30850           61700       0.692          0      0
              binance-spot:BTCUSDT         5         0         0         0         0         0         1         0         0              0.15               9255.0015        61700.01        1.25          3      4

            by agent
              name       events    orders   cancels    amends     fills   rejects    trades    cancel      fill
              noise-1         2         1         0         0         1         0         1         0         1
              maker-1         6         2         1         1         0         1         0       0.5         0

            """.ReplaceLineEndings("\n"),
            run.Out);
    }

    [Fact]
    public async Task Summary_as_json_has_the_same_numbers()
    {
        var run = await TradingCommand.Run("tape", "summary", SampleTape.Path, "--json", "--symbol", "binance-spot:BTCUSDT");
        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal(5, json.RootElement.GetProperty("events").GetInt64());
        var symbol = Assert.Single(json.RootElement.GetProperty("bySymbol").EnumerateArray());
        Assert.Equal("61700.01", symbol.GetProperty("vwap").GetString());
        Assert.Equal(3m, symbol.GetProperty("depthMean").GetDecimal());
    }

    [Fact]
    public async Task Step_goes_on_where_it_ended_with_its_filter()
    {
        using var folder = new TestFolder();
        var tape = SampleTape.CopyTo(folder);
        var state = folder.File("where.json");
        var first = await TradingCommand.Run("tape", "step", tape, "--state", state, "--type", "new,trade", "--count", "2");
        var second = await TradingCommand.Run("tape", "step", tape, "--state", state);
        var third = await TradingCommand.Run("tape", "replay", tape, "--state", state);
        var fourth = await TradingCommand.Run("tape", "step", tape, "--state", state);
        Assert.Equal(["2", "3"], Sequences(first.Out));
        Assert.Equal(["5"], Sequences(second.Out));
        Assert.Equal(["12", "1"], Sequences(third.Out));
        Assert.Equal("end of the tape\n", fourth.Out);
    }

    [Fact]
    public async Task A_position_of_another_tape_is_refused()
    {
        using var folder = new TestFolder();
        var tape = SampleTape.CopyTo(folder);
        var state = folder.File("where.json");
        await TradingCommand.Run("tape", "step", tape, "--state", state, "--count", "8");
        await TradingCommand.Run("tape", "filter", tape, "--side", "sell", "--out", folder.File("other.rpl"));
        var other = await TradingCommand.Run("tape", "step", folder.File("other.rpl"), "--state", state);
        Assert.Equal(ExitCode.BadInput, other.Exit);
        Assert.Contains("is not the tape that the position was saved in", other.Error);
        await File.WriteAllTextAsync(state, "{}", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.BadInput, (await TradingCommand.Run("tape", "step", tape, "--state", state)).Exit);
    }

    [Theory]
    [InlineData("t.rpl.gz")]
    [InlineData("t.rpl.zst")]
    [InlineData("t.rpl")]
    public async Task Conversion_keeps_every_event_and_the_hash(string name)
    {
        using var folder = new TestFolder();
        var converted = folder.File(name);
        Assert.Equal(0, (await TradingCommand.Run("tape", "convert", SampleTape.Path, "--out", converted)).Exit);
        var back = folder.File("back.rpl");
        await TradingCommand.Run("tape", "convert", converted, "--out", back);
        Assert.Equal(SampleTape.Bytes(), await File.ReadAllBytesAsync(back, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Export_is_what_replay_prints_as_json()
    {
        using var folder = new TestFolder();
        var export = folder.File("t.ndjson");
        await TradingCommand.Run("tape", "convert", SampleTape.Path, "--out", export);
        var replay = await TradingCommand.Run("tape", "replay", SampleTape.Path, "--json");
        Assert.Equal(replay.Out, await File.ReadAllTextAsync(export, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Filter_makes_a_tape_of_its_own()
    {
        using var folder = new TestFolder();
        var fills = folder.File("fills.rpl.gz");
        var run = await TradingCommand.Run("tape", "filter", SampleTape.Path, "--type", "fill", "--out", fills);
        Assert.Equal("1 of 16 events written to fills.rpl.gz\n", run.Out);
        Assert.StartsWith("fills.rpl.gz: 1 events", (await TradingCommand.Run("tape", "verify", fills)).Out);
    }

    [Fact]
    public async Task Verify_accepts_the_expected_and_refuses_anything_else()
    {
        var run = await TradingCommand.Run("tape", "verify", SampleTape.Path, "--json");
        using var json = JsonDocument.Parse(run.Out);
        var hash = json.RootElement.GetProperty("hash").GetString() ?? "";
        var sha = json.RootElement.GetProperty("books")[1].GetProperty("sha256").GetString();
        var good = await TradingCommand.Run(
            "tape", "verify", SampleTape.Path, "--expect-hash", hash, "--expect-book", $"binance-spot:BTCUSDT={sha}");
        Assert.Equal((0, ""), (good.Exit, good.Error));
        var bad = await TradingCommand.Run("tape", "verify", SampleTape.Path, "--expect-hash", "0", "--expect-book", "x:Y=0");
        Assert.Equal(ExitCode.CheckFailed, bad.Exit);
        Assert.Contains("there is no book of x:Y", bad.Error);
    }

    [Theory]
    [InlineData("rpl", "HashMismatch")]
    [InlineData("rpl.gz", "damaged or cut off")]
    [InlineData("rpl.zst", "damaged or cut off")]
    public async Task A_damaged_tape_exits_with_3_and_says_where(string extension, string reason)
    {
        using var folder = new TestFolder();
        var path = folder.File("t." + extension);
        await TradingCommand.Run("tape", "convert", SampleTape.Path, "--out", path);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        if (extension == "rpl") bytes[Array.LastIndexOf(bytes, (byte)'7')] ^= 1;
        else bytes[bytes.Length / 2] ^= 0xFF;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        foreach (var verb in new[] { "verify", "replay", "summary", "step" })
        {
            string[] count = verb == "step" ? ["--count", "1000"] : [];
            var run = await TradingCommand.Run(["tape", verb, path, .. count]);
            Assert.Equal(ExitCode.BadInput, run.Exit);
            if (extension == "rpl") Assert.Contains(reason, run.Error);
            Assert.DoesNotContain("   at ", run.Error);
        }
    }

    [Fact]
    public async Task Lenient_skips_and_counts()
    {
        using var folder = new TestFolder();
        var path = folder.File("t.rpl");
        var lines = System.Text.Encoding.ASCII.GetString(SampleTape.Bytes()).Split('\n');
        lines[3] = "rubbish";
        await File.WriteAllTextAsync(path, string.Join('\n', lines), TestContext.Current.CancellationToken);
        var strict = await TradingCommand.Run("tape", "replay", path);
        Assert.Equal(ExitCode.BadInput, strict.Exit);
        Assert.Contains("t.rpl: line 4, byte ", strict.Error);
        var lenient = await TradingCommand.Run("tape", "replay", path, "--lenient");
        Assert.Equal(ExitCode.Ok, lenient.Exit);
        Assert.Equal(15 + 1, lenient.Out.Split('\n').Length - 1);
        Assert.Contains("warning: skipped 3; the first: line 4", lenient.Error);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "tape", "replay")]
    [InlineData(ExitCode.Usage, "tape", "replay", "x.rpl", "--speed", "fast")]
    [InlineData(ExitCode.Usage, "tape", "replay", "x.rpl", "--type", "nonsense")]
    [InlineData(ExitCode.Usage, "tape", "replay", "x.rpl", "--from", "yesterday")]
    [InlineData(ExitCode.Usage, "tape", "convert", "x.rpl", "--out", "x.csv")]
    [InlineData(ExitCode.Usage, "tape", "import", "x.log", "--venue", "nasdaq", "--out", "x.rpl")]
    [InlineData(ExitCode.Environment, "tape", "replay", "there-is-no-such-file.rpl")]
    public async Task Wrong_calls_have_their_exit_codes(int exit, params string[] args)
    {
        var run = await TradingCommand.Run(args);
        Assert.Equal((exit, ""), (run.Exit, run.Out));
        Assert.NotEqual("", run.Error);
    }

    [Fact]
    public async Task Unknown_names_are_answered_with_the_known_ones()
    {
        var run = await TradingCommand.Run("tape", "replay", SampleTape.Path, "--agent", "nobody");
        Assert.Equal(ExitCode.BadInput, run.Exit);
        Assert.Contains("it has noise-1, maker-1.", run.Error);
    }

    private static string[] Sequences(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimStart().Split(' ')[0])];
}
