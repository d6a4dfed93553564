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
using Orleans.Hosting;
using Trading.Desk;
using Trading.Grains;
using Trading.Model;
using Trading.Silo;

namespace Trading.Client.Paper;

/// <summary>What calls and market data suffer on their way; a session must not notice any of it.</summary>
/// <param name="Shuffle">The seed of delays on the way to grains; null for none.</param>
/// <param name="Lossy">The seed of what is dropped, repeated and reordered on the way of market data; null for nothing.</param>
internal readonly record struct PaperTrouble(ulong? Shuffle = null, ulong? Lossy = null)
{
    /// <summary>Each silo's own draws.</summary>
    public PaperTrouble On(int silo) => new(Shuffle + (ulong)silo, Lossy + (ulong)silo);
}

/// <summary>Silos of one cluster in this process, on loopback, over one journal: where a paper session lives.</summary>
internal sealed class PaperCluster : IAsyncDisposable
{
    private readonly List<IHost> _hosts;
    private readonly SiloParts _parts;

    private PaperCluster(List<IHost> hosts, SiloParts parts, int gatewayPort, StreamLoss? loss) =>
        (_hosts, _parts, GatewayPort, Loss) = (hosts, parts, gatewayPort, loss);

    /// <summary>What became of market data on its way; null where nothing was done to it.</summary>
    public StreamLoss? Loss { get; }

    /// <summary>The loopback port on which it takes operators.</summary>
    public int GatewayPort { get; }

    /// <summary>Calls its grains.</summary>
    public IGrainFactory Grains => _hosts[0].Services.GetRequiredService<IClusterClient>();

    /// <summary>Starts the silos.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="gatewayPort">The port for operators; null for the usual one, or a free one when that is taken.</param>
    /// <param name="dataDirectory">The folder of the journal.</param>
    /// <param name="tapes">What feeds may play.</param>
    /// <param name="host">What sessions find here.</param>
    /// <param name="trouble">What calls and market data suffer on their way.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <returns>The cluster, or why it cannot start, in one line.</returns>
    public static async Task<Result<PaperCluster, string>> StartAsync(
        int silos,
        int? gatewayPort,
        string dataDirectory,
        ITapeSource tapes,
        SessionHost host,
        PaperTrouble trouble,
        CancellationToken cancellation)
    {
        var ports = FreePorts(silos * 2);
        if (gatewayPort is not null || IsFree(SiloSettings.DefaultGatewayPort)) ports[1] = gatewayPort ?? SiloSettings.DefaultGatewayPort;
        if (!IsFree(ports[1])) return $"port {ports[1]} is taken: give another with --gateway-port.";
        var settings = new SiloSettings
        {
            DataDirectory = dataDirectory,
            Store = StoreKind.File,
            KeepsJournal = true,
        };
        if (!SiloParts.Make(settings, tapes).TryGet(out var parts, out var wrong)) return wrong;
        if (await parts.CheckAsync(cancellation) is { } problem)
        {
            await parts.DisposeAsync();
            return problem;
        }

        var (hosts, loss) = (new List<IHost>(), trouble.Lossy is null ? null : new StreamLoss());
        for (var silo = 0; silo < silos; silo++)
        {
            var own = settings with { SiloPort = ports[2 * silo], GatewayPort = ports[2 * silo + 1], PrimarySiloPort = silo == 0 ? 0 : ports[0] };
            hosts.Add(Build(own, parts, host, trouble.On(silo), loss));
            await hosts[silo].StartAsync(cancellation);
        }

        return new PaperCluster(hosts, parts, ports[1], loss);
    }

    /// <summary>Stops the silos, the first one last.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var silo = _hosts.Count - 1; silo >= 0; silo--)
        {
            await _hosts[silo].StopAsync();
            _hosts[silo].Dispose();
        }

        await _parts.DisposeAsync();
    }

    private static IHost Build(SiloSettings settings, SiloParts parts, SessionHost host, PaperTrouble trouble, StreamLoss? loss)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(host);
        if (trouble.Lossy is { } drops && loss is not null)
        {
            builder.Services.AddSingleton<IFeedPublisher>(services => new LossyFeeds(services, drops, loss));
            builder.Services.AddSingleton<IBlockPublisher>(services => new LossyBlocks(services, drops, loss));
        }

        builder.AddTradingSilo(settings, parts);
        if (trouble.Shuffle is { } seed) builder.UseOrleans(silo => silo.AddIncomingGrainCallFilter(new ShuffledCalls(seed)));
        return builder.Build();
    }

    /// <summary>Ports that nobody listens on; all are held until all are known.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = new List<TcpListener>();
        var ports = new int[count];
        for (var i = 0; i < count; i++)
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            listeners.Add(listener);
            ports[i] = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
