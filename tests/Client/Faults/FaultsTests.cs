using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Trading.Client.Tests.Faults;

/// <summary><c>trading faults</c>: what it tells, and what it refuses.</summary>
public sealed class FaultsTests
{
    [Fact]
    public async Task A_clean_seed_is_told_as_json_the_same_every_time()
    {
        var run = await TradingCommand.Run("faults", "run", "--seed", "3", "--profile", "files", "--for", "60s", "--coverage", "--json");
        Assert.Equal(0, run.Exit);
        using var document = JsonDocument.Parse(run.Out);
        var root = document.RootElement;
        Assert.Equal((1, 0), (root.GetProperty("seeds").GetInt32(), root.GetProperty("violations").GetInt32()));
        Assert.True(root.GetProperty("commands").GetInt32() > 0);
        Assert.True(root.GetProperty("faults").GetInt32() > 0);
        Assert.True(root.GetProperty("simulatedHours").GetDouble() > 0);
        Assert.Equal(32, root.GetProperty("traceHash").GetString()?.Length);
        Assert.NotEqual(0, root.GetProperty("coverage").GetArrayLength());
        Assert.Equal(run.Out, (await TradingCommand.Run("faults", "run", "--seed", "3", "--profile", "files", "--for", "60s", "--coverage", "--json")).Out);
    }

    [Fact]
    public async Task Seeds_that_run_at_the_same_time_say_what_they_say_one_by_one()
    {
        string[] words = ["faults", "run", "--seeds", "1..45", "--for", "20s", "--coverage", "--json"];
        var one = await TradingCommand.Run([.. words, "--parallel", "1"]);
        // In so short a time some seeds are void: those too are told in their order.
        Assert.Equal(one, await TradingCommand.Run([.. words, "--parallel", "3"]));
    }

    [Fact]
    public async Task A_planted_bug_ends_with_code_1_and_the_command_that_reruns_it()
    {
        var run = await TradingCommand.Run("faults", "run", "--seeds", "1..2", "--plant", "canary");
        Assert.Equal(1, run.Exit);
        Assert.Contains("1007 canary", run.Out);
        Assert.Contains("trading faults run --seed 2 --profile book --plant canary", run.Out);
    }

    [Theory]
    [InlineData("--seeds", "5..1", "as in 1..300")]
    [InlineData("--seeds", "x", "as in 1..300")]
    [InlineData("--profile", "moon", "use book, desk, files, market, venue or all")]
    [InlineData("--plant", "none", "trading faults plants lists them")]
    [InlineData("--without", "rain", "use some of message-lost")]
    [InlineData("--for", "2h", "from 1s to 1h")]
    [InlineData("--parallel", "0", "run from 1 to 256 seeds at a time")]
    public async Task Wrong_words_end_with_code_2_and_say_what_to_write(string option, string value, string message)
    {
        var run = await TradingCommand.Run("faults", "run", option, value);
        Assert.Equal(2, run.Exit);
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public async Task The_planted_bugs_are_listed()
    {
        var run = await TradingCommand.Run("faults", "plants");
        Assert.Equal(0, run.Exit);
        Assert.Contains("no-epoch-check", run.Out);
    }
}
