using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Trading.Model;
using Trading.Silo;

namespace Trading.Client.Cluster;

/// <summary>
/// A silo in this process, on free loopback ports: the whole cluster of a command that runs with --embedded.
/// </summary>
internal sealed class EmbeddedSilo : IAsyncDisposable
{
    /// <summary>The name of its cluster, for commands of other processes that join while it runs.</summary>
    public const string ClusterId = "embedded";

    private readonly IHost _host;
    private readonly SiloParts _parts;

    private EmbeddedSilo(IHost host, SiloParts parts, int gatewayPort)
    {
        _host = host;
        _parts = parts;
        GatewayPort = gatewayPort;
    }

    /// <summary>The loopback port on which it takes clients.</summary>
    public int GatewayPort { get; }

    /// <summary>Calls its grains without a network.</summary>
    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Starts the silo and waits until it takes calls.</summary>
    /// <param name="dataDirectory">The folder of the journal, the small state and the tapes that feeds may play.</param>
    /// <param name="store">Where books keep their journals.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <param name="keepsJournal">True to keep blocks that snapshots cover, for replays of the whole history.</param>
    /// <returns>The silo, or why its store cannot be used.</returns>
    public static async Task<Result<EmbeddedSilo, string>> StartAsync(
        string dataDirectory, StoreKind store, CancellationToken cancellation, bool keepsJournal = false)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var (siloPort, gatewayPort) = FreePorts();
        var settings = new SiloSettings
        {
            SiloPort = siloPort,
            GatewayPort = gatewayPort,
            ClusterId = ClusterId,
            DataDirectory = dataDirectory,
            Store = store,
            KeepsJournal = keepsJournal,
        };
        if (!SiloParts.Make(settings).TryGet(out var parts, out var wrong)) return wrong;
        if (await parts.CheckAsync(cancellation) is { } problem)
        {
            await parts.DisposeAsync();
            return problem;
        }

        builder.AddTradingSilo(settings, parts);
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return new EmbeddedSilo(host, parts, gatewayPort);
    }

    /// <summary>Stops the silo in an orderly way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _parts.DisposeAsync();
    }

    /// <summary>Two ports that nobody listens on; both are held until both are known.</summary>
    internal static (int Silo, int Gateway) FreePorts()
    {
        using var silo = new TcpListener(IPAddress.Loopback, 0);
        using var gateway = new TcpListener(IPAddress.Loopback, 0);
        silo.Start();
        gateway.Start();
        return (((IPEndPoint)silo.LocalEndpoint).Port, ((IPEndPoint)gateway.LocalEndpoint).Port);
    }
}
