using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Trading.Client.Tests.Tape;
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

    [Fact]
    public async Task Decisions_of_risk_have_their_figures_and_allocate_nothing()
    {
        var run = await TradingCommand.Run("bench", "risk", "--decisions", "40000", "--runs", "1", "--json");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        var json = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(5_000, json.GetProperty("denied").GetInt64());
        Assert.Equal(0, json.GetProperty("bytesPerDecision").GetDouble());
        Assert.InRange(json.GetProperty("p95Ns").GetDouble(), 1, 1_000_000);
    }

    [Fact]
    public async Task Every_model_of_publication_has_its_figures()
    {
        var run = await TradingCommand.Run("bench", "publication", "--readers", "2", "--commands", "20000", "--json");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        var results = JsonDocument.Parse(run.Out).RootElement.EnumerateArray().ToArray();
        Assert.Equal(
            ["PublishedSnapshots", "OneLock", "TurnQueue"], results.Select(result => result.GetProperty("model").GetString()));
        Assert.All(results, result => Assert.True(result.GetProperty("commandsPerSecond").GetDouble() > 0));
        Assert.All(results, result => Assert.Equal(2, result.GetProperty("readers").GetInt32()));
        // Published snapshots are the model in which a writer never waits.
        Assert.Equal([true, false, false], results.Select(result => result.GetProperty("writerWaitMaxNs").GetDouble() == 0));
    }

    [Fact]
    public async Task Recovery_is_measured_just_before_the_next_snapshot()
    {
        const int Distance = 1 << 20;
        var folder = Directory.CreateTempSubdirectory("bench-recovery-").FullName;
        try
        {
            var run = await TradingCommand.Run(
                "bench", "recovery", "--commands", "40000", "--runs", "1", "--data-dir", folder, "--snapshot-bytes", $"{Distance}", "--json");
            Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
            var json = JsonDocument.Parse(run.Out).RootElement;
            Assert.True(json.GetProperty("hashesEqual").GetBoolean());
            Assert.Equal(40_000, json.GetProperty("sizes")[0].GetProperty("commands").GetInt64());
            var interval = json.GetProperty("intervals")[0];
            Assert.Equal(2, interval.GetProperty("snapshots").GetInt32());
            Assert.InRange(interval.GetProperty("tailBytes").GetInt64(), Distance - 32 * 1024, Distance - 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Durable_orders_on_a_private_database_have_every_figure()
    {
        var folder = Directory.CreateTempSubdirectory("bench-durable-").FullName;
        try
        {
            var run = await TradingCommand.Run(
                "bench", "durable", "--store", "postgres", "--batch", "16", "--clients", "1", "--warm-up", "1", "--seconds", "1",
                "--runs", "1", "--data-dir", folder, "--json");
            Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
            var json = JsonDocument.Parse(run.Out).RootElement;
            Assert.Equal("postgres", json.GetProperty("store").GetString());
            Assert.Equal(16, json.GetProperty("batch").GetInt32());
            string[] figures =
            [
                "ordersPerSecond", "p50Us", "p95Us", "p99Us", "p999Us", "ceilingGatewayPerSecond", "ceilingSyncPerSecond",
                "engineOnlyPerSecond", "journalBytesPerOrder",
            ];
            Assert.All(figures, figure => Assert.True(json.GetProperty(figure).GetDouble() > 0, figure));
            Assert.True(json.TryGetProperty("allocatedBytesPerOrder", out _));
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Measuring_is_told_as_ratios_of_pairs()
    {
        using var folder = new TestFolder();
        var run = await TradingCommand.Run(
            "bench", "measuring", "--page", "--dashboard", "--batch", "16", "--clients", "1", "--warm-up", "1", "--milliseconds", "300",
            "--starts", "2", "--pairs", "2", "--data-dir", folder.File(""), "--json");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        var ratios = JsonDocument.Parse(run.Out).RootElement.GetProperty("ordersPerSecond");
        Assert.Equal(4, ratios.GetProperty("pairs").GetArrayLength());
        Assert.InRange(
            ratios.GetProperty("median").GetDouble(), ratios.GetProperty("lower95").GetDouble(), ratios.GetProperty("upper95").GetDouble());
        Assert.All(ratios.GetProperty("pairs").EnumerateArray(), pair => Assert.True(pair.GetDouble() > 0));
        Assert.Empty(Directory.GetFileSystemEntries(folder.File("")));
    }

    [Theory]
    [InlineData("'Z'", "bench", "book", "--mix", "Z")]
    [InlineData("--runs must be positive", "bench", "book", "--runs", "0")]
    [InlineData("--readers must be positive", "bench", "publication", "--readers", "0")]
    [InlineData("--runs must be positive", "bench", "sim", "--runs", "-1")]
    [InlineData("--pairs must be positive", "bench", "measuring", "--pairs", "0")]
    [InlineData("both silos are alike", "bench", "measuring", "--blank", "--page")]
    [InlineData("--events must be at least 2", "bench", "sim", "--events", "1")]
    [InlineData("--events must be positive", "bench", "tape", "--events", "0")]
    [InlineData("--runs must be positive", "bench", "tape", "--runs", "0")]
    [InlineData("--snapshot-bytes must be", "bench", "recovery", "--snapshot-bytes", "9")]
    [InlineData("'orders'", "bench", "orders")]
    public async Task Wrong_calls_are_refused(string reason, params string[] args)
    {
        var run = await TradingCommand.Run(args);
        Assert.Equal((ExitCode.Usage, ""), (run.Exit, run.Out));
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error);
    }
}
