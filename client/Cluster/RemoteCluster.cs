using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Trading.Model;
using Trading.Silo;

namespace Trading.Client.Cluster;

/// <summary>A connection to a silo that runs on this machine.</summary>
internal sealed class RemoteCluster : IAsyncDisposable
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);
    // A silo answers or fails within this; one that is gone does neither.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly IHost _host;

    private RemoteCluster(IHost host) => _host = host;

    /// <summary>Calls the cluster's grains.</summary>
    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects, or says in one line why it cannot.</summary>
    public static Task<Result<RemoteCluster, string>> ConnectAsync(int gatewayPort, string clusterId, CancellationToken cancellation) =>
        ConnectAsync([gatewayPort], clusterId, cancellation);

    /// <summary>The same over any of several silos: while one of them answers, the connection is good.</summary>
    public static async Task<Result<RemoteCluster, string>> ConnectAsync(
        int[] gatewayPorts, string clusterId, CancellationToken cancellation)
    {
        var where = "127.0.0.1:" + string.Join(" or ", gatewayPorts);
        if (!await IsAnyListeningAsync(gatewayPorts, cancellation))
        {
            return $"no silo answers on {where}. "
                + "Start one with 'dotnet run -c Release --project silo', or host one in this process with --embedded.";
        }

        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client => client
            .UseLocalhostClustering(gatewayPorts, SiloSettings.ServiceId, clusterId)
            .Configure<ClientMessagingOptions>(options => options.ResponseTimeout = CallLimit));
        var host = builder.Build();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ConnectTimeout);
        try
        {
            await host.StartAsync(limit.Token);
            return new RemoteCluster(host);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            host.Dispose();
            return $"what listens on {where} is no silo of the cluster '{clusterId}'; "
                + "check --gateway-port and --cluster-id.";
        }
    }

    /// <summary>Ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static async Task<bool> IsAnyListeningAsync(int[] ports, CancellationToken cancellation)
    {
        foreach (var port in ports)
        {
            if (await IsListeningAsync(port, cancellation)) return true;
        }

        return false;
    }

    /// <summary>Orleans retries for a long time; a plain connection tells at once whether anybody is there.</summary>
    private static async Task<bool> IsListeningAsync(int port, CancellationToken cancellation)
    {
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, port, cancellation).AsTask().WaitAsync(
                ProbeTimeout, cancellation);
            return true;
        }
        catch (Exception error) when (error is SocketException or TimeoutException)
        {
            return false;
        }
    }
}
