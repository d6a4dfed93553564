using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Silo;
using Trading.Tests.Grains.Cluster;
using Xunit;

namespace Trading.Tests.Grains.Observability;

/// <summary>The documents about meters, the dashboard and the alert rules name meters that exist.</summary>
public sealed partial class DashboardTests
{
    private const string Rules = "docs/dashboard/alerts.yml";
    private const string Dashboard = "docs/dashboard/grafana.json";

    [Fact]
    public void The_meters_document_is_the_table()
    {
        var text = new StringBuilder("""
            # Meters

            Generated from `grains/Observability/MeterCatalog.cs`; `UPDATE_GENERATED=1 tests/run` writes it anew. Names are stable. How they
            are read, and what they cost: [design/OBSERVABILITY.md](design/OBSERVABILITY.md).

            A histogram's figures are its count, its sum, percentiles in `trading top` and in files of `--metrics`, and buckets on the Prometheus
            endpoint, where its series are the name with `_count`, `_sum` and `_bucket`.

            | meter | instrument | Prometheus | kind | unit | tag | what it is |
            |---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var row in MeterCatalog.All)
        {
            var tag = row.Tag.Length == 0 ? "" : $"`{row.PrometheusTag}`";
            text.Append($"| {row.Meter} | `{row.Name}` | `{row.PrometheusName}` | {$"{row.Kind}".ToLowerInvariant()} | {row.Unit} | {tag} | {row.Sentence} |\n");
        }

        text.Append("\nBeside them the endpoint and OTLP have all instruments of `System.Runtime` and of `Microsoft.Orleans`, under names of theirs.\n");
        var path = Path.Combine(Root(), "docs/METRICS.md");
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1") File.WriteAllText(path, $"{text}");
        Assert.Equal($"{text}", File.ReadAllText(path));
    }

    [Fact]
    public void Names_are_sorted_in_their_rooms_and_used_once()
    {
        Assert.Equal(MeterCatalog.All.Length, MeterCatalog.All.Select(row => row.Name).Distinct().Count());
        Assert.Equal(MeterCatalog.All.Length, MeterCatalog.All.Select(row => row.PrometheusName).Distinct().Count());
        Assert.All(MeterCatalog.All, row => Assert.EndsWith(".", row.Sentence));
    }

    [Fact]
    public async Task Dashboard_and_rules_ask_for_meters_that_exist()
    {
        await using var silo = await HostedSilo.StartAsync(new SiloSettings { Store = StoreKind.Memory });
        using var http = new HttpClient();
        await silo.Client.GetGrain<IProbeGrain>(0).Figures();
        var scraped = await http.GetStringAsync($"http://127.0.0.1:{silo.Settings.HealthPort}/metrics", TestContext.Current.CancellationToken);
        var known = MeterCatalog.All.SelectMany(NamesOf).Concat(OrleansName().Matches(scraped).Select(match => match.Value)).ToHashSet(StringComparer.Ordinal);
        var dashboard = JsonDocument.Parse(Read(Dashboard)).RootElement;
        string[] asked =
        [
            .. dashboard.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString() ?? ""),
            .. RuleExpression().Matches(Read(Rules)).Select(match => match.Groups[1].Value),
        ];
        Assert.True(asked.Length > 50);
        var names = asked.SelectMany(expression => MeterName().Matches(expression).Select(match => match.Value)).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(names.Except(known));
        // And nothing of the table is left out of the dashboard.
        Assert.All(MeterCatalog.All, row => Assert.Contains(NamesOf(row), names.Contains));
        // What is picked by a tag is a tag of that meter.
        foreach (var (meter, tag) in asked.SelectMany(expression => Picked().Matches(expression)).Select(match => (match.Groups[1].Value, match.Groups[2].Value)))
        {
            if (meter == "up") continue;
            Assert.Equal(MeterCatalog.All.Single(row => NamesOf(row).Contains(meter)).PrometheusTag, tag);
        }
    }

    /// <summary>Where Prometheus' own tool is installed (Debian: apt-get install prometheus), it has the last word.</summary>
    [Fact]
    public void Prometheus_takes_the_rules_and_they_fire()
    {
        var rules = Read(Rules);
        var alerts = Regex.Matches(rules, "- alert: (\\w+)").Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(alerts.Length, RuleExpression().Count(rules));
        Assert.Equal(alerts.Length, alerts.Distinct().Count());
        Assert.Equal(alerts.Length, Regex.Count(rules, "summary: \".+\""));
        if (!File.Exists("/usr/bin/promtool")) return;
        foreach (var verb in new[] { "check", "test" })
        {
            var file = verb == "check" ? "alerts.yml" : "alerts.test.yml";
            var start = new ProcessStartInfo("/usr/bin/promtool", [verb, "rules", file])
            {
                WorkingDirectory = Path.Combine(Root(), "docs/dashboard"),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start);
            Assert.NotNull(process);
            var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, said);
        }
    }

    private static IEnumerable<string> NamesOf(MeterRow row) => row.Kind == MeterKind.Histogram
        ? [row.PrometheusName + "_bucket", row.PrometheusName + "_count", row.PrometheusName + "_sum"]
        : [row.PrometheusName];

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Orleans.Trading.sln"))) folder = Path.GetDirectoryName(folder) ?? "/";
        return folder;
    }

    [GeneratedRegex(@"\b(?:trading|dotnet|orleans)_[a-z0-9_]+")]
    private static partial Regex MeterName();

    [GeneratedRegex(@"^orleans_[a-z0-9_]+", RegexOptions.Multiline)]
    private static partial Regex OrleansName();

    [GeneratedRegex(@"^\s+expr: (.+)$", RegexOptions.Multiline)]
    private static partial Regex RuleExpression();

    [GeneratedRegex(@"([a-z0-9_]+)\{(\w+)(?:=|!=|=~)")]
    private static partial Regex Picked();
}
