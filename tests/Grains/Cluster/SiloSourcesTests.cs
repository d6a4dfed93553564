using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using Microsoft.Extensions.Configuration;
using Trading.Silo;
using Trading.Silo.Health;
using Xunit;

namespace Trading.Tests.Grains.Cluster;

public sealed class SiloSourcesTests
{
    [Fact]
    public void Nothing_given_is_a_silo_alone_on_loopback_with_files()
    {
        var settings = Read();
        Assert.Equal(
            (SiloMode.Embedded, StoreKind.File, IPAddress.Loopback), (settings.Mode, settings.Store, settings.Bind));
        Assert.Equal(new SiloSettings { Store = StoreKind.File }, settings);
    }

    [Fact]
    public void A_cluster_is_over_the_database()
    {
        var settings = Read("mode=cluster", "connection=Host=db");
        Assert.Equal((SiloMode.Cluster, StoreKind.Postgres, "Host=db"), (settings.Mode, settings.Store, settings.Connection));
    }

    [Fact]
    public void Flags_win_over_the_environment_and_the_environment_over_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("trading-sources-").FullName;
        File.WriteAllText(
            Path.Combine(folder, "appsettings.json"),
            """{ "Trading": { "SiloPort": 1001, "GatewayPort": 1002, "HealthPort": 1003, "KeepJournal": true } }""");
        Environment.SetEnvironmentVariable("TRADING_GATEWAY_PORT", "2002");
        Environment.SetEnvironmentVariable("TRADING_HEALTH_PORT", "2003");
        try
        {
            var sources = new SiloSources(name => name == "health-port" ? "3003" : null, SiloSources.Read(folder));
            Assert.True(sources.Settings().TryGet(out var settings, out var wrong), wrong);
            Assert.Equal((1001, 2002, 3003), (settings.SiloPort, settings.GatewayPort, settings.HealthPort));
            Assert.True(settings.KeepsJournal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("TRADING_GATEWAY_PORT", null);
            Environment.SetEnvironmentVariable("TRADING_HEALTH_PORT", null);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("without TLS", "bind=0.0.0.0", "mode=cluster", "connection=Host=db")]
    [InlineData("without TLS", "bind=::", "mode=cluster", "connection=Host=db")]
    [InlineData("--mode cluster", "bind=10.0.0.1", "tls-cert=a", "tls-key=b", "tls-ca=c")]
    [InlineData("IP address", "bind=everywhere")]
    [InlineData("or none", "tls-cert=a")]
    [InlineData("or none", "tls-key=a", "tls-ca=c")]
    [InlineData("--connection", "mode=cluster")]
    [InlineData("--store postgres", "mode=cluster", "store=file", "connection=Host=db")]
    [InlineData("embedded or cluster", "mode=single")]
    [InlineData("embedded or cluster", "mode=2")]
    [InlineData("memory or file or postgres", "store=disk")]
    [InlineData("1 to 65535", "silo-port=70000")]
    [InlineData("1 to 65535", "gateway-port=-1")]
    [InlineData("two different", "silo-port=30000")]
    [InlineData("two different", "silo-port=0")]
    [InlineData("1 to 65535", "dashboard-port=70000")]
    [InlineData("one of its own", "dashboard-port=8080", "health-port=8080")]
    [InlineData("one of its own", "dashboard-port=30000")]
    [InlineData("one of its own", "dashboard-port=11111")]
    [InlineData("true or false", "keep-journal=maybe")]
    [InlineData("2 to 3600", "stall-limit=1")]
    [InlineData("this machine's collector", "otlp=http://example.org:4318")]
    [InlineData("this machine's collector", "otlp=http://10.0.0.1:4318")]
    [InlineData("this machine's collector", "otlp=https://127.0.0.1:4318")]
    [InlineData("this machine's collector", "otlp=http://user:password@127.0.0.1:4318")]
    [InlineData("this machine's collector", "otlp=127.0.0.1")]
    [InlineData("leave one of them out", "otlp=http://127.0.0.1:4318", "no-metrics=true")]
    [InlineData("true or false", "no-metrics=perhaps")]
    [InlineData("text or json", "log-format=xml")]
    [InlineData("0 to 1000", "traces=1001")]
    public void What_does_not_go_together_is_told(string expected, params string[] given)
    {
        Assert.False(Sources(given).Settings().TryGet(out _, out var wrong));
        Assert.Contains(expected, wrong);
        Assert.DoesNotContain("password", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collector_of_this_machine_is_told()
    {
        var settings = Read("otlp=http://[::1]:4318", "traces=0", "log-format=json");
        Assert.Equal((new Uri("http://[::1]:4318"), 0, LogFormat.Json, true), (settings.Otlp, settings.TracesPerThousand, settings.LogFormat, settings.Measures));
        Assert.False(Read("no-metrics=true").Measures);
    }

    [Fact]
    public void Silos_of_a_cluster_have_dashboards_with_tokens_of_their_own()
    {
        var alone = Read("dashboard-port=8090", "data-dir=here");
        Assert.Equal((8090, Path.GetFullPath("here/dashboard.token")), (alone.DashboardPort, alone.DashboardTokenFile));
        var one = Read("dashboard-port=8090", "data-dir=here", "mode=cluster", "connection=Host=db", "silo-port=7");
        Assert.Equal(Path.GetFullPath("here/dashboard-7.token"), one.DashboardTokenFile);
    }

    [Fact]
    public void A_bind_from_outside_is_fine_with_tls()
    {
        var settings = Read("bind=10.0.0.1", "mode=cluster", "connection=Host=db", "tls-cert=a", "tls-key=b", "tls-ca=c");
        Assert.Equal(IPAddress.Parse("10.0.0.1"), settings.Bind);
    }

    [Fact]
    public void Threads_that_stand_still_are_found_after_the_ticks_allowed_and_only_then()
    {
        var posted = new Queue<Action>();
        var watch = new StallWatch(posted.Enqueue, ticksMax: 3);
        for (var i = 0; i < 10; i++)
        {
            Assert.False(watch.IsStalledAtTick());
            posted.Dequeue()();
        }

        Assert.Equal(0, watch.TicksSilent);
        Assert.Equal([false, false, false, false, true], Enumerable.Range(0, 5).Select(_ => watch.IsStalledAtTick()));
        posted.Dequeue()();
        Assert.False(watch.IsStalledAtTick());
    }

    private static SiloSources Sources(params string[] given)
    {
        var values = given.ToDictionary(pair => pair[..pair.IndexOf('=')], pair => pair[(pair.IndexOf('=') + 1)..]);
        return new SiloSources(values.GetValueOrDefault, new ConfigurationBuilder().Build());
    }

    private static SiloSettings Read(params string[] given)
    {
        Assert.True(Sources(given).Settings().TryGet(out var settings, out var wrong), wrong);
        return settings;
    }
}
