using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;
using Orleans.Runtime;
using Trading.Client.ScaleOut;
using Trading.Model;
using Trading.Silo;

namespace Trading.Client.Chaos;

/// <summary>
/// This process as a client of the silos, by the ways that may be disturbed. Where they are it is told here and not by the
/// database, which may be gone.
/// </summary>
internal sealed class ChaosClient : IAsyncDisposable
{
    private const int AttemptsMax = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private readonly IHost _host;

    private ChaosClient(IHost host) => _host = host;

    /// <summary>Calls the grains.</summary>
    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects.</summary>
    /// <param name="ways">The silos' ports and those of the ways to them, as they are when it is asked.</param>
    /// <param name="callLimit">A call that is not answered by then is given up.</param>
    /// <param name="cancellation">Gives up connecting.</param>
    /// <returns>It, or why nobody lets it in.</returns>
    public static async Task<Result<ChaosClient, string>> ConnectAsync(
        Func<IEnumerable<(int Port, int Way)>> ways, TimeSpan callLimit, CancellationToken cancellation)
    {
        var attempts = 0;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options =>
                (options.ClusterId, options.ServiceId) = (TrialCluster.ClusterId, SiloSettings.ServiceId));
            client.Services.AddSingleton<IGatewayListProvider>(new Gateways(ways));
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = Gateways.Period);
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = callLimit);
            client.UseConnectionRetryFilter(RetryAsync);
            Detour.Insert(client.Services, ways);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellation);
            return new ChaosClient(host);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            host.Dispose();
            return $"no silo takes the client: {error.Message}";
        }

        async Task<bool> RetryAsync(Exception error, CancellationToken stop)
        {
            await Task.Delay(Pause, stop);
            return ++attempts < AttemptsMax;
        }
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

    private sealed class Gateways(Func<IEnumerable<(int Port, int Way)>> ways) : IGatewayListProvider
    {
        public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

        public TimeSpan MaxStaleness => Period;

        public bool IsUpdatable => true;

        public Task InitializeGatewayListProvider() => Task.CompletedTask;

        public Task<IList<Uri>> GetGateways() =>
            Task.FromResult<IList<Uri>>([.. ways().Select(way => new Uri($"gwy.tcp://127.0.0.1:{way.Port}/0"))]);
    }
    /// <summary>
    /// Connects by the ways. A silo is known to clients by its own port, which is in their messages, so only the socket may go
    /// elsewhere.
    /// </summary>
    private sealed class Detour(IConnectionFactory inner, Func<IEnumerable<(int Port, int Way)>> ways) : IConnectionFactory
    {
        public static void Insert(IServiceCollection services, Func<IEnumerable<(int Port, int Way)>> ways)
        {
            foreach (var factory in services.Where(service => service.ServiceType == typeof(IConnectionFactory)).ToArray())
            {
                services.Remove(factory);
                services.AddKeyedSingleton<IConnectionFactory>(
                    factory.ServiceKey,
                    (provider, key) => factory.KeyedImplementationFactory?.Invoke(provider, key) is IConnectionFactory made
                        ? new Detour(made, ways)
                        : throw new InvalidOperationException("the client's connections are made in another way"));
            }
        }

        public ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            var way = endpoint is IPEndPoint there ? ways().FirstOrDefault(way => way.Port == there.Port).Way : 0;
            // One without a way is gone, and its port refuses whoever tries.
            return inner.ConnectAsync(way == 0 ? endpoint : new IPEndPoint(IPAddress.Loopback, way), cancellationToken);
        }
    }
}
