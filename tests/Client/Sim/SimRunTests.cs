using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Sim;

public sealed class SimRunTests
{
    private const string Report =
        """
        seed                   7
        simulated              0.000983608 s
        events                 12
        orders                 7
        cancels                0 (0 per order)
        fills                  4
        amends                 0
        rejects                0 (0 by the inventory limit)
        queue depth            mean 0, max 0, overflows 0
        link                   gaps 0 (0 messages), duplicates dropped 0, reordered 0
        regime changes         1
        book sim:BTC-USDT      49993.5 / 49996.5, 5 orders, state 987876d4d0e013dc195918d35b7c1b91
        config hash            e9fa75190b2b6011825fb21d515e4e12
        trace hash             70ff9a10b35ffd3e4475ab9f5c4262bb
        state hash             480515e3171bf2758a4350c54387ea85

        """;

    [Fact]
    public async Task The_report_as_json_has_every_figure_of_a_run()
    {
        var run = await Json("--seed", "7", "--events", "5000", "--symbols", "BTC-USDT,ETH-USDT");
        Assert.Equal(
            [
                "seed", "configHash", "events", "orders", "cancels", "fills", "amends", "rejects", "cancelRate",
                "inventoryRejects", "overflows", "gaps", "lostMessages", "duplicatesDropped", "reordered",
                "regimeChanges", "queueDepthMax", "queueDepthMean", "steps", "simulatedNs", "books", "traceHash",
                "stateHash",
            ],
            run.EnumerateObject().Select(member => member.Name));
        var (orders, cancels) = (Number(run, "orders"), Number(run, "cancels"));
        Assert.True(Number(run, "events") >= 5000 && orders > 0 && cancels > 0 && Number(run, "fills") > 0, $"{run}");
        Assert.Equal(decimal.Round((decimal)cancels / orders, 4), run.GetProperty("cancelRate").GetDecimal());
        var books = run.GetProperty("books").EnumerateArray().ToArray();
        Assert.Equal(["sim:BTC-USDT", "sim:ETH-USDT"], books.Select(book => book.GetProperty("instrument").GetString()));
        var hashes = books.Append(run).Select(part => part.GetProperty("stateHash").GetString())
            .Append(run.GetProperty("traceHash").GetString()).Append(run.GetProperty("configHash").GetString());
        Assert.All(hashes, hash => Assert.Matches("^[0-9a-f]{32}$", hash));
        Assert.Equal(5, hashes.Distinct().Count());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_report_and_another_seed_another_run()
    {
        var first = await SimCommandRun.Of("--seed", "7", "--events", "3000", "--json");
        Assert.Equal(first, await SimCommandRun.Of("--seed", "7", "--events", "3000", "--json"));
        var (seven, eight) = (JsonDocument.Parse(first.Out).RootElement, await Json("--seed", "8", "--events", "3000"));
        foreach (var hash in new[] { "traceHash", "stateHash" }) Assert.NotEqual(Text(seven, hash), Text(eight, hash));
    }

    [Fact]
    public async Task Trace_prints_every_event_before_the_report()
    {
        var run = await SimCommandRun.Of("--seed", "7", "--events", "12", "--trace");
        const string trace =
            """
                   1 2026-01-01T00:00:00.000000000Z regime   calm
                   2 2026-01-01T00:00:00.000197521Z new      sim:BTC-USDT agent noise-10 order 1009 buy 0.013 @ 49995 leaves 0.013 Limit Gtc Accepted
                   3 2026-01-01T00:00:00.000373173Z new      sim:BTC-USDT agent noise-10 order 2009 buy 0.006 @ 49988.5 leaves 0.006 Limit Gtc Accepted
                   4 2026-01-01T00:00:00.000589115Z new      sim:BTC-USDT agent market-maker-1 order 1020 buy 0.05 @ 49993.5 leaves 0.05 Limit Gtc PostOnly Accepted
                   5 2026-01-01T00:00:00.000590115Z new      sim:BTC-USDT agent market-maker-1 order 2020 sell 0.05 @ 49996.5 leaves 0.05 Limit Gtc PostOnly Accepted
                   6 2026-01-01T00:00:00.000611638Z new      sim:BTC-USDT agent noise-15 order 1014 buy 0.01 @ 49990.5 leaves 0.01 Limit Gtc Accepted
                   7 2026-01-01T00:00:00.000846932Z new      sim:BTC-USDT agent noise-13 order 1012 sell 0.014 leaves 0.014 Market Ioc Accepted
                   8 2026-01-01T00:00:00.000846932Z fill     sim:BTC-USDT agent noise-13 order 1012 with 1009 sell 0.013 @ 49995 leaves 0.001 PartiallyFilled Taker trade 7
                   9 2026-01-01T00:00:00.000846932Z fill     sim:BTC-USDT agent noise-10 order 1009 with 1012 buy 0.013 @ 49995 Filled Maker trade 7
                  10 2026-01-01T00:00:00.000846932Z fill     sim:BTC-USDT agent noise-13 order 1012 with 1020 sell 0.001 @ 49993.5 Filled Taker trade 8
                  11 2026-01-01T00:00:00.000846932Z fill     sim:BTC-USDT agent market-maker-1 order 1020 with 1012 buy 0.001 @ 49993.5 leaves 0.049 PartiallyFilled Maker trade 8
                  12 2026-01-01T00:00:00.000983608Z new      sim:BTC-USDT agent market-maker-3 order 1022 buy 0.05 @ 49993.5 leaves 0.05 Limit Gtc PostOnly Accepted

            """;
        Assert.Equal(new TradingCommand(0, Lines(trace + Report), ""), run);
    }

    [Fact]
    public async Task Trace_as_ndjson_is_the_tape_and_the_report_goes_to_the_other_stream()
    {
        using var folder = new TestFolder();
        var run = await SimCommandRun.Of("--seed", "7", "--events", "12", "--trace", "--format", "ndjson");
        Assert.Equal((ExitCode.Ok, Lines(Report)), (run.Exit, run.Error));
        const string tail =
            """
            {"k":"fill","n":11,"t":1767225600000846932,"i":0,"a":20,"o":1020,"m":1012,"s":"B","p":4999350,"q":1,"l":49,"z":7,"j":"M","d":8}
            {"k":"new","n":12,"t":1767225600000983608,"i":0,"a":22,"o":1022,"s":"B","p":4999350,"q":50,"l":50,"y":1,"f":1,"g":1,"h":2,"z":3}
            {"k":"end","n":12,"h":"70ff9a10b35ffd3e4475ab9f5c4262bb"}

            """;
        Assert.EndsWith(Lines(tail), run.Out);
        await SimCommandRun.Of("--seed", "7", "--events", "12", "--out", folder.File("t.rpl"));
        Assert.Equal(run.Out, await File.ReadAllTextAsync(folder.File("t.rpl"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("t.rpl")]
    [InlineData("t.rpl.gz")]
    [InlineData("t.rpl.zst")]
    public async Task The_tape_of_a_run_is_whole_and_has_its_trace_hash(string name)
    {
        using var folder = new TestFolder();
        var run = await Json("--seed", "7", "--events", "3000", "--out", folder.File(name));
        var verified = await TradingCommand.Run(
            "tape", "verify", folder.File(name), "--expect-hash", Text(run, "traceHash"), "--json");
        Assert.Equal((ExitCode.Ok, ""), (verified.Exit, verified.Error));
        Assert.Equal(Number(run, "events"), Number(JsonDocument.Parse(verified.Out).RootElement, "events"));
    }

    [Theory]
    [InlineData]
    [InlineData("--clock", "tick:1ms", "--regimes", "auto")]
    [InlineData("--symbols", "BTC-USDT,ETH-USDT", "--inject", "gap:0.01,duplicate:0.01,reorder:0.01", "--jitter", "200us")]
    [InlineData("--queue-capacity", "4", "--service", "60us", "--overflow", "drop-oldest")]
    public async Task A_resumed_run_ends_where_an_uninterrupted_one_does(params string[] flags)
    {
        using var folder = new TestFolder();
        var (first, second, whole) = (folder.File("1.rpl"), folder.File("2.rpl"), folder.File("whole.rpl"));
        string[] seed = ["--seed", "7", .. flags];
        await Json([.. seed, "--events", "2000", "--out", first, "--snapshot", folder.File("half.snap")]);
        var resumed = await Json([.. seed, "--events", "4000", "--out", second, "--resume", folder.File("half.snap")]);
        var uninterrupted = await Json([.. seed, "--events", "4000", "--out", whole]);
        Assert.Equal($"{uninterrupted}", $"{resumed}");
        Assert.Equal(Events(whole), Events(first).Concat(Events(second)));
    }

    [Fact]
    public async Task Perf_adds_its_block_and_changes_nothing_else()
    {
        var plain = await SimCommandRun.Of("--seed", "7", "--events", "3000", "--json");
        var timed = JsonNode.Parse((await SimCommandRun.Of("--seed", "7", "--events", "3000", "--json", "--perf")).Out);
        Assert.Equal(
            ["seconds", "eventsPerSecond", "stepNsMin", "stepNsMean", "stepNsP50", "stepNsP95", "stepNsP99", "stepNsMax"],
            timed?["perf"]?.AsObject().Select(member => member.Key));
        timed?.AsObject().Remove("perf");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(plain.Out), timed));
        var text = await SimCommandRun.Of("--seed", "7", "--events", "12", "--perf");
        Assert.StartsWith(Lines(Report) + "wall clock ", text.Out);
    }

    [Fact]
    public async Task The_schema_names_every_member_of_the_file()
    {
        var run = await TradingCommand.Run("sim", "schema");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        Assert.Equal(
            [
                "$schema", "seed", "symbols", "agents", "agentSettings", "regimes", "thresholds", "ratePerSecond", "tickNs",
                "startTimeNs", "startPriceTicks", "inventoryLimitLots", "burst", "cancelStorm", "queue", "jitter", "injection",
            ],
            JsonDocument.Parse(run.Out).RootElement.GetProperty("properties").EnumerateObject().Select(member => member.Name));
    }

    private static async Task<JsonElement> Json(params string[] flags) => await SimCommandRun.Json(flags);

    private static string[] Events(string tape) => File.ReadAllLines(tape)[1..^1];

    private static long Number(JsonElement json, string member) => json.GetProperty(member).GetInt64();

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString() ?? "";

    private static string Lines(string text) => text.ReplaceLineEndings("\n");
}
