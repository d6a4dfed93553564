using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Trading.Journal.Postgres;
using Xunit;

namespace Trading.Tests.Postgres;

public sealed class PostgresSchemaTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly string _name = "schema_" + Guid.NewGuid().ToString("N");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await ExecuteAsync(postgres.Server.ConnectionString, $"create database {_name}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_scripts_are_applied_once()
    {
        await using var database = Connect();
        Assert.Equal(PostgresFault.SchemaMissing, (await database.CheckAsync(Stop))?.Fault);
        Assert.Equal(PostgresSchema.Scripts.Select(script => script.Name), await ApplyAsync(database));
        Assert.Null(await database.CheckAsync(Stop));
        Assert.Empty(await ApplyAsync(database));
    }

    [Fact]
    public async Task Of_two_at_once_one_applies_and_both_are_content()
    {
        await using var one = Connect();
        await using var two = Connect();
        var applied = await Task.WhenAll(ApplyAsync(one), ApplyAsync(two));
        Assert.Equal(PostgresSchema.Scripts.Length, applied.Sum(names => names.Length));
        Assert.Null(await one.CheckAsync(Stop));
    }

    [Theory]
    [InlineData("insert into trading.schema_version (version, name, hash) values (99, 'later', '')", PostgresFault.SchemaNewer)]
    [InlineData("update trading.schema_version set hash = 'other' where version = 1", PostgresFault.SchemaChanged)]
    [InlineData("delete from trading.schema_version where version > 1", PostgresFault.SchemaMissing)]
    public async Task Another_schema_is_refused(string change, PostgresFault expected)
    {
        await using var database = Connect();
        await ApplyAsync(database);
        await ExecuteAsync(Address, change);
        Assert.Equal(expected, (await database.CheckAsync(Stop))?.Fault);
    }

    [Fact]
    public async Task A_server_that_forgets_commits_is_refused()
    {
        var made = PostgresDatabase.Create(
            new PostgresSettings { ConnectionString = Address + ";Options=-c synchronous_commit=off" });
        Assert.True(made.TryGet(out var database, out _));
        await using (database) Assert.Equal(PostgresFault.NotDurable, (await database.CheckAsync(Stop))?.Fault);
        await ExecuteAsync(Address, $"alter database {_name} set synchronous_commit = off");
        await using var usual = Connect();
        await ApplyAsync(usual);
        Assert.Null(await usual.CheckAsync(Stop));
    }

    private string Address => new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Database = _name }.ConnectionString;

    private PostgresDatabase Connect()
    {
        Assert.True(PostgresDatabase.Create(new PostgresSettings { ConnectionString = Address }).TryGet(out var database, out _));
        return database;
    }

    private static async Task<string[]> ApplyAsync(PostgresDatabase database)
    {
        var applied = await PostgresSchema.ApplyAsync(database, Stop);
        Assert.True(applied.TryGet(out var scripts, out var problem), problem?.Message);
        return [.. scripts.Select(script => script.Name)];
    }

    private static async Task ExecuteAsync(string address, string text)
    {
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
