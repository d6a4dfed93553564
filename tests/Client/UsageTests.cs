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

    [Fact]
    public async Task Help_is_a_success()
    {
        var run = await TradingCommand.Run("--help");
        Assert.Equal(ExitCode.Ok, run.Exit);
        Assert.Contains("sim", run.Out);
    }
}
