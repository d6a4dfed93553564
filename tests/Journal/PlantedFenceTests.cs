using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Trading.Journal;
using Trading.Journal.Files;
using Trading.Journal.Postgres;
using Trading.Tests.Postgres;
using Xunit;

namespace Trading.Tests.Journal;

/// <summary>
/// A missing look at the epoch, planted before the store on files and in the statement of the store in the database: the owner
/// that was replaced and wakes up writes, and that is found.
/// </summary>
public sealed class PlantedFenceTests(PostgresServer postgres)
{
    private const string EpochCheck = " and epoch = $2";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void On_files_an_owner_that_was_replaced_is_told_so_unless_nobody_looks_at_epochs(bool isPlanted)
    {
        using var folder = new TemporaryFolder();
        using var files = new FileBlockTables(new FileJournalSettings { Folder = folder.Path });
        var table = new SyncTable(isPlanted ? new EpochBlindTables(files) : files);
        var blocks = new Blocks();
        var old = table.Open("node").Epoch;
        Assert.Equal(AppendOutcome.Committed, table.Append("node", old, 1, blocks.Next(old, 10)));
        table.Open("node");
        var stale = table.Append("node", old, 2, blocks.Next(old, 10));
        Assert.Equal(isPlanted ? AppendOutcome.Committed : AppendOutcome.Fenced, stale);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_the_database_an_owner_that_was_replaced_writes_nothing_unless_the_statement_looks_at_no_epoch(bool isPlanted)
    {
        var statement = isPlanted ? PostgresStatements.Append.Replace(EpochCheck, "", StringComparison.Ordinal) : PostgresStatements.Append;
        Assert.Equal(isPlanted, statement != PostgresStatements.Append);
        await using var database = postgres.Connect();
        var tables = new PostgresBlockTables(database, NullLogger<PostgresBlockTables>.Instance) { AppendStatement = statement };
        var node = "planted-" + isPlanted;
        var table = new Table(tables, node);
        var old = (await table.OpenAsync()).Epoch;
        await table.FillAsync(old, first: 1, count: 3);
        await table.OpenAsync();
        var before = await StaleAsync(database);
        var outcome = await table.AppendAsync(old, 4, Table.Block(4, old));
        var after = await StaleAsync(database);
        Assert.Equal(isPlanted ? AppendOutcome.Committed : AppendOutcome.Fenced, outcome);
        // What 'trading cluster scale-out' looks at in the end. (Other tests add to the tries meanwhile.)
        Assert.Equal(isPlanted ? 1 : 0, after.Accepted - before.Accepted);
        Assert.True(isPlanted || after.Tried > before.Tried);
        await CleanAsync(database, node);
    }

    private static Task<StaleWrites> StaleAsync(PostgresDatabase database) =>
        new PostgresJournal(database).StaleWritesAsync(CancellationToken.None);

    /// <summary>Nothing of the bug stays for other tests to count.</summary>
    private static async Task CleanAsync(PostgresDatabase database, string node)
    {
        await using var command = database.Source.CreateCommand("delete from trading.journal_block where node = $1");
        command.Parameters.Add(new() { Value = node });
        await command.ExecuteNonQueryAsync();
    }
}
