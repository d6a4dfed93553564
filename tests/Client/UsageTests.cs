using System.Threading.Tasks;
using Xunit;

namespace Trading.Client.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("sim", "nonsense")]
    public async Task A_wrong_command_line_exits_with_2_and_says_what_to_do(params string[] args)
    {
        var run = await TradingCommand.Run(args);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains("--help", run.Error);
    }

    [Theory]
    [InlineData("a whole number that is not negative is expected.", "sim", "run", "--seed", "-1")]
    [InlineData("a whole number is expected.", "bench", "durable", "--batch", "many")]
    public async Task A_number_that_is_none_is_told_without_the_names_of_types(string expected, params string[] args)
    {
        var run = await TradingCommand.Run(args);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains(expected, run.Error);
        Assert.DoesNotContain("System.", run.Error);
    }

    [Fact]
    public async Task Help_is_a_success()
    {
        var run = await TradingCommand.Run("--help");
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.Contains("sim", run.Out);
    }
}
