using Npgsql;
using Trading.Journal;
using Trading.Journal.Postgres;
using Trading.Tests.Journal;

namespace Trading.Tests.Postgres;

/// <summary>The contract of every store, in a database of its own whose tables are emptied before each test.</summary>
public sealed class PostgresStoreContractTests(PostgresServer postgres) : BlockTableContract
{
    private const string Database = "contract";
    private PostgresDatabase? _database;

    protected override IBlockTable MakeTables()
    {
        Execute("postgres", $"select 1 from pg_database where datname = '{Database}'", $"create database {Database}");
        var tables = Restart();
        Execute(Database, "select 1 where false", """
            truncate trading.journal_fence, trading.journal_block, trading.journal_snapshot, trading.journal_epoch,
                trading.journal_refusal
            """);
        return tables;
    }

    protected override IBlockTable? Restart(IBlockTable tables)
    {
        Release(tables);
        return Restart();
    }

    protected override void Release(IBlockTable tables) => _database?.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private PostgresBlockTables Restart()
    {
        _database = PostgresServer.Connect(postgres.Server, settings => settings with { ConnectionString = Address(Database) });
        PostgresSchema.ApplyAsync(_database, default).GetAwaiter().GetResult();
        return PostgresServer.Tables(_database);
    }

    private void Execute(string database, string unless, string text)
    {
        using var connection = new NpgsqlConnection(Address(database) + ";Pooling=false");
        connection.Open();
        using var isDone = new NpgsqlCommand(unless, connection);
        if (isDone.ExecuteScalar() is not null) return;
        using var command = new NpgsqlCommand(text, connection);
        command.ExecuteNonQuery();
    }

    private string Address(string database) =>
        new NpgsqlConnectionStringBuilder(postgres.Server.ConnectionString) { Database = database }.ConnectionString;
}
