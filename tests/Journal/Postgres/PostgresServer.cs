using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Trading.Journal.Postgres;
using Trading.Tests.Postgres;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Trading.Tests.Postgres;

/// <summary>One server for all tests of the assembly; each uses nodes of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private PrivatePostgres? _server;

    public PrivatePostgres Server => _server ?? throw new InvalidOperationException("the server has not started");

    public async ValueTask InitializeAsync()
    {
        var started = await PrivatePostgres.StartAsync(CancellationToken.None);
        if (!started.TryGet(out var server, out var problem)) Assert.Fail(problem.Message);
        _server = server;
        await using var database = Connect();
        Assert.True((await PostgresSchema.ApplyAsync(database, CancellationToken.None)).IsOk);
    }

    /// <summary>Connections of one process.</summary>
    public PostgresDatabase Connect(Func<PostgresSettings, PostgresSettings>? change = null) =>
        Connect(Server, change);

    public static PostgresDatabase Connect(
        PrivatePostgres server, Func<PostgresSettings, PostgresSettings>? change = null)
    {
        // A busy machine must not turn slowness into an outcome, except where a test is about that.
        var settings = new PostgresSettings
        {
            ConnectionString = server.ConnectionString,
            Timeout = TimeSpan.FromSeconds(20),
        };
        var made = PostgresDatabase.Create(change?.Invoke(settings) ?? settings);
        Assert.True(made.TryGet(out var database, out var problem), problem?.Message);
        return database;
    }

    public static PostgresBlockTables Tables(PostgresDatabase database) =>
        new(database, NullLogger<PostgresBlockTables>.Instance);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
