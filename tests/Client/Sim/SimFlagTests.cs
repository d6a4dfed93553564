using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Sim;

/// <summary>What each flag of <c>sim run</c> changes.</summary>
public sealed class SimFlagTests
{
    private const string Crowded = "--queue-capacity 4 --service 60us --rate 50000";

    [Fact]
    public async Task A_ticking_clock_ends_between_ticks_only()
    {
        const long millisecond = 1_000_000;
        Assert.Equal(0, Number(await Run("--clock tick:1ms"), "simulatedNs") % millisecond);
        Assert.NotEqual(0, Number(await Run("--clock event"), "simulatedNs") % millisecond);
    }

    [Fact]
    public async Task Duration_ends_the_run_at_a_simulated_time()
    {
        var run = await SimCommandRun.Json("--seed", "7", "--duration", "50ms");
        Assert.InRange(Number(run, "simulatedNs"), 50_000_000, 55_000_000);
        Assert.InRange(Number(run, "events"), 1, 99_999);
    }

    [Fact]
    public async Task A_script_of_regimes_is_repeated()
    {
        var run = await SimCommandRun.Json(
            "--seed", "7", "--duration", "60500us", "--regimes", "calm:10ms,burst:10ms,cancel-storm:10ms");
        Assert.Equal(7, Number(run, "regimeChanges"));
    }

    [Fact]
    public async Task Automatic_regimes_follow_the_market_instead_of_a_script()
    {
        var auto = await Run("--regimes auto --rate 100000 --events 60000");
        var script = await Run("--regimes calm:1h --rate 100000 --events 60000");
        Assert.Equal(1, Number(script, "regimeChanges"));
        Assert.True(Number(auto, "regimeChanges") > 1, $"{auto}");
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("drop-oldest")]
    [InlineData("drop-newest")]
    public async Task A_full_queue_overflows_and_says_so(string policy)
    {
        var run = await Run($"{Crowded} --overflow {policy}");
        Assert.Equal(4, Number(run, "queueDepthMax"));
        Assert.True(Number(run, "overflows") > 0, $"{run}");
        Assert.Equal(policy == "reject", Number(run, "rejects") >= Number(run, "overflows"));
    }

    [Fact]
    public async Task Overflow_policies_give_three_different_runs()
    {
        var runs = new[]
        {
            await Run($"{Crowded} --overflow reject"),
            await Run($"{Crowded} --overflow drop-oldest"),
            await Run($"{Crowded} --overflow drop-newest"),
        };
        Assert.Equal(3, runs.Select(run => Text(run, "traceHash")).Distinct().Count());
    }

    [Fact]
    public async Task A_slow_matcher_makes_messages_wait()
    {
        var (fast, slow) = (await Run("--service 0us"), await Run("--service 100us"));
        Assert.True(Number(slow, "queueDepthMax") > Number(fast, "queueDepthMax"), $"{fast}\n{slow}");
    }

    [Fact]
    public async Task Jitter_moves_events_of_the_named_types()
    {
        var none = Text(await Run("--jitter 0us"), "traceHash");
        Assert.Equal(none, Text(await Run(""), "traceHash"));
        var others = new[]
        {
            none,
            Text(await Run("--jitter 200us"), "traceHash"),
            Text(await Run("--jitter new:200us"), "traceHash"),
            Text(await Run("--jitter cancel:200us"), "traceHash"),
            Text(await Run("--jitter amend:200us"), "traceHash"),
            Text(await Run("--jitter fill:200us"), "traceHash"),
        };
        Assert.Equal(others.Length, others.Distinct().Count());
    }

    [Theory]
    // What follows a lost message comes early, and waits as a reordered one would.
    [InlineData("gap", "gaps", "lostMessages", "reordered")]
    [InlineData("duplicate", "duplicatesDropped")]
    [InlineData("reorder", "reordered")]
    public async Task Injected_faults_are_found_and_counted_by_their_kinds(string fault, params string[] counts)
    {
        var run = await Run($"--inject {fault}:0.01");
        foreach (var count in new[] { "gaps", "lostMessages", "duplicatesDropped", "reordered" })
        {
            Assert.True(counts.Contains(count) == Number(run, count) > 0, $"{count}: {run}");
        }
    }

    [Fact]
    public async Task Agents_are_those_that_are_named()
    {
        using var folder = new TestFolder();
        await Run($"--agents noise:2,market-maker:1,cancel-bot:0 --out {folder.File("t.rpl")}");
        using var header = JsonDocument.Parse(File.ReadLines(folder.File("t.rpl")).First());
        Assert.Equal(
            ["noise-1", "noise-2", "market-maker-1"],
            header.RootElement.GetProperty("agents").EnumerateArray().Select(agent => agent.GetString()));
    }

    [Fact]
    public async Task A_higher_rate_packs_events_into_less_time()
    {
        var (slow, fast) = (await Run("--rate 1000"), await Run("--rate 10000"));
        Assert.True(Number(slow, "simulatedNs") > 4 * Number(fast, "simulatedNs"), $"{slow}\n{fast}");
    }

    [Fact]
    public async Task Symbols_have_a_book_each()
    {
        var books = (await Run("--symbols BTC-USDT,sim:SOL-USDT")).GetProperty("books").EnumerateArray();
        Assert.Equal(["sim:BTC-USDT", "sim:SOL-USDT"], books.Select(book => book.GetProperty("instrument").GetString()));
    }

    [Fact]
    public async Task Flags_win_over_the_file_and_the_file_over_the_defaults()
    {
        using var folder = new TestFolder();
        var file = folder.File("sim.json");
        await File.WriteAllTextAsync(
            file,
            """
            { // as a person writes it
              "$schema": "sim.schema.json", "seed": 9, "symbols": ["ETH-USDT"], "ratePerSecond": 1000, "tickNs": 1000000,
              "queue": { "capacity": 16, "overflow": "drop-newest", "serviceNs": 2000 },
              "agents": [{ "kind": "noise-trader", "count": 3, "weight": 10 }, { "kind": "market-maker", "count": 1, "weight": 5 }]
            }
            """,
            TestContext.Current.CancellationToken);
        var fromFile = await SimCommandRun.Json("--config", file, "--events", "2000");
        Assert.Equal(9, Number(fromFile, "seed"));
        Assert.Equal("sim:ETH-USDT", Text(fromFile.GetProperty("books")[0], "instrument"));
        string[] flags =
        [
            "--seed", "7", "--symbols", "BTC-USDT", "--rate", "5000", "--clock", "event", "--queue-capacity", "1024",
            "--overflow", "reject", "--service", "3us", "--agents", "noise:2,momentum:1", "--events", "2000",
        ];
        var withFlags = await SimCommandRun.Json(["--config", file, .. flags]);
        Assert.Equal($"{await SimCommandRun.Json(flags)}", $"{withFlags}");
        Assert.NotEqual(Text(fromFile, "configHash"), Text(withFlags, "configHash"));
    }

    private static Task<JsonElement> Run(string flags)
    {
        string[] events = flags.Contains("--events") ? [] : ["--events", "4000"];
        return SimCommandRun.Json(["--seed", "7", .. events, .. flags.Split(' ').Where(word => word.Length > 0)]);
    }

    private static long Number(JsonElement json, string member) => json.GetProperty(member).GetInt64();

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString() ?? "";
}
