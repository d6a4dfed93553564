using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;
using Orleans.Runtime;
using Trading.Client.ScaleOut;
using Trading.Silo;

namespace Trading.Client.Chaos;

/// <summary>
/// This process as a client of the silos, by the ways that may be disturbed. Where they are it is told here and not by the
/// database, which may be gone.
/// </summary>
internal sealed class ChaosClient : IAsyncDisposable
{
    private readonly IHost _host;

    private ChaosClient(IHost host) => _host = host;

    /// <summary>Calls the grains.</summary>
    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects.</summary>
    /// <param name="ports">The ways' ports, as they are when it is asked.</param>
    /// <param name="callLimit">A call that is not answered by then is given up.</param>
    /// <param name="cancellation">Gives up connecting.</param>
    public static async Task<ChaosClient> ConnectAsync(
        Func<IEnumerable<int>> ports, TimeSpan callLimit, CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options =>
                (options.ClusterId, options.ServiceId) = (TrialCluster.ClusterId, SiloSettings.ServiceId));
            client.Services.AddSingleton<IGatewayListProvider>(new Ways(ports));
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = Ways.Period);
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = callLimit);
            client.UseConnectionRetryFilter((_, _) => Task.FromResult(true));
        });
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return new ChaosClient(host);
    }

    /// <summary>Ends the connection; the other side may be gone.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _host.StopAsync(new CancellationToken(canceled: true));
        }
        catch (Exception error) when (error is OperationCanceledException or OrleansException)
        {
            // A client that cannot say goodbye is closed all the same.
        }

        _host.Dispose();
    }

    private sealed class Ways(Func<IEnumerable<int>> ports) : IGatewayListProvider
    {
        public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

        public TimeSpan MaxStaleness => Period;

        public bool IsUpdatable => true;

        public Task InitializeGatewayListProvider() => Task.CompletedTask;

        public Task<IList<Uri>> GetGateways() =>
            Task.FromResult<IList<Uri>>([.. ports().Select(port => new Uri($"gwy.tcp://127.0.0.1:{port}/0"))]);
    }
}
