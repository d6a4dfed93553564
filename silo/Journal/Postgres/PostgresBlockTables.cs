using System;
using System.Buffers;
using System.Diagnostics;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Trading.Journal.Postgres;

/// <summary>
/// Block tables in PostgreSQL: owner, expected sequence and insertion are one statement, so that a stale owner's append
/// cannot be written whatever it believes; the primary key is the second line.
/// </summary>
/// <param name="database">The connections.</param>
/// <param name="log">Why something failed: callers are told only that it did.</param>
public sealed partial class PostgresBlockTables(PostgresDatabase database, ILogger<PostgresBlockTables> log) : IBlockTable
{
    private const int ReadBytes = 4 * 1024 * 1024;
    private const string BlockTableName = "trading.journal_block";

    private readonly PostgresSettings _settings = database.Settings;

    /// <summary>The appending statement; tests plant a wrong one, to show that its wrongness is found.</summary>
    internal string AppendStatement { get; init; } = PostgresStatements.Append;

    /// <inheritdoc/>
    public void Open(string node, Action<OpenedTable> opened) => _ = TellAsync(OpenAsync(node), opened);

    /// <inheritdoc/>
    public void Read(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) =>
        _ = TellAsync(ReadAsync(node, sequence), read);

    /// <inheritdoc/>
    public void Append(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block, Action<AppendOutcome> completed) =>
        _ = TellAsync(AppendAsync(node, epoch, sequence, block), completed);

    /// <inheritdoc/>
    public void Confirm(string node, ulong epoch, ulong sequence, Action<AppendOutcome> completed) =>
        _ = TellAsync(ConfirmAsync(node, epoch, sequence), completed);

    /// <inheritdoc/>
    public void SaveSnapshot(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot, Action<AppendOutcome> completed) =>
        _ = TellAsync(SaveSnapshotAsync(node, epoch, sequence, snapshot), completed);

    /// <inheritdoc/>
    public void ReadSnapshot(string node, ulong sequence, Action<ReadOnlyMemory<byte>> read) =>
        _ = TellAsync(ReadSnapshotAsync(node, sequence), read);

    private static async Task TellAsync<T>(Task<T> work, Action<T> tell) => tell(await work.ConfigureAwait(false));

    private async Task<OpenedTable> OpenAsync(string node)
    {
        var source = database.Source;
        try
        {
            return await WithinAsync(TakeEpochAsync(source, node), source, _settings.Timeout).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogFailed(Unexpected(error), "open", node, error.Message);
            return new OpenedTable { Status = OpenStatus.Unavailable };
        }
    }

    private static async Task<OpenedTable> TakeEpochAsync(NpgsqlDataSource source, string node)
    {
        await using var take = Command(source, PostgresStatements.TakeEpoch, node);
        return await take.ExecuteScalarAsync().ConfigureAwait(false) is long epoch
            ? await InventoryAsync(source, node, (ulong)epoch).ConfigureAwait(false)
            : new OpenedTable { Status = OpenStatus.Unavailable };
    }

    private static async Task<OpenedTable> InventoryAsync(NpgsqlDataSource source, string node, ulong epoch)
    {
        await using var inventory = Command(source, PostgresStatements.Inventory, node, epoch);
        await using var reader = await inventory.ExecuteReaderAsync().ConfigureAwait(false);
        if (!await reader.ReadAsync().ConfigureAwait(false)) return new OpenedTable { Status = OpenStatus.Unavailable };
        var found = TableInventory.Read(reader);
        await reader.DisposeAsync().ConfigureAwait(false);
        if (await DamageAsync(source, node, found).ConfigureAwait(false) is { } damage)
        {
            return new OpenedTable { Status = OpenStatus.Corrupt, Damage = damage };
        }

        return new OpenedTable
        {
            Status = OpenStatus.Opened,
            Epoch = epoch,
            FirstSequence = found.First,
            LastSequence = found.Last,
            Snapshots = found.Snapshots,
        };
    }

