using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Trading.Silo;
using Xunit;

namespace Trading.Tests.Grains.Cluster;

/// <summary>A silo in this process as its own program makes it, with real sockets and a real database.</summary>
internal sealed class HostedSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly SiloParts _parts;

    private HostedSilo(IHost host, SiloParts parts, SiloSettings settings) =>
        (_host, _parts, Settings) = (host, parts, settings);

    public SiloSettings Settings { get; }

    public IServiceProvider Services => _host.Services;

    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    public static async Task<HostedSilo> StartAsync(SiloSettings settings)
    {
        var ports = FreePorts(4);
        settings = settings with { SiloPort = ports[0], GatewayPort = ports[1], HealthPort = ports[2] };
        // Whoever wants one gets one that is free.
        if (settings.DashboardPort > 0) settings = settings with { DashboardPort = ports[3] };
        Assert.True(SiloParts.Make(settings).TryGet(out var parts, out var wrong), wrong);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.AddTradingSilo(settings, parts);
        var host = builder.Build();
        await host.StartAsync(CancellationToken.None);
        return new HostedSilo(host, parts, settings);
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _parts.DisposeAsync();
    }

    public static int[] FreePorts(int count)
    {
        var listeners = new List<TcpListener>();
        for (var i = 0; i < count; i++)
        {
            listeners.Add(new TcpListener(IPAddress.Loopback, 0));
            listeners[i].Start();
        }

        var ports = listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
