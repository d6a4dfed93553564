using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Trading.Bench;
using Trading.Client.Tests.Tape;
using Xunit;

namespace Trading.Client.Tests;

/// <summary><c>trading bench baseline</c>: what it measures, and what it objects to. No figure of a test run is judged.</summary>
public sealed class BaselineBenchTests : IDisposable
{
    private static readonly BaselineRow Row = new("mixed", 1e6, 2.0, 0.05, 30, 60, 90, 0.5);
    private static readonly BaselineResult Baseline = new(5, 1_000_000, 1, 5e5, 0.01, [Row, Row with { Name = "cancel" }]);
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2.0, 0.5, 0)]
    [InlineData(1.41, 1.5, 0)]
    [InlineData(1.39, 0.5, 1)]
    [InlineData(9.0, 1.51, 1)]
    [InlineData(1.0, 9.0, 2)]
    public void Slower_than_the_tolerance_or_a_byte_more_is_a_finding(double ratio, double bytes, int findings)
    {
        var measured = Baseline with { Rows = [Row with { Ratio = ratio, BytesPerOp = bytes }, Row with { Name = "cancel" }] };
        Assert.Equal(findings, BaselineBench.Compare(Baseline, measured, 0.3).Length);
    }

    [Fact]
    public void An_operation_that_is_missing_is_a_finding() =>
        Assert.Equal(["cancel: not measured"], BaselineBench.Compare(Baseline, Baseline with { Rows = [Row] }, 0.3));

    [Theory]
    [InlineData(0, ExitCode.Ok, "within the baseline")]
    [InlineData(1e9, ExitCode.CheckFailed, "NOT within the baseline")]
    public async Task A_run_is_compared_with_a_file(double ratio, int exit, string verdict)
    {
        var (written, file) = (_folder.File("written.json"), _folder.File("baseline.json"));
        var first = await TradingCommand.Run("bench", "baseline", "--runs", "1", "--commands", "2048", "--write", written, "--json");
        Assert.Equal((ExitCode.Ok, ""), (first.Exit, first.Error));
        Assert.Equal(
            ["mixed", "match", "insert", "cancel", "node", "node, watched", "durable node", "durable node, watched"],
            JsonDocument.Parse(first.Out).RootElement.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("name").GetString()));
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        var read = JsonSerializer.Deserialize<BaselineResult>(await File.ReadAllTextAsync(written, TestContext.Current.CancellationToken), options);
        Assert.NotNull(read);
        var other = read with { Rows = [.. read.Rows.Select(row => row with { Ratio = ratio, BytesPerOp = 1e9 })] };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(other, options), TestContext.Current.CancellationToken);
        var run = await TradingCommand.Run("bench", "baseline", "--runs", "1", "--commands", "2048", "--check", file);
        Assert.Equal(exit, run.Exit);
        Assert.Contains(verdict, run.Error);
        Assert.Contains("durable node, watched", run.Out);
    }

    [Theory]
    [InlineData(null, "--check")]
    [InlineData("{}", "it holds no baseline")]
    [InlineData("nonsense", "--check")]
    public async Task A_file_that_is_no_baseline_is_refused(string? content, string message)
    {
        var path = _folder.File("no.json");
        if (content is not null) await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        var run = await TradingCommand.Run("bench", "baseline", "--check", path);
        Assert.Equal((ExitCode.BadInput, ""), (run.Exit, run.Out));
        Assert.Contains(message, run.Error);
    }
}
