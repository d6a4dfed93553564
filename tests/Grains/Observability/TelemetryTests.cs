using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Orleans;
using Trading.Exchange;
using Trading.GrainInterfaces;
using Trading.Grains;
using Trading.Silo;
using Trading.Tests.Grains.Cluster;
using Xunit;

namespace Trading.Tests.Grains.Observability;

/// <summary>What leaves a silo: OTLP, Prometheus, traces and the log; and that no secret does.</summary>
public sealed class TelemetryTests
{
    private const string Canary = "canary-7f3a9";
    private const string Instrument = "sim:BTC-USDT";

    [Fact]
    public async Task Metrics_and_traces_reach_a_collector()
    {
        using var collector = new OtlpReceiver();
        await using var silo = await HostedSilo.StartAsync(new SiloSettings
        {
            Store = StoreKind.Memory,
            Otlp = new Uri(collector.Endpoint),
            TracesPerThousand = 1_000,
        });
        await TradeAsync(silo.Client);
        // Ending flushes what was not sent yet.
        await silo.StopAsync();
        await silo.DisposeAsync();
        string[] metrics = ["trading.node.call.duration", "trading.book.reports", "dotnet.gc.collections", "orleans-", "orleans-trading"];
        Assert.All(metrics, name => Assert.Contains(name, collector.Of("/v1/metrics"), StringComparison.Ordinal));
        string[] stages = ["call", "turn", "append", "answer", "trading.node", "test/sim:BTC-USDT"];
        Assert.All(stages, name => Assert.Contains(name, collector.Of("/v1/traces"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_callers_trace_goes_on_in_the_grain_and_its_stages_belong_to_it()
    {
        using var collector = new OtlpReceiver();
        await using var silo = await HostedSilo.StartAsync(new SiloSettings { Store = StoreKind.Memory, Otlp = new Uri(collector.Endpoint) });
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == NodeMeters.MeterName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (ended) ended.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var around = new Activity("test").SetIdFormat(ActivityIdFormat.W3C);
        around.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        around.Start();
        await TradeAsync(silo.Client);
        around.Stop();
        Activity[] own;
        lock (ended) own = [.. ended.Where(activity => activity.TraceId == around.TraceId)];
        var call = own.First(activity => activity.OperationName == "call");
        Assert.NotEqual(default, call.ParentSpanId);
        Assert.Contains(call.Events, each => each.Name == "answer");
        Assert.Contains(own, activity => activity.OperationName == "turn" && activity.ParentSpanId == call.SpanId);
        Assert.Contains(own, activity => activity.OperationName == "append" && activity.ParentSpanId == call.SpanId);
    }

    [Fact]
    public async Task The_prometheus_endpoint_shows_the_table_and_orleans_beside_it()
    {
        await using var silo = await HostedSilo.StartAsync(new SiloSettings { Store = StoreKind.Memory });
        await TradeAsync(silo.Client);
        var scraped = await ScrapeAsync(silo.Settings.HealthPort);
        var types = scraped.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2..4]).ToArray();
        Assert.Contains(types, type => type[0].StartsWith("orleans_", StringComparison.Ordinal));
        var rows = MeterCatalog.All.ToDictionary(row => row.PrometheusName, StringComparer.Ordinal);
        var shown = types.Where(type => type[0].StartsWith("trading_", StringComparison.Ordinal)).ToArray();
        Assert.All(shown, type => Assert.Equal($"{rows[type[0]].Kind}", type[1], ignoreCase: true));
        // The runtime's rows are named as they are exported too.
        Assert.All(
            rows.Values.Where(row => row.Meter == MeterCatalog.Runtime),
            row => Assert.Contains(types, type => type[0] == row.PrometheusName && string.Equals(type[1], $"{row.Kind}", StringComparison.OrdinalIgnoreCase)));
        Assert.True(shown.Length >= 9, string.Join(' ', shown.Select(type => type[0])));
    }

    [Fact]
    public async Task A_silo_that_does_not_measure_has_no_endpoint()
    {
        await using var silo = await HostedSilo.StartAsync(new SiloSettings { Store = StoreKind.Memory, Measures = false });
        await TradeAsync(silo.Client);
        using var http = new HttpClient();
        using var answer = await http.GetAsync($"http://127.0.0.1:{silo.Settings.HealthPort}/metrics", TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty((await silo.Client.GetGrain<IProbeGrain>(0).Figures()).Meters);
    }

    [Fact]
    public async Task The_log_is_json_with_event_ids_and_no_secret_leaves_the_silo()
    {
        using var authority = new TestAuthority();
        using var collector = new OtlpReceiver();
        var tls = authority.Identity("silo");
        var secrets = new Dictionary<string, string> { ["TRADING_CONNECTION"] = $"Host=127.0.0.1;Port=1;Database=none;Username=trader;Password={Canary}" };
        using var silo = await SiloProcess.ReadyAsync(
            [
                "--log-format", "json", SiloProcess.FreeDashboardPort, "--otlp", collector.Endpoint, "--traces", "1000",
                "--tls-cert", tls.Certificate, "--tls-key", tls.Key, "--tls-ca", tls.Authority,
            ],
            secrets);
        var shown = await ScrapeAsync(silo.HealthPort) + await ScrapeAsync(silo.HealthPort, "live") + await ScrapeAsync(silo.HealthPort, "ready");
        var token = (await File.ReadAllTextAsync(Path.Combine(silo.Folder, "dashboard.token"), TestContext.Current.CancellationToken)).Trim();
        var (session, pages) = await BrowseAsync(silo.DashboardPort, token);
        await silo.StopAsync();
        var outputs = string.Join('\n', silo.Lines) + shown + pages + collector.Of("/v1/metrics") + collector.Of("/v1/traces");
        Assert.NotEmpty(collector.Of("/v1/metrics"));
        Assert.All(SecretsOf(tls.Key).Append(token).Append(session), secret => Assert.DoesNotContain(secret, outputs, StringComparison.Ordinal));
        Assert.True(silo.Lines.Length >= 2);
        Assert.All(silo.Lines, line =>
        {
            var entry = JsonDocument.Parse(line).RootElement;
            Assert.True(entry.GetProperty("EventId").GetInt32() > 0, line);
            Assert.True(entry.GetProperty("Message").GetString()?.Length > 0 && entry.GetProperty("Timestamp").GetDateTime() != default, line);
        });
    }

    [Fact]
    public async Task A_silo_that_cannot_reach_its_database_does_not_tell_the_password()
    {
        // Nothing listens there, which it waits for; a wrong word in the string makes another message, which must not repeat it either.
        var said = await Task.WhenAll(SaidWithAsync("text", ""), SaidWithAsync("json", ""), SaidWithAsync("text", ";Nonsense=1"));
        Assert.All(said, Assert.NotEmpty);
        Assert.All(said, text => Assert.DoesNotContain(Canary, text, StringComparison.Ordinal));

        static async Task<string> SaidWithAsync(string format, string more)
        {
            var secrets = new Dictionary<string, string>
            {
                ["TRADING_CONNECTION"] = $"Host=127.0.0.1;Port=1;Database=none;Username=trader;Password={Canary};Timeout=1{more}",
            };
            using var silo = SiloProcess.Start(["--store", "postgres", "--log-format", format], secrets);
            await silo.EndAsync();
            return string.Join('\n', silo.Lines);
        }
    }

    private static IEnumerable<string> SecretsOf(string keyFile) =>
        File.ReadLines(keyFile).Where(line => line.Length > 20 && !line.StartsWith("---", StringComparison.Ordinal)).Append(Canary);

    /// <summary>Somebody who mistypes the token, then opens the dashboard and looks around.</summary>
    /// <returns>The session's value, and all that was shown, headers too but for the one that hands it out.</returns>
    private static async Task<(string Session, string Pages)> BrowseAsync(int port, string token)
    {
        using var browser = new DashboardBrowser(port);
        using var refused = await browser.LogInAsync(token + "x");
        var pages = $"{refused}" + await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var taken = await browser.LogInAsync(token);
        var session = DashboardBrowser.SessionOf(taken);
        foreach (var path in new[] { "/", "/index.css", "/DashboardCounters", "/ClusterStats", "/GrainTypes", "/Trace", "/login", "/none" })
        {
            using var answer = await browser.GetAsync(path, session: session);
            pages += $"{answer}" + await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        return (session, pages);
    }

    private static async Task TradeAsync(IClusterClient client)
    {
        var book = new BookClient(client.GetGrain<IBookGrain>(TradingCluster.BookKey(Instrument)), "trader");
        await book.ConfigureAsync(Flow.Rules(Instrument));
        Assert.True((await book.ExecuteAsync(BookCall.Commands([Flow.Resting(1)]))).IsOk);
    }

    private static async Task<string> ScrapeAsync(int port, string path = "metrics")
    {
        using var http = new HttpClient();
        return await http.GetStringAsync($"http://127.0.0.1:{port}/{path}", TestContext.Current.CancellationToken);
    }
}
