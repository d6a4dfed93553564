using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using Trading.Client.Observe;
using Trading.Client.Tests.Cluster;
using Trading.GrainInterfaces;
using Trading.Grains;
using Xunit;

namespace Trading.Client.Tests.Observe;

/// <summary>The three ways to the same figures: the Prometheus endpoint, <c>trading top</c>, and the file of <c>--metrics</c>.</summary>
public sealed class FiguresTests(MeasuredSilo silo) : IClassFixture<MeasuredSilo>
{
    internal const string Canary = "canary-51be0";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    [Fact]
    public async Task Endpoint_top_and_file_show_the_same_figures()
    {
        for (var order = 1; order <= 3; order++) await SubmitAsync(order, "buy", "60000");
        await SubmitAsync(4, "sell", "60000");
        // Refused: its id is taken.
        await SubmitAsync(2, "buy", "60000");
        var token = await silo.LookAtDashboardAsync();
        using var folder = new TemporaryData();
        var path = Path.Combine(folder.Path, "metrics.json");
        await MetricsFile.WriteAsync(path, silo.Client, TestContext.Current.CancellationToken);
        var top = await TradingCommand.Run(["top", "--once", "--json", .. silo.Flags]);
        var scraped = await silo.ScrapeAsync();
        Assert.Equal((ExitCode.Ok, ""), (top.Exit, top.Error));
        var fromFile = MetersOf(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        var fromTop = MetersOf(top.Out);
        var fromEndpoint = Samples(scraped);
        Assert.Equal(4, fromTop.Count(meter => meter.Name == "trading.book.reports" || meter.Name == "trading.book.rejects"));
        Assert.Equal(fromFile, fromTop);
        Assert.True(fromTop.Count >= 12);
        foreach (var meter in fromTop)
        {
            var row = MeterCatalog.All.Single(row => row.Name == meter.Name);
            var labels = meter.Tags.Length == 0 ? "" : $"{row.PrometheusTag}=\"{meter.Tags[(row.Tag.Length + 1)..]}\"";
            if (row.Kind != MeterKind.Histogram)
            {
                Assert.Equal((row.Name, labels, meter.Value), (row.Name, labels, fromEndpoint[(row.PrometheusName, labels)]));
                continue;
            }

            Assert.Equal((row.Name, labels, meter.Count), (row.Name, labels, (long)fromEndpoint[(row.PrometheusName + "_count", labels)]));
            Assert.Equal(meter.Value, fromEndpoint[(row.PrometheusName + "_sum", labels)], 1e-9);
        }

        // And nothing that the endpoint has of ours is missing here.
        var shown = fromTop.Select(meter => MeterCatalog.All.Single(row => row.Name == meter.Name).PrometheusName).ToHashSet(StringComparer.Ordinal);
        Assert.All(
            fromEndpoint.Keys.Where(key => key.Name.StartsWith("trading_", StringComparison.Ordinal) && !key.Name.StartsWith("trading_journal_sync", StringComparison.Ordinal)),
            key => Assert.Contains(key.Name.Replace("_count", "", StringComparison.Ordinal).Replace("_sum", "", StringComparison.Ordinal), shown));
        string[] shownAnywhere = [scraped, top.Out, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)];
        Assert.All(shownAnywhere, text => Assert.DoesNotContain(Canary, text));
        Assert.All(shownAnywhere, text => Assert.DoesNotContain(token, text));
    }

    [Fact]
    public async Task A_session_that_the_cluster_does_not_have_is_told()
    {
        var top = await TradingCommand.Run(["top", "--session", "nobody", .. silo.Flags]);
        Assert.Equal((ExitCode.BadInput, "error: the cluster has no session 'nobody'.\n"), (top.Exit, top.Error));
        Assert.Contains("hottest nodes", top.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_terminal_top_prints_once_and_ends()
    {
        await SubmitAsync(21, "buy", "100");
        var top = await TradingCommand.Run(["top", .. silo.Flags]);
        Assert.Equal((ExitCode.Ok, ""), (top.Exit, top.Error));
        string[] parts = ["silo", "stage", "node.call", "counter", "invariant.violations", "hottest nodes", "main/sim:BTC-USDT"];
        Assert.All(parts, part => Assert.Contains(part, top.Out, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', top.Out);
        Assert.DoesNotContain("pause", top.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demo_counts_what_its_summary_says()
    {
        using var folder = new TemporaryData();
        var path = Path.Combine(folder.Path, "metrics.json");
        var demo = await TradingCommand.Run("demo", "--events", "5000", "--out", Path.Combine(folder.Path, "demo"), "--metrics", path, "--json");
        Assert.Equal(ExitCode.Ok, demo.Exit);
        var summary = JsonDocument.Parse(demo.Out).RootElement;
        var meters = MetersOf(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(summary.GetProperty("orders").GetInt64(), Value("kind=accepted"));
        Assert.Equal(summary.GetProperty("cancels").GetInt64(), Value("kind=canceled"));
        // A trade is a fill for each of its two orders.
        Assert.Equal(summary.GetProperty("fills").GetInt64(), 2 * Value("kind=trade"));

        double Value(string kind) => meters.Single(meter => meter.Name == "trading.book.reports" && meter.Tags == kind).Value;
    }

    [Theory]
    [InlineData("--interval: write 100ms to 1h", "top", "--interval", "5")]
    [InlineData("--interval: write 100ms to 1h", "top", "--interval", "1ms")]
    [InlineData("--metrics: there is no folder", "demo", "--metrics", "no-such-folder/m.json")]
    [InlineData("--metrics: there is no folder", "bench", "durable", "--metrics", "no-such-folder/m.json")]
    public async Task What_cannot_be_is_refused_before_anything_starts(string says, params string[] words)
    {
        var run = await TradingCommand.Run(words);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    private async Task SubmitAsync(int id, string side, string price)
    {
        var run = await TradingCommand.Run(
            ["order", "submit", "sim:BTC-USDT", "--side", side, "--price", price, "--quantity", "1", "--id", $"{id}", .. silo.Flags]);
        Assert.True(run.Exit is ExitCode.Ok or ExitCode.CheckFailed, run.Error);
    }

    /// <summary>A report's meters of its one silo. Syncs and the runtime's are the whole process's, and other tests run in it.</summary>
    private static List<MeterFigure> MetersOf(string json)
    {
        var silo = Assert.Single(JsonDocument.Parse(json).RootElement.GetProperty("silos").EnumerateArray());
        var meters = silo.GetProperty("meters").Deserialize<List<MeterFigure>>(Json) ?? [];
        return [.. meters.Where(meter => meter.Name.StartsWith("trading.", StringComparison.Ordinal) && meter.Name != "trading.journal.sync.duration")];
    }

    /// <summary>The endpoint's samples by name and own label, without buckets.</summary>
    private static Dictionary<(string Name, string Labels), double> Samples(string scraped)
    {
        var samples = new Dictionary<(string Name, string Labels), double>();
        foreach (var line in scraped.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#' || line.Contains("_bucket{", StringComparison.Ordinal)) continue;
            var (open, close) = (line.IndexOf('{', StringComparison.Ordinal), line.LastIndexOf('}'));
            if (open < 0 || close < 0) continue;
            var labels = line[(open + 1)..close].Split(',').Where(label => !label.StartsWith("otel_scope", StringComparison.Ordinal));
            samples[(line[..open], string.Join(',', labels))] = double.Parse(line[(close + 2)..].Split(' ')[0], CultureInfo.InvariantCulture);
        }

        return samples;
    }
}
