using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.Hosting;
using Orleans.Runtime;
using Trading.GrainInterfaces;
using Trading.Journal.Postgres;
using Trading.Journal.Processes;
using Trading.Model;
using Trading.Silo;

namespace Trading.Client.ScaleOut;

/// <summary>Where a silo stands, and the books that it hosts.</summary>
/// <param name="Port">Its port, which names it.</param>
/// <param name="Status">In the membership.</param>
/// <param name="Books">The grain keys of its books.</param>
internal sealed record SiloView(int Port, SiloStatus Status, IReadOnlyList<string> Books);

/// <summary>A private database, silo processes over it, and this process as their client.</summary>
internal sealed class TrialCluster : IAsyncDisposable
{
    /// <summary>The trial's cluster and session.</summary>
    public const string ClusterId = "scale-out";

    // A call to a silo that is gone is given up after this and repeated; an answer later than that is no harm.
    private static readonly TimeSpan CallLimit = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan GatewayPeriod = TimeSpan.FromSeconds(1);

    private readonly PrivatePostgres _server;
    private readonly List<TrialSilo> _silos = [];
    private IHost? _client;

    private TrialCluster(PrivatePostgres server, PostgresDatabase database, string folder)
    {
        _server = server;
        Database = database;
        Folder = folder;
        Membership = new MembershipTable(server.ConnectionString);
    }

    /// <summary>The data directory of all silos.</summary>
    public string Folder { get; }

    /// <summary>The database.</summary>
    public PostgresDatabase Database { get; }

    /// <summary>Where its silos stand.</summary>
    public MembershipTable Membership { get; }

    /// <summary>The silos that were started and not ended.</summary>
    public IReadOnlyList<TrialSilo> Silos => _silos;

    /// <summary>Calls the grains; connected once the first silos run.</summary>
    public IClusterClient Client =>
        _client?.Services.GetRequiredService<IClusterClient>() ?? throw new InvalidOperationException("not connected");

    /// <summary>Starts the database, the silos and the client.</summary>
    public static async Task<Result<TrialCluster, string>> StartAsync(int silos, CancellationToken cancellation)
    {
        var started = await PrivatePostgres.StartAsync(cancellation);
        if (!started.TryGet(out var server, out var problem)) return problem.Message;
        var made = PostgresDatabase.Create(new PostgresSettings { ConnectionString = server.ConnectionString });
        if (!made.TryGet(out var database, out problem)) return problem.Message;
        var folder = Directory.CreateTempSubdirectory("trading-scale-out-").FullName;
        var cluster = new TrialCluster(server, database, folder);
        var error = await cluster.FillAsync(silos, cancellation);
        if (error is null) return cluster;
        await cluster.DisposeAsync();
        return error;
    }

    /// <summary>Starts one more silo.</summary>
    public async Task<Result<TrialSilo, string>> AddSiloAsync(CancellationToken cancellation)
    {
        var number = _silos.Count == 0 ? 1 : _silos.Max(silo => silo.Number) + 1;
        var started = await TrialSilo.StartAsync(number, FreePorts(3), _server.ConnectionString, Folder, cancellation);
        if (started.TryGet(out var silo, out _)) _silos.Add(silo);
        return started;
    }

    /// <summary>Forgets a silo that has ended, or ends it.</summary>
    public void Remove(TrialSilo silo)
    {
        _silos.Remove(silo);
        silo.Dispose();
    }

    /// <summary>The silos as the membership has them, with their books.</summary>
    /// <returns>Empty when nobody answers just now.</returns>
    public Task<IReadOnlyList<SiloView>> LookAsync() => LookAsync(Client);

    /// <summary>The same of any cluster.</summary>
    public static async Task<IReadOnlyList<SiloView>> LookAsync(IClusterClient client)
    {
        try
        {
            var management = client.GetGrain<IManagementGrain>(0);
            var hosts = await management.GetHosts(onlyActive: false);
            var grains = await management.GetDetailedGrainStatistics();
            return
            [
                .. hosts.Select(host => new SiloView(
                    host.Key.Endpoint.Port,
                    host.Value,
                    [
                        .. grains
                            .Where(grain => grain.SiloAddress.Equals(host.Key)
                                && grain.GrainType.Contains("BookGrain", StringComparison.Ordinal))
                            .Select(grain => grain.GrainId.Key.ToString() ?? ""),
                    ])),
            ];
        }
        catch (Exception)
        {
            // A silo without its database answers with exceptions that the client's library knows no codec for: asking again is all there is.
            return [];
        }
    }

    /// <summary>Hands a book over in an orderly way: its next activation may be on any silo.</summary>
    public Task MoveAsync(string key) => MoveAsync(Client, key);

    /// <summary>The same in any cluster.</summary>
    public static async Task MoveAsync(IClusterClient client, string key)
    {
        try
        {
            await client.GetGrain<IBookGrain>(key).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        }
        catch (Exception)
        {
            // It is on its way anyway, or stays where it is.
        }
    }

    /// <summary>Ends everything that was started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.StopAsync();
            _client.Dispose();
        }

        foreach (var silo in _silos)
        {
            silo.Send(PosixSignals.Continue);
            silo.Dispose();
        }

        await Database.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<string?> FillAsync(int silos, CancellationToken cancellation)
    {
        var applied = await PostgresSchema.ApplyAsync(Database, cancellation);
        if (!applied.TryGet(out _, out var problem)) return problem.Message;
        for (var i = 0; i < silos; i++)
        {
            if (!(await AddSiloAsync(cancellation)).TryGet(out _, out var error)) return error;
        }

        await ConnectAsync(cancellation);
        return null;
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options =>
                (options.ClusterId, options.ServiceId) = (ClusterId, SiloSettings.ServiceId));
            client.UseAdoNetClustering(options =>
                (options.Invariant, options.ConnectionString) = ("Npgsql", Database.ProviderConnectionString));
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = GatewayPeriod);
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = CallLimit);
            client.UseConnectionRetryFilter((_, _) => Task.FromResult(true));
        });
        _client = builder.Build();
        await _client.StartAsync(cancellation);
    }

    /// <summary>Loopback ports that nobody listens on; all are held until all are known.</summary>
    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        var ports = Array.ConvertAll(listeners, listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