    private static async Task<CorruptData?> DamageAsync(NpgsqlDataSource source, string node, TableInventory found)
    {
        if (found.Damage is not { } kind) return null;
        await using var missing = Command(source, PostgresStatements.FirstMissing, node, found.NewestSnapshot);
        var first = await missing.ExecuteScalarAsync().ConfigureAwait(false) is long sequence
            ? (ulong)sequence
            : found.NewestSnapshot + 1;
        return new CorruptData(
            kind,
            BlockTableName,
            -1,
            kind == DamageKind.NoSnapshot ? found.First : first,
            $"the fence of '{node}' stands at block {found.Last}, the rows are {found.First} to {found.Newest ?? 0}, "
            + $"the newest snapshot {found.NewestSnapshot}");
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(string node, ulong sequence)
    {
        var source = database.Source;
        try
        {
            return await WithinAsync(ReadBlocksAsync(source, node, sequence), source, _settings.BulkTimeout)
                .ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogFailed(Unexpected(error), "read", node, error.Message);
            return default;
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBlocksAsync(NpgsqlDataSource source, string node, ulong sequence)
    {
        await using var command = Command(source, PostgresStatements.Read, node, sequence, (ulong)ReadBytes);
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        var blocks = new ArrayBufferWriter<byte>();
        for (var next = sequence; await reader.ReadAsync().ConfigureAwait(false); next++)
        {
            if ((ulong)reader.GetInt64(0) != next) break;
            var block = reader.GetFieldValue<byte[]>(1);
            blocks.Write(block);
            // What follows a block that misstates its length could not be told apart.
            if (BlockHeader.LengthOf(block) != block.Length) break;
        }

        return blocks.WrittenMemory;
    }

    private async Task<AppendOutcome> AppendAsync(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        var source = database.Source;
        try
        {
            var insert = InsertAsync(source, node, epoch, sequence, block);
            var rows = await WithinAsync(insert, source, _settings.Timeout).ConfigureAwait(false);
            return rows == 1 ? AppendOutcome.Committed : Fenced(node, epoch, sequence);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Fenced(node, epoch, sequence);
        }
        catch (Exception error)
        {
            // Whatever it was, the server may have committed: the outcome is unknown.
            LogFailed(Unexpected(error), "append", node, error.Message);
            return AppendOutcome.Failed;
        }
    }

    /// <summary>
    /// Sends a copy of the block: the outcome may be told, and the owner's bytes reused, while the statement still hangs.
    /// </summary>
    private async Task<int> InsertAsync(
        NpgsqlDataSource source, string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> block)
    {
        var copy = ArrayPool<byte>.Shared.Rent(block.Length);
        try
        {
            block.CopyTo(copy);
            await using var command = Command(source, AppendStatement, node, epoch, sequence);
            command.Parameters.Add(Bytes(copy.AsMemory(0, block.Length)));
            return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private async Task<AppendOutcome> ConfirmAsync(string node, ulong epoch, ulong sequence)
    {
        var source = database.Source;
        try
        {
            var isOwner = IsOwnerAsync(source, node, epoch, sequence);
            return await WithinAsync(isOwner, source, _settings.Timeout).ConfigureAwait(false)
                ? AppendOutcome.Committed
                : AppendOutcome.Fenced;
        }
        catch (Exception error)
        {
            LogFailed(Unexpected(error), "confirm", node, error.Message);
            return AppendOutcome.Failed;
        }
    }

    private static async Task<bool> IsOwnerAsync(NpgsqlDataSource source, string node, ulong epoch, ulong sequence)
    {
        await using var command = Command(source, PostgresStatements.Confirm, node, epoch, sequence);
        return await command.ExecuteScalarAsync().ConfigureAwait(false) is not null;
    }

    private async Task<AppendOutcome> SaveSnapshotAsync(
        string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
        var source = database.Source;
        try
        {
            var save = WriteCopyAsync(source, node, epoch, sequence, snapshot);
            return await WithinAsync(save, source, _settings.BulkTimeout).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogFailed(Unexpected(error), "save a snapshot of", node, error.Message);
            return AppendOutcome.Failed;
        }
    }

    /// <summary>As with a block: the owner's bytes are reused when the outcome is told, and a statement may hang on.</summary>
    private async Task<AppendOutcome> WriteCopyAsync(
        NpgsqlDataSource source, string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
        var copy = ArrayPool<byte>.Shared.Rent(snapshot.Length);
        try
        {
            snapshot.CopyTo(copy);
            return await WriteSnapshotAsync(source, node, epoch, sequence, copy.AsMemory(0, snapshot.Length))
                .ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private async Task<AppendOutcome> WriteSnapshotAsync(
        NpgsqlDataSource source, string node, ulong epoch, ulong sequence, ReadOnlyMemory<byte> snapshot)
    {
        await using var write = Command(source, PostgresStatements.WriteSnapshot, node, epoch, sequence);
        write.Parameters.Add(Bytes(snapshot));
        await write.ExecuteNonQueryAsync().ConfigureAwait(false);
        await using var readBack = Command(source, PostgresStatements.ReadBackSnapshot, node, epoch, sequence);
        var kept = await readBack.ExecuteScalarAsync().ConfigureAwait(false) as byte[];
        if (kept is null) return AppendOutcome.Fenced;
        if (!SnapshotHeader.Open(kept).IsOk || !kept.AsSpan().SequenceEqual(snapshot.Span))
        {
            LogBadSnapshot(node, sequence);
            return AppendOutcome.Failed;
        }

        await using var publish = Command(source, PostgresStatements.PublishSnapshot, node, epoch, sequence);
        if (await publish.ExecuteNonQueryAsync().ConfigureAwait(false) == 0) return AppendOutcome.Fenced;
        await CompactAsync(source, node).ConfigureAwait(false);
        return AppendOutcome.Committed;
    }

    private async Task CompactAsync(NpgsqlDataSource source, string node)
    {
        await using var snapshots = Command(source, PostgresStatements.DropSnapshots, node);
        await snapshots.ExecuteNonQueryAsync().ConfigureAwait(false);
        if (_settings.KeepsCoveredBlocks) return;
        await using var blocks = Command(source, PostgresStatements.DropBlocks, node);
        await blocks.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private async Task<ReadOnlyMemory<byte>> ReadSnapshotAsync(string node, ulong sequence)
    {
        var source = database.Source;
        try
        {
            var kept = KeptSnapshotAsync(source, node, sequence);
            return await WithinAsync(kept, source, _settings.BulkTimeout).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogFailed(Unexpected(error), "read a snapshot of", node, error.Message);
            return default;
        }
    }

    private static async Task<byte[]?> KeptSnapshotAsync(NpgsqlDataSource source, string node, ulong sequence)
    {
        await using var command = Command(source, PostgresStatements.ReadSnapshot, node, sequence);
        return await command.ExecuteScalarAsync().ConfigureAwait(false) as byte[];
    }

    /// <summary>
    /// Waits for a step, but not longer than allowed; a step that hangs is left behind. A process that was frozen itself
    /// has no reason to blame the server: it waits again.
    /// </summary>
    private async Task<T> WithinAsync<T>(Task<T> step, NpgsqlDataSource source, TimeSpan limit)
    {
        for (var isLast = false; ; isLast = true)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                return await step.WaitAsync(limit).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!step.IsCompleted)
            {
                if (!isLast && Stopwatch.GetElapsedTime(start) > 2 * limit) continue;
                _ = step.ContinueWith(late => late.Exception, TaskScheduler.Default);
                database.Abandon(source);
                throw;
            }
        }
    }

    /// <summary>A statement about a node; its numbers are the further parameters in order.</summary>
    private static NpgsqlCommand Command(
        NpgsqlDataSource source, string text, string node, params ReadOnlySpan<ulong> numbers)
    {
        var command = source.CreateCommand(text);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = node, NpgsqlDbType = NpgsqlDbType.Text });
        foreach (var number in numbers)
        {
            // Numbers beyond 2^63 are nobody's: -1 matches no row.
            var value = number > long.MaxValue ? -1 : (long)number;
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });
        }

        return command;
    }

    private static NpgsqlParameter<ReadOnlyMemory<byte>> Bytes(ReadOnlyMemory<byte> bytes) =>
        new() { TypedValue = bytes, NpgsqlDbType = NpgsqlDbType.Bytea };

    /// <summary>Of a database that is gone one line tells all, four times a second and book; only of a bug the place matters.</summary>
    private static Exception? Unexpected(Exception error) =>
        PostgresDatabase.IsOutside(error) ? null : error;

    private AppendOutcome Fenced(string node, ulong epoch, ulong sequence)
    {
        LogFenced(node, epoch, sequence);
        return AppendOutcome.Fenced;
    }

    [LoggerMessage(1301, LogLevel.Warning, "Cannot {Step} '{Node}': {Reason}")]
    private partial void LogFailed(Exception? error, string step, string node, string reason);

    [LoggerMessage(1302, LogLevel.Error, "The snapshot of '{Node}' after block {Sequence} was not read back as written.")]
    private partial void LogBadSnapshot(string node, ulong sequence);

    [LoggerMessage(1303, LogLevel.Warning, "Refused block {Sequence} of '{Node}' from epoch {Epoch}: another owner came.")]
    private partial void LogFenced(string node, ulong epoch, ulong sequence);
}
