using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Trading.Grains;
using Trading.Journal.Postgres;
using Trading.Model;
using Trading.Silo.Tls;

namespace Trading.Silo;

/// <summary>What a silo is made of beside its settings: the database and its identity. It lives as long as the silo.</summary>
public sealed class SiloParts : IAsyncDisposable
{
    private readonly StoreKind _store;

    private SiloParts(StoreKind store, PostgresDatabase? database, TlsIdentity? identity)
    {
        _store = store;
        Database = database;
        Identity = identity;
    }

    /// <summary>The database; null for a silo without one.</summary>
    public PostgresDatabase? Database { get; }

    /// <summary>The identity; null for plain connections.</summary>
    public TlsIdentity? Identity { get; }

    /// <summary>Makes the parts; nothing is connected yet.</summary>
    /// <returns>They, or what is wrong with the settings.</returns>
    public static Result<SiloParts, string> Make(SiloSettings settings)
    {
        TlsIdentity? identity = null;
        if (settings.Tls is { } tls && !TlsIdentity.Load(tls).TryGet(out identity, out var wrong)) return wrong;
        if (settings.Store != StoreKind.Postgres || settings.Connection is not { } connection)
        {
            return new SiloParts(settings.Store, null, identity);
        }

        var made = PostgresDatabase.Create(new PostgresSettings
        {
            ConnectionString = connection,
            KeepsCoveredBlocks = settings.KeepsJournal,
        });
        return made.TryGet(out var database, out var problem)
            ? new SiloParts(settings.Store, database, identity)
            : problem.Message;
    }

    /// <summary>Whether what is outside can be used.</summary>
    /// <returns>Null, or the problem.</returns>
    public async Task<string?> CheckAsync(CancellationToken cancellation) =>
        Database is null ? null : (await Database.CheckAsync(cancellation))?.Message;

    /// <summary>Where nodes keep their blocks.</summary>
    internal NodeStores Stores(ILoggerFactory logs) => _store switch
    {
        StoreKind.Memory => new NodeStores(new MemoryBlockTables()),
        StoreKind.Postgres => new NodeStores(new PostgresBlockTables(
            Database ?? throw new InvalidOperationException("the settings were not checked: there is no database"),
            logs.CreateLogger<PostgresBlockTables>())),
    };

    /// <summary>Ends the connections.</summary>
    public ValueTask DisposeAsync() => Database?.DisposeAsync() ?? ValueTask.CompletedTask;
}
