using System;
using System.Collections.Generic;
using System.Data;
using System.Linq;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Trading.Journal;
using Trading.Journal.Postgres;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary>Journals in a database. Looking is done in read-only transactions.</summary>
internal sealed class PostgresJournalStore : JournalStore
{
    private const string Table = "trading.journal_block";
    private readonly NpgsqlDataSource _readOnly;
    private readonly PostgresDatabase _database;

    private PostgresJournalStore(NpgsqlDataSource readOnly, PostgresDatabase database, string name) =>
        (_readOnly, _database, Name) = (readOnly, database, name);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>Prepares to connect.</summary>
    public static Result<JournalStore, JournalProblem> Open(string connection)
    {
        var made = PostgresDatabase.Create(new PostgresSettings { ConnectionString = connection });
        if (!made.TryGet(out var database, out var problem)) return new JournalProblem(ExitCode.Usage, problem.Message);
        var builder = new NpgsqlConnectionStringBuilder(connection) { ApplicationName = "trading-journal", Timeout = 5 };
        builder.Options = (builder.Options + " -c default_transaction_read_only=on").TrimStart();
        return new PostgresJournalStore(
            NpgsqlDataSource.Create(builder), database, $"{builder.Host}:{builder.Port}/{builder.Database}");
    }

    /// <inheritdoc/>
    public override Task<Result<IReadOnlyList<string>, JournalProblem>> NodesAsync(CancellationToken cancellation) =>
        TryAsync(async () =>
        {
            await using var command = _readOnly.CreateCommand("select node from trading.journal_fence");
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var nodes = new List<string>();
            while (await reader.ReadAsync(cancellation)) nodes.Add(reader.GetString(0));
            nodes.Sort(StringComparer.Ordinal);
            return Result<IReadOnlyList<string>, JournalProblem>.Ok(nodes);
        });

    /// <inheritdoc/>
    public override Task<Result<bool, JournalProblem>> IsInUseAsync(CancellationToken cancellation) => TryAsync(async () =>
    {
        await using var command = _readOnly.CreateCommand(
            """
            select exists (select from pg_stat_activity
                where application_name = 'orleans-trading' and datname = current_database())
            """);
        return Result<bool, JournalProblem>.Ok(await command.ExecuteScalarAsync(cancellation) is true);
    });

    /// <inheritdoc/>
    public override Task<Result<NodeJournal, JournalProblem>> ReadAsync(string node, CancellationToken cancellation) =>
        TryAsync<NodeJournal>(async () =>
        {
            await using var connection = await _readOnly.OpenConnectionAsync(cancellation);
            // One snapshot of the database for fence, blocks and snapshots.
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            var rows = new PostgresRows(connection, node);
            if (await rows.FenceAsync(cancellation) is not { } fence)
            {
                return new JournalProblem(ExitCode.BadInput, $"there is no journal of '{node}' in {Name}.");
            }

            await rows.ReadAsync(cancellation);
            return Journal(node, fence, rows);
        });

    /// <inheritdoc/>
    public override Task<Result<OwnedTables, JournalProblem>> OwnAsync(CancellationToken cancellation) => TryAsync<OwnedTables>(async () =>
    {
        var used = await IsInUseAsync(cancellation);
        if (!used.TryGet(out var isInUse, out var problem)) return problem;
        if (isInUse) return InUse();
        if (await _database.CheckAsync(cancellation) is { } wrong) return new JournalProblem(ExitCode.Environment, wrong.Message);
        var tables = new PostgresBlockTables(_database, NullLogger<PostgresBlockTables>.Instance);
        return new OwnedTables(tables, null);
    });

    /// <inheritdoc/>
    public override Task<Result<string, JournalProblem>> RepairAsync(
        NodeJournal journal, RepairPlan plan, CancellationToken cancellation) => TryAsync<string>(async () =>
    {
        var used = await IsInUseAsync(cancellation);
        if (!used.TryGet(out var isInUse, out var problem)) return problem;
        if (isInUse) return InUse();
        await using var connection = new NpgsqlConnection(_database.ProviderConnectionString);
        await connection.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var aside = await PostgresRows.MoveAsideAsync(connection, journal.Node, plan, cancellation);
        await transaction.CommitAsync(cancellation);
        return $"the rows of node '{aside}'";
    });

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _readOnly.DisposeAsync();
        await _database.DisposeAsync();
        await base.DisposeAsync();
    }

    private NodeJournal Journal(string node, (ulong Epoch, ulong Last) fence, PostgresRows rows) => new()
    {
        Node = node,
        Table = new OpenedTable
        {
            Status = rows.Damage(fence.Last) is null ? OpenStatus.Opened : OpenStatus.Corrupt,
            Damage = rows.Damage(fence.Last),
            Epoch = fence.Epoch,
            FirstSequence = rows.First ?? fence.Last + 1,
            LastSequence = fence.Last,
            Snapshots = [.. rows.Snapshots.Where(snapshot => snapshot.Refusal is null).Select(s => s.Sequence).Reverse()],
        },
        Blocks = rows.Blocks,
        Snapshots = rows.Snapshots,
        StoredBytes = rows.Blocks.Sum(block => (long)block.Bytes) + rows.Snapshots.Sum(snapshot => snapshot.Bytes),
        Segments = 0,
        ReadBlocks = (blocks, cancellation) => ReadBlocksAsync(node, blocks, cancellation),
        ReadSnapshot = sequence => ReadSnapshotAsync(node, sequence),
    };

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadBlocksAsync(
        string node, IReadOnlyList<JournalBlock> blocks, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (blocks.Count == 0) yield break;
        await using var command = _readOnly.CreateCommand(
            $"select sequence, bytes from {Table} where node = $1 and sequence between $2 and $3 order by sequence");
        command.Parameters.AddWithValue(node);
        command.Parameters.AddWithValue((long)blocks[0].Sequence);
        command.Parameters.AddWithValue((long)blocks[^1].Sequence);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var next = 0;
        while (next < blocks.Count && await reader.ReadAsync(cancellation))
        {
            // Rows that do not verify are not among those asked for.
            if ((ulong)reader.GetInt64(0) != blocks[next].Sequence) continue;
            next++;
            yield return reader.GetFieldValue<byte[]>(1);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadSnapshotAsync(string node, ulong sequence)
    {
        await using var command = _readOnly.CreateCommand(
            """
            select bytes from trading.journal_snapshot
            where node = $1 and sequence = $2 and verified order by epoch desc limit 1
            """);
        command.Parameters.AddWithValue(node);
        command.Parameters.AddWithValue((long)sequence);
        return await command.ExecuteScalarAsync() as byte[];
    }

    private JournalProblem InUse() => new(
        ExitCode.Environment, $"a silo is connected to {Name}: stop it first. What a silo does now would be refused later.");

    private async Task<Result<T, JournalProblem>> TryAsync<T>(Func<Task<Result<T, JournalProblem>>> work)
        where T : notnull
    {
        try
        {
            return await work();
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            return new JournalProblem(
                ExitCode.BadInput, $"{Name} has no journal tables: 'trading cluster init-db' makes them.");
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or TimeoutException)
        {
            return new JournalProblem(
                ExitCode.Environment, $"{Name} cannot be used: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}.");
        }
    }
}
