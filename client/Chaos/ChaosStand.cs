using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Orleans;
using Orleans.Runtime;
using Trading.Client.ScaleOut;
using Trading.Journal.Postgres;
using Trading.Model;

namespace Trading.Client.Chaos;

/// <summary>
/// The system under test, every part of it private and temporary: silo processes, their database or disk, and the ways between
/// them that can be disturbed.
/// </summary>
internal sealed class ChaosStand : IAsyncDisposable
{
    private static readonly TimeSpan UsualCallLimit = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan OverloadCallLimit = TimeSpan.FromSeconds(15);

    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly List<ChaosSilo> _silos = [];
    private ChaosClient? _client;
    private int _lastNumber;

    private ChaosStand(string folder) => _folder = folder;

    /// <summary>The database server; null on files.</summary>
    public PrivatePostgres? Server { get; private set; }

    /// <summary>The silos' way to the database; null on files.</summary>
    public TcpProxy? DatabaseWay { get; private set; }

    /// <summary>Where the cluster's silos stand; null on files.</summary>
    public MembershipTable? Membership { get; private set; }

    /// <summary>The data directory's file system, when it is one that can be full.</summary>
    public SmallDisk? Disk { get; private set; }

    /// <summary>Where silos keep their files, and find tapes.</summary>
    public string DataFolder => Disk?.Folder ?? _folder;

    /// <summary>The silos that were started and not taken away.</summary>
    public IReadOnlyList<ChaosSilo> Silos
    {
        get
        {
            lock (_gate) return [.. _silos];
        }
    }

    /// <summary>Calls the grains.</summary>
    public IClusterClient Client => _client?.Client ?? throw new InvalidOperationException("not connected");

    /// <summary>Starts what a profile is run on.</summary>
    /// <param name="ground">Which.</param>
    /// <param name="silos">Silo processes of a cluster.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>It, or what is missing on this machine.</returns>
    public static async Task<Result<ChaosStand, string>> StartAsync(ChaosGround ground, int silos, CancellationToken cancellation)
    {
        var stand = new ChaosStand(Directory.CreateTempSubdirectory("trading-chaos-").FullName);
        try
        {
            var error = await stand.MakeAsync(ground, silos, cancellation);
            if (error is null) return stand;
            await stand.DisposeAsync();
            return error;
        }
        catch (Exception)
        {
            await stand.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more silo, under the next number.</summary>
    public async Task<Result<ChaosSilo, string>> AddSiloAsync(CancellationToken cancellation)
    {
        var (number, ports) = (++_lastNumber, TrialCluster.FreePorts(3));
        var started = Server is null
            ? await TrialSilo.StartOnFilesAsync(number, ports, DataFolder, cancellation)
            : await TrialSilo.StartAsync(number, ports, ConnectionByTheWay(), DataFolder, cancellation);
        if (!started.TryGet(out var process, out var error)) return error;
        var silo = new ChaosSilo(process);
        lock (_gate) _silos.Add(silo);
        return silo;
    }

    /// <summary>Takes a silo away that has ended, or ends it.</summary>
    public async Task RemoveAsync(ChaosSilo silo)
    {
        lock (_gate) _silos.Remove(silo);
        await silo.DisposeAsync();
    }

    /// <summary>
    /// Connects to the database by the way that nobody disturbs; fresh connections, since those of before are dead when the server was
    /// killed.
    /// </summary>
    public Result<PostgresDatabase, PostgresProblem> OpenDatabase() =>
        PostgresDatabase.Create(new PostgresSettings { ConnectionString = Server?.ConnectionString ?? "" });

    /// <summary>A running silo by its number.</summary>
    public ChaosSilo? Find(int number) => Silos.FirstOrDefault(silo => silo.Process.Number == number && !silo.Process.HasExited);

    /// <summary>Where a silo stands in the membership; null when nobody can tell just now.</summary>
    public async Task<SiloStatus?> StatusOfAsync(ChaosSilo silo, CancellationToken cancellation) =>
        Membership is { } table && await table.ReadAsync(cancellation) is { } silos && silos.TryGetValue(silo.Process.SiloPort, out var status)
            ? status
            : null;

    /// <summary>Ends everything that was started.</summary>
    public async ValueTask DisposeAsync()
    {
        Server?.Thaw();
        if (_client is not null) await _client.DisposeAsync();
        foreach (var silo in Silos) await RemoveAsync(silo);
        if (DatabaseWay is not null) await DatabaseWay.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
        if (Disk is not null) await Disk.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string?> MakeAsync(ChaosGround ground, int silos, CancellationToken cancellation)
    {
        string? error = null;
        if (ground == ChaosGround.SmallDisk) error = await MakeDiskAsync(cancellation);
        else if (ground == ChaosGround.Cluster) error = await MakeDatabaseAsync(cancellation);
        for (var i = 0; i < (ground == ChaosGround.Cluster ? silos : 1) && error is null; i++)
        {
            if (!(await AddSiloAsync(cancellation)).TryGet(out _, out var refused)) error = refused;
        }

        if (error is not null) return error;
        var connected = await ChaosClient.ConnectAsync(
            () => Silos.Where(silo => !silo.IsDeclaredDead && !silo.Process.HasExited).Select(silo => (silo.Process.GatewayPort, silo.Gateway.Port)),
            ground == ChaosGround.Overload ? OverloadCallLimit : UsualCallLimit,
            cancellation);
        if (connected.TryGet(out var client, out var closed)) _client = client;
        return closed;
    }

    private async Task<string?> MakeDatabaseAsync(CancellationToken cancellation)
    {
        var started = await PrivatePostgres.StartAsync(cancellation);
        if (!started.TryGet(out var server, out var problem)) return problem.Message;
        Server = server;
        Membership = new MembershipTable(server.ConnectionString);
        DatabaseWay = TcpProxy.Start(server.Port);
        if (!OpenDatabase().TryGet(out var opened, out problem)) return problem.Message;
        await using var database = opened;
        var applied = await PostgresSchema.ApplyAsync(database, cancellation);
        return applied.TryGet(out _, out problem) ? null : problem.Message;
    }

    private async Task<string?> MakeDiskAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        if (!(await SmallDisk.MountAsync(folder, cancellation)).TryGet(out var disk, out var refused)) return refused;
        Disk = disk;
        return null;
    }

    private string ConnectionByTheWay() =>
        new NpgsqlConnectionStringBuilder(Server?.ConnectionString) { Port = DatabaseWay?.Port ?? 0 }.ConnectionString;
}
