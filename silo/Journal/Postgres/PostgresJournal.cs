using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace Trading.Journal.Postgres;

/// <summary>Writes by owners that had been replaced.</summary>
/// <param name="Tried">Appends that were refused because a later owner had taken the table.</param>
/// <param name="Accepted">Blocks that stand in a table after a later owner had taken it; always 0.</param>
public readonly record struct StaleWrites(long Tried, long Accepted);

/// <summary>Reads journals in the database as they stand, without taking them over.</summary>
/// <param name="database">Where.</param>
public sealed class PostgresJournal(PostgresDatabase database)
{
    private const string NodeList = "select node from trading.journal_fence order by node";

    private const string BlockList =
        "select bytes from trading.journal_block where node = $1 and sequence >= $2 order by sequence";

    private const string Stale = """
        select
            (select count(*) from trading.journal_refusal r where exists (
                select from trading.journal_epoch e
                where e.node = r.node and e.epoch > r.epoch and e.opened_at <= r.refused_at)),
            (select count(*) from trading.journal_block b where exists (
                select from trading.journal_epoch e
                where e.node = b.node and e.epoch > b.epoch and b.sequence > e.last_sequence))
        """;

    /// <summary>The nodes that have a table.</summary>
    /// <exception cref="NpgsqlException">The database cannot be read.</exception>
    public async Task<IReadOnlyList<string>> NodesAsync(CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(NodeList);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var nodes = new List<string>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) nodes.Add(reader.GetString(0));
        return nodes;
    }

    /// <summary>A node's blocks in order.</summary>
    /// <param name="node">The node.</param>
    /// <param name="first">The sequence to begin with.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="NpgsqlException">The database cannot be read.</exception>
    public async IAsyncEnumerable<byte[]> BlocksAsync(
        string node, ulong first, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(BlockList);
        command.Parameters.Add(new() { Value = node });
        command.Parameters.Add(new() { Value = (long)Math.Min(first, long.MaxValue) });
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) yield return reader.GetFieldValue<byte[]>(0);
    }

    /// <summary>What stale owners tried, and whether anything of it was accepted, over all nodes.</summary>
    /// <exception cref="NpgsqlException">The database cannot be read.</exception>
    public async Task<StaleWrites> StaleWritesAsync(CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand(Stale);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false)
            ? new StaleWrites(reader.GetInt64(0), reader.GetInt64(1))
            : default;
    }
}
