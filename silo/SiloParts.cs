using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Trading.Grains;
using Trading.Journal;
using Trading.Journal.Files;
using Trading.Journal.Postgres;
using Trading.Model;
using Trading.Silo.Dashboard;
using Trading.Silo.Tls;

namespace Trading.Silo;

/// <summary>
/// What a silo is made of beside its settings: its stores, the database, its identity and what opens its dashboard. They live as long as the silo.
/// </summary>
public sealed class SiloParts : IAsyncDisposable
{
    private readonly StoreKind _store;
    private readonly string _breaches;
    private readonly FileBlockTables? _files;
    private readonly FileEmergencyLog? _emergency;

    private SiloParts(SiloSettings settings, PostgresDatabase? database, TlsIdentity? identity)
    {
        _store = settings.Store;
        _breaches = settings.BreachFolder;
        Database = database;
        Identity = identity;
        if (_store == StoreKind.Memory) return;
        // Beside the journal and with a lock of its own: it must work when nothing else does.
        // Silos of a cluster may share the machine; one on files has the directory to itself.
        var emergency = _store == StoreKind.File ? "emergency" : $"emergency-{settings.SiloPort}";
        _emergency = new FileEmergencyLog(Path.Combine(settings.DataDirectory, emergency));
        if (_store != StoreKind.File) return;
        _files = new FileBlockTables(new FileJournalSettings
        {
            Folder = settings.JournalFolder,
            Table = new FileTableSettings { KeepsCoveredBlocks = settings.KeepsJournal },
        });
    }

    /// <summary>The database; null for a silo without one.</summary>
    public PostgresDatabase? Database { get; }

    /// <summary>The identity; null for plain connections.</summary>
    public TlsIdentity? Identity { get; }

    /// <summary>What opens the dashboard; null for a silo without one.</summary>
    internal DashboardToken? Token { get; private set; }

    /// <summary>The tapes that feeds may play, when they are not those of the data directory.</summary>
    internal ITapeSource? Tapes { get; private init; }

    /// <summary>Where cancels go while the journal cannot be written; null for a silo in memory.</summary>
    internal IEmergencyLog? Emergency => _emergency;

    /// <summary>Makes the parts: takes the data directory, connects to nothing yet.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="tapes">The tapes that feeds may play; null for those of the data directory.</param>
    /// <returns>They, or what is wrong with the settings.</returns>
    public static Result<SiloParts, string> Make(SiloSettings settings, ITapeSource? tapes = null)
    {
        TlsIdentity? identity = null;
        if (settings.Tls is { } tls && !TlsIdentity.Load(tls).TryGet(out identity, out var wrong)) return wrong;
        if (settings.Store != StoreKind.Postgres || settings.Connection is not { } connection)
        {
            return new SiloParts(settings, null, identity) { Tapes = tapes }.WithToken(settings);
        }

        var made = PostgresDatabase.Create(new PostgresSettings
        {
            ConnectionString = connection,
            KeepsCoveredBlocks = settings.KeepsJournal,
        });
        return made.TryGet(out var database, out var problem)
            ? new SiloParts(settings, database, identity) { Tapes = tapes }.WithToken(settings)
            : problem.Message;
    }

    /// <summary>Whether what is outside can be used.</summary>
    /// <returns>Null, or the problem.</returns>
    public Task<string?> CheckAsync(CancellationToken cancellation) => CheckAsync(TimeSpan.Zero, cancellation);

    /// <summary>The same, but a database that cannot be reached is waited for.</summary>
    public async Task<string?> CheckAsync(TimeSpan patience, CancellationToken cancellation)
    {
        if ((_files?.Refusal ?? _emergency?.Refusal) is { } refusal) return Explain(refusal);
        return Database is null ? null : (await Database.CheckAsync(patience, cancellation))?.Message;
    }

    /// <summary>Where nodes keep their blocks.</summary>
    internal NodeStores Stores(ILoggerFactory logs) => new(Tables(logs), _emergency)
    {
        Samples = _store == StoreKind.Memory ? null : new BreachFiles(_breaches, TimeProvider.System, logs.CreateLogger<BreachFiles>()),
    };

    /// <summary>Ends the connections and gives the data directory back.</summary>
    public async ValueTask DisposeAsync()
    {
        LeaveFiles();
        if (Database is not null) await Database.DisposeAsync();
    }

    /// <summary>Makes the dashboard's token, where one is wanted.</summary>
    private Result<SiloParts, string> WithToken(SiloSettings settings)
    {
        // While another process has the directory, the token in it is that one's.
        if (settings.DashboardPort == 0 || (_files?.Refusal ?? _emergency?.Refusal) is not null) return this;
        if (DashboardToken.Write(settings.DashboardTokenFile).TryGet(out var token, out var refusal))
        {
            Token = token;
            return this;
        }

        LeaveFiles();
        return refusal;
    }

    private void LeaveFiles()
    {
        Token?.Dispose();
        _files?.Dispose();
        _emergency?.Dispose();
    }

    private static string Explain(DiskError refusal) => refusal.Fault == DiskFault.Locked
        ? $"another process has the data directory: stop it, or give another with --data-dir ({refusal})."
        : refusal.ToString();

    private IBlockTable Tables(ILoggerFactory logs) => _store switch
    {
        StoreKind.Memory => new MemoryBlockTables(),
        StoreKind.File => _files ?? throw NotMade("files"),
        StoreKind.Postgres => new PostgresBlockTables(
            Database ?? throw NotMade("database"), logs.CreateLogger<PostgresBlockTables>()),
    };

    private static InvalidOperationException NotMade(string what) =>
        new($"the settings were not checked: there is no store in the {what}");
}
