using System;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal.Postgres;
using Trading.Model;

namespace Trading.Client.Bench;

/// <summary>The database of a benchmark: the given one, or a private one that is made for it and ends with it.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly PrivatePostgres? _server;

    private BenchDatabase(string? connection, PrivatePostgres? server) => (Connection, _server) = (connection, server);

    /// <summary>How to connect; null where the store needs no database.</summary>
    public string? Connection { get; }

    /// <summary>Starts a private server, with its tables, where the options name none and the store needs one.</summary>
    /// <returns>The database, or why there is none.</returns>
    public static async Task<Result<BenchDatabase, string>> StartAsync(
        DurableBenchOptions options, CancellationToken cancellation)
    {
        if (options.Store != "postgres" || options.Connection is not null) return new BenchDatabase(options.Connection, null);
        var started = await PrivatePostgres.StartAsync(cancellation);
        if (!started.TryGet(out var server, out var problem)) return problem.Message;
        var made = new BenchDatabase(server.ConnectionString, server);
        problem = await ApplyAsync(server, cancellation);
        if (problem is null) return made;
        await made.DisposeAsync();
        return problem.Message;
    }

    /// <summary>Ends a private server.</summary>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<PostgresProblem?> ApplyAsync(PrivatePostgres server, CancellationToken cancellation)
    {
        var settings = new PostgresSettings { ConnectionString = server.ConnectionString };
        if (!PostgresDatabase.Create(settings).TryGet(out var database, out var problem)) return problem;
        await using (database)
        {
            var applied = await PostgresSchema.ApplyAsync(database, cancellation);
            return applied.TryGet(out _, out problem) ? null : problem;
        }
    }
}
