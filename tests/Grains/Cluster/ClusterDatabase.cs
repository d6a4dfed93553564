using System;
using System.Threading;
using System.Threading.Tasks;
using Trading.Journal.Postgres;
using Xunit;

namespace Trading.Tests.Grains.Cluster;

/// <summary>A server with the schema, for the tests of a class.</summary>
public sealed class ClusterDatabase : IAsyncLifetime
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

    public PostgresDatabase Connect()
    {
        var made = PostgresDatabase.Create(new PostgresSettings { ConnectionString = Server.ConnectionString });
        Assert.True(made.TryGet(out var database, out var problem), problem?.Message);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
