using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Trading.Client.Tests;

public sealed class BenchTests
{
    [Theory]
    [InlineData(
        "sim", "2000", "events", "eventsPerSecond", "bytesPerEvent", "traceHash", "loadAverage", "runs")]
    [InlineData(
        "tape", "2000", "events", "tapeBytes", "readEventsPerSecond", "readMegabytesPerSecond", "readBytesPerEvent",
        "writeEventsPerSecond", "writeBytesPerEvent", "hash", "loadAverage", "runs")]
    public async Task A_short_run_has_every_figure(string verb, string events, params string[] members)
    {
        var run = await TradingCommand.Run("bench", verb, "--events", events, "--runs", "1", "--json");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        var json = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(members, json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(int.Parse(events), json.GetProperty("events").GetInt64());
        Assert.Single(json.GetProperty("runs").EnumerateArray());
    }

    [Theory]
    [InlineData("'Z'", "bench", "book", "--mix", "Z")]
    [InlineData("--runs must be positive", "bench", "book", "--runs", "0")]
    [InlineData("--runs must be positive", "bench", "sim", "--runs", "-1")]
    [InlineData("--events must be at least 2", "bench", "sim", "--events", "1")]
    [InlineData("--events must be positive", "bench", "tape", "--events", "0")]
    [InlineData("--runs must be positive", "bench", "tape", "--runs", "0")]
    [InlineData("'orders'", "bench", "orders")]
    public async Task Wrong_calls_are_refused(string reason, params string[] args)
    {
        var run = await TradingCommand.Run(args);
        Assert.Equal((ExitCode.Usage, ""), (run.Exit, run.Out));
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error);
    }
}
