using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Trading.Client.Tests.Tape;
using Trading.Journal;
using Trading.Journal.Postgres;
using Xunit;

namespace Trading.Client.Tests.Journal;

/// <summary><c>trading journal</c> and <c>trading replay</c> on a database.</summary>
public sealed class PostgresToolTests : IAsyncLifetime
{
    private const string Node = WrittenJournal.Node;
    private PrivatePostgres? _server;

    private string Connection => _server?.ConnectionString ?? "";

    public async ValueTask InitializeAsync()
    {
        var started = await PrivatePostgres.StartAsync(CancellationToken.None);
        Assert.True(started.TryGet(out _server, out var problem), problem?.Message);
        await using var database = Connect();
        Assert.True((await PostgresSchema.ApplyAsync(database, CancellationToken.None)).IsOk);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_tool_works_on_a_database_as_on_files()
    {
        var written = await WriteAsync(rounds: 8, snapshotsAfter: 5);
        foreach (var state in written.States)
        {
            var json = await Json("replay", "--node", Node, "--to-sequence", $"{state.Block}", "--json");
            Assert.Equal(state.WholeHash, json.GetProperty("wholeHash").GetString());
        }

        Assert.Contains("blocks 1 to 15, snapshots after 5, epoch 1\n", await Run("journal", "verify"));
        Assert.Contains("block 15  epoch 1  records 4  ", await Run("journal", "dump"));
        Assert.Contains("records    36, ", await Run("journal", "stats"));
        Assert.Contains("from the snapshot after block 5 and 10 block(s)", await Run("journal", "recover"));
        Assert.Contains("snapshot after block 15", await Run("journal", "compact"));
        Assert.Contains("blocks 6 to 15, snapshots after 5, 15, epoch 2\n", await Run("journal", "verify"));
    }

    [Fact]
    public async Task Damaged_rows_are_found_repaired_and_kept_under_another_name()
    {
        var written = await WriteAsync(rounds: 6);
        await ExecuteAsync("update trading.journal_block set bytes = set_byte(bytes, 100, 255 - get_byte(bytes, 100)) where sequence = 6");
        var damaged = await TradingCommand.Run("journal", "verify", "--connection", Connection);
        Assert.Equal(ExitCode.CheckFailed, damaged.Exit);
        Assert.Contains("Block in trading.journal_block at offset -1, block 6: it does not verify: BadChecksum", damaged.Out);
        using var folder = new TestFolder();
        Assert.Contains("lost: blocks 6 to 11", await Run("journal", "repair", "--out", folder.File("files")));
        var repaired = await Run("journal", "repair", "--in-place");
        Assert.Contains("kept blocks 1 to 5", repaired);
        Assert.Contains($"the rows of node '{Node}~damaged-1'", repaired);
        Assert.Contains("blocks 1 to 5, snapshots none, epoch 2\n", await Run("journal", "verify"));
        Assert.Contains(written.At(5).StateHash, await Run("journal", "recover"));
        Assert.Contains("block 5, ", (await TradingCommand.Run("journal", "recover", "--data-dir", folder.File("files"))).Out);
        Assert.Equal(6L, await ExecuteAsync($"select count(*) from trading.journal_block where node = '{Node}~damaged-1'"));
    }

    [Fact]
    public async Task A_connected_silo_is_seen()
    {
        await WriteAsync(rounds: 2);
        await using var silo = Connect();
        Assert.Null(await silo.CheckAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ExitCode.Ok, (await TradingCommand.Run("journal", "verify", "--connection", Connection)).Exit);
        var refused = await TradingCommand.Run("journal", "compact", "--connection", Connection);
        Assert.Equal(ExitCode.Environment, refused.Exit);
        Assert.Contains("a silo is connected to ", refused.Error);
    }

    private PostgresDatabase Connect()
    {
        var settings = new PostgresSettings { ConnectionString = Connection, Timeout = TimeSpan.FromSeconds(20) };
        Assert.True(PostgresDatabase.Create(settings).TryGet(out var database, out var problem), problem?.Message);
        return database;
    }

    private async Task<WrittenJournal> WriteAsync(int rounds, params ulong[] snapshotsAfter)
    {
        await using var database = Connect();
        return WrittenJournal.Write(
            new OnDatabase(new PostgresBlockTables(database, NullLogger<PostgresBlockTables>.Instance)), rounds, snapshotsAfter);
    }

    private async Task<object?> ExecuteAsync(string text)
    {
        await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> Run(params string[] words)
    {
        var run = await TradingCommand.Run([.. words, "--connection", Connection]);
        Assert.True(run.Exit == ExitCode.Ok, $"exit {run.Exit}: {run.Error}");
        return run.Out;
    }

    private async Task<JsonElement> Json(params string[] words) => JsonDocument.Parse(await Run(words)).RootElement;

    private sealed class OnDatabase(PostgresBlockTables tables) : ITestTable
    {
        public ulong Open() => Once<OpenedTable>(done => tables.Open(WrittenJournal.Node, done)).Epoch;

        public AppendOutcome Append(ulong epoch, ulong sequence, ReadOnlyMemory<byte> block) =>
            Once<AppendOutcome>(done => tables.Append(WrittenJournal.Node, epoch, sequence, block, done));

        public AppendOutcome SaveSnapshot(ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot) =>
            Once<AppendOutcome>(done => tables.SaveSnapshot(WrittenJournal.Node, epoch, sequence, snapshot, done));

        private static T Once<T>(Action<Action<T>> start)
        {
            using var told = new ManualResetEventSlim();
            var answer = default(T);
            start(value =>
            {
                answer = value;
                told.Set();
            });
            told.Wait();
            return answer ?? throw new InvalidOperationException("a callback without an answer");
        }
    }
}
