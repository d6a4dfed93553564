using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Trading.Client.Chaos;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests.Chaos;

public sealed class ChaosCommandTests
{
    [Fact]
    public async Task A_plan_is_printed_and_nothing_is_run()
    {
        string[] words = ["chaos", "run", "--profile", "all", "--seed", "3", "--plan"];
        var (first, again) = (await TradingCommand.Run(words), await TradingCommand.Run(words));
        Assert.Equal((ExitCode.Ok, ""), (first.Exit, first.Error));
        Assert.Equal(first.Out, again.Out);
        var json = await TradingCommand.Run([.. words, "--json"]);
        var plans = JsonDocument.Parse(json.Out).RootElement.GetProperty("plans");
        Assert.Equal(ChaosProfile.All.Count, plans.GetArrayLength());
        Assert.All(plans.EnumerateArray(), plan => Assert.NotEqual(0, plan.GetProperty("plan").GetProperty("faults").GetArrayLength()));
    }

    [Theory]
    [InlineData("--profile nonsense: use smoke", "run", "--profile", "nonsense")]
    [InlineData("'storm' is no fault; use some of kill", "run", "--only", "storm")]
    [InlineData("these do not go together", "run", "--only", "freeze,disk-full")]
    [InlineData("these do not go together", "run", "--only", "market-loss,kill")]
    [InlineData("both count from 1", "run", "--only", "corrupt", "--segment", "1")]
    [InlineData("both count from 1", "run", "--only", "corrupt", "--segment", "0", "--record", "2")]
    [InlineData("say what corrupt damages", "run", "--profile", "smoke", "--segment", "1", "--record", "2")]
    [InlineData("--sync: use 1 to 65535", "run", "--only", "kill-at-sync", "--sync", "0")]
    [InlineData("says where kill-at-sync strikes", "run", "--only", "kill", "--sync", "3")]
    [InlineData("needs 49 at least", "run", "--profile", "smoke", "--seconds", "5")]
    [InlineData("--seconds: use 1 to 86400", "run", "--seconds", "0")]
    [InlineData("--silos: use 2 to 8", "run", "--silos", "1")]
    [InlineData("--rate: use 1 to 100000", "run", "--rate", "0")]
    [InlineData("--minutes: use 2 to 1440", "soak", "--minutes", "1")]
    public async Task Wrong_words_are_told_before_anything_starts(string why, params string[] words)
    {
        var run = await TradingCommand.Run(["chaos", .. words]);
        Assert.Equal((ExitCode.Usage, ""), (run.Exit, run.Out));
        Assert.StartsWith("error: ", run.Error);
        Assert.Contains(why, run.Error);
    }

    [Fact]
    public async Task A_record_that_is_to_be_damaged_is_named()
    {
        var run = await TradingCommand.Run(
            "chaos", "run", "--only", "corrupt", "--segment", "2", "--record", "5", "--seconds", "60", "--plan", "--json");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        var plan = JsonDocument.Parse(run.Out).RootElement.GetProperty("plans")[0].GetProperty("plan");
        Assert.All(plan.GetProperty("faults").EnumerateArray(), fault => Assert.EndsWith("record 5 of segment 2", fault.GetProperty("on").GetString()));
    }

    [Fact]
    public async Task A_sync_that_is_to_be_deadly_is_named()
    {
        var run = await TradingCommand.Run("chaos", "run", "--only", "kill-at-sync", "--sync", "12", "--plan", "--json");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        var plan = JsonDocument.Parse(run.Out).RootElement.GetProperty("plans")[0].GetProperty("plan");
        Assert.Equal("the silo, at sync 12 of a writer from then on", plan.GetProperty("faults")[0].GetProperty("on").GetString());
    }

    [Fact]
    public async Task A_session_without_whole_market_data_whose_venue_is_down_ends_in_the_words_of_the_backtest()
    {
        var run = await TradingCommand.Run("chaos", "run", "--only", "market-loss,venue-down", "--seed", "1", "--json");
        Assert.True(run.Exit == ExitCode.Ok, run.Out + run.Error);
        var json = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(["market-loss", "venue-down"], json.GetProperty("faults").EnumerateArray().Select(KindOf).Distinct().Order());
        Assert.True(json.GetProperty("figures").GetProperty("sameWordsAsTheBacktest").GetBoolean());
        Assert.True(json.GetProperty("figures").GetProperty("refusedByTheVenue").GetInt64() > 0);
        Assert.DoesNotContain(" 0 ", json.GetProperty("figures").GetProperty("marketData").GetString(), System.StringComparison.Ordinal);
    }

    /// <summary>Needs PostgreSQL's server programs, as the neighbours do, and says so without them.</summary>
    [Fact]
    public async Task A_silo_and_the_database_are_killed_under_load_and_nothing_is_lost()
    {
        using var folder = new TestFolder();
        var run = await TradingCommand.Run(
            "chaos", "run", "--only", "kill,database-kill", "--seed", "1", "--silos", "2", "--books", "3", "--rate", "40", "--json",
            "--out", folder.File("out"));
        Assert.True(run.Exit == ExitCode.Ok, run.Out + run.Error);
        var json = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal("ok", json.GetProperty("outcome").GetString());
        Assert.Equal(["database-kill", "kill"], json.GetProperty("faults").EnumerateArray().Select(KindOf).Order());
        Assert.All(json.GetProperty("faults").EnumerateArray(), fault => Assert.True(fault.GetProperty("happened").GetBoolean()));
        Assert.True(json.GetProperty("acknowledged").GetInt64() > 100);
        Assert.True(json.GetProperty("hashesEqual").GetBoolean());
        var watched = json.GetProperty("watched");
        Assert.Equal((2, 0), (watched.GetProperty("silos").GetInt32(), watched.GetProperty("samples").GetInt32()));
        Assert.NotEmpty(watched.GetProperty("counters").EnumerateObject());
        Assert.All(watched.GetProperty("counters").EnumerateObject(), counter => Assert.Equal(0, counter.Value.GetInt64()));
        foreach (var none in new[] { "lost", "duplicated", "answeredOtherwise", "unknown", "staleWritesAccepted", "violations" })
        {
            Assert.Equal(0, json.GetProperty(none).GetInt64());
        }

        Assert.True(File.Exists(Path.Combine(folder.File("out"), "report.json")));
        Assert.False(File.Exists(Path.Combine(folder.File("out"), "violations.json")));
    }

    private static string? KindOf(JsonElement fault) => fault.GetProperty("kind").GetString();
}
