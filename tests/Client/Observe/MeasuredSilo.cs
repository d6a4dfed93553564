using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Trading.Client.Cluster;
using Trading.Client.Tests.Cluster;
using Trading.Silo;
using Xunit;

namespace Trading.Client.Tests.Observe;

/// <summary>A silo with its health port, in this process; its books are in memory.</summary>
public sealed class MeasuredSilo : IAsyncLifetime
{
    private readonly TemporaryData _data = new();
    private SiloParts? _parts;
    private IHost? _host;
    private int _gatewayPort;
    private int _healthPort;
    private int _dashboardPort;

    /// <summary>The flags that name it.</summary>
    internal string[] Flags => ["--gateway-port", $"{_gatewayPort}"];

    /// <summary>Calls its grains.</summary>
    internal IClusterClient Client => _host?.Services.GetRequiredService<IClusterClient>() ?? throw new InvalidOperationException("the silo is not started");

    /// <summary>What Prometheus would see.</summary>
    internal async Task<string> ScrapeAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync($"http://127.0.0.1:{_healthPort}/metrics", TestContext.Current.CancellationToken);
    }

    /// <summary>What opens its dashboard, after somebody has looked at it.</summary>
    internal async Task<string> LookAtDashboardAsync()
    {
        var token = (await File.ReadAllTextAsync(Path.Combine(_data.Path, "dashboard.token"), TestContext.Current.CancellationToken)).Trim();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Contains("Book", await http.GetStringAsync($"http://127.0.0.1:{_dashboardPort}/GrainTypes", TestContext.Current.CancellationToken));
        return token;
    }

    public async ValueTask InitializeAsync()
    {
        var (siloPort, gatewayPort) = EmbeddedSilo.FreePorts();
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        using (var other = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            other.Start();
            (_gatewayPort, _healthPort) = (gatewayPort, ((IPEndPoint)free.LocalEndpoint).Port);
            _dashboardPort = ((IPEndPoint)other.LocalEndpoint).Port;
        }

        var settings = new SiloSettings
        {
            SiloPort = siloPort,
            GatewayPort = _gatewayPort,
            HealthPort = _healthPort,
            DashboardPort = _dashboardPort,
            DataDirectory = _data.Path,
            // Never connected to: its password must not be seen anywhere.
            Connection = "Host=127.0.0.1;Password=" + FiguresTests.Canary,
        };
        Assert.True(SiloParts.Make(settings).TryGet(out _parts, out var wrong), wrong);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.AddTradingSilo(settings, _parts);
        _host = builder.Build();
        await _host.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.StopAsync();
        _host?.Dispose();
        if (_parts is not null) await _parts.DisposeAsync();
        _data.Dispose();
    }
}
