using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;
using Trading.Journal;
using Trading.Model;

namespace Trading.Client.Journal;

/// <summary>The rows of one node in one transaction, and what is wrong with them.</summary>
internal sealed class PostgresRows(NpgsqlConnection connection, string node)
{
    private const string Table = "trading.journal_block";
    private readonly List<JournalBlock> _blocks = [];
    private readonly List<JournalSnapshot> _snapshots = [];
    private CorruptData? _unverified;
    private ulong _rowLast;

    /// <summary>The blocks that verify, by sequence.</summary>
    public IReadOnlyList<JournalBlock> Blocks => _blocks;

    /// <summary>The snapshots in place, oldest first.</summary>
    public IReadOnlyList<JournalSnapshot> Snapshots => _snapshots;

    /// <summary>The oldest row's sequence; null when there is none.</summary>
    public ulong? First { get; private set; }

    /// <summary>Where the fence stands; null when the node has none.</summary>
    public async Task<(ulong Epoch, ulong Last)?> FenceAsync(CancellationToken cancellation)
    {
        await using var command = Command("select epoch, last_sequence from trading.journal_fence where node = $1");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        return ((ulong)reader.GetInt64(0), (ulong)reader.GetInt64(1));
    }

    /// <summary>Reads blocks and snapshots.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        await using (var blocks = Command($"select sequence, epoch, bytes from {Table} where node = $1 order by sequence"))
        await using (var reader = await blocks.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                Take((ulong)reader.GetInt64(0), (ulong)reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
            }
        }

        await using var snapshots = Command(
            """
            select distinct on (sequence) sequence, bytes from trading.journal_snapshot
            where node = $1 and verified order by sequence, epoch desc
            """);
        await using var rows = await snapshots.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation)) Take((ulong)rows.GetInt64(0), rows.GetFieldValue<byte[]>(1));
    }

    /// <summary>What does not verify or fit together, in the order of the blocks; null when all is well.</summary>
    /// <param name="last">Where the fence stands.</param>
    public CorruptData? Damage(ulong last)
    {
        if (_unverified is not null) return _unverified;
        for (var i = 1; i < _blocks.Count; i++)
        {
            if (_blocks[i].Sequence != _blocks[i - 1].Sequence + 1) return Missing(_blocks[i - 1].Sequence + 1, last);
            if (_blocks[i].Header.PreviousHash == _blocks[i - 1].Hash) continue;
            return Corrupt(DamageKind.BrokenChain, _blocks[i].Sequence, "the block names another one before it");
        }

        var newest = _snapshots.LastOrDefault(snapshot => snapshot.Refusal is null)?.Sequence ?? 0;
        if ((_rowLast == 0 ? newest : _rowLast) != last) return Missing(_rowLast + 1, last);
        return First > newest + 1
            ? Corrupt(DamageKind.NoSnapshot, First.Value - 1, "no snapshot that verifies covers the blocks before it")
            : null;
    }

    /// <summary>
    /// Gives the rows that a plan does not keep to another node's name, fences every owner, and sets the fence to the last
    /// block that is kept.
    /// </summary>
    /// <returns>The name.</returns>
    public static async Task<string> MoveAsideAsync(
        NpgsqlConnection connection, string node, RepairPlan plan, CancellationToken cancellation)
    {
        var rows = new PostgresRows(connection, node);
        await rows.ExecuteAsync(
            "update trading.journal_fence set epoch = epoch + 1, last_sequence = $2 where node = $1",
            cancellation, (long)plan.Last);
        var number = 1;
        while (await rows.IsTakenAsync($"{node}~damaged-{number}", cancellation)) number++;
        var aside = $"{node}~damaged-{number}";
        await rows.ExecuteAsync(
            $"update {Table} set node = $4 where node = $1 and not sequence between $2 and $3",
            cancellation, (long)plan.First, (long)plan.Last, aside);
        await rows.ExecuteAsync(
            "update trading.journal_snapshot set node = $3 where node = $1 and not sequence = any($2)",
            cancellation, plan.Snapshots.Select(sequence => (long)sequence).ToArray(), aside);
        return aside;
    }

    private async Task<bool> IsTakenAsync(string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select exists (select from {Table} where node = $1)
                or exists (select from trading.journal_snapshot where node = $1)
            """,
            connection);
        command.Parameters.AddWithValue(name);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    private async Task ExecuteAsync(string text, CancellationToken cancellation, params object[] further)
    {
        await using var command = Command(text);
        foreach (var value in further) command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private void Take(ulong sequence, ulong epoch, byte[] bytes)
    {
        First ??= sequence;
        _rowLast = sequence;
        var isBlock = BlockHeader.Open(bytes).TryGet(out var header, out var error);
        if (isBlock && header.Sequence == sequence && header.Epoch == epoch)
        {
            _blocks.Add(new JournalBlock(Table, bytes.Length, header, StateHasher.Hash(bytes)));
            return;
        }

        _unverified ??= Corrupt(
            DamageKind.Block, sequence, isBlock ? "the row and its block name different numbers" : $"it does not verify: {error}");
    }

    private void Take(ulong sequence, byte[] bytes)
    {
        var isGood = SnapshotHeader.Open(bytes).TryGet(out var header, out var error) && header.Sequence == sequence;
        _snapshots.Add(new JournalSnapshot(
            sequence, bytes.Length, isGood ? header : null, isGood ? null : $"it does not verify: {error}"));
    }

    private NpgsqlCommand Command(string text)
    {
        var command = new NpgsqlCommand(text, connection);
        command.Parameters.AddWithValue(node);
        return command;
    }

    private static CorruptData Missing(ulong sequence, ulong last) =>
        Corrupt(DamageKind.MissingBlock, sequence, $"it is not there, and the fence stands at block {last}");

    private static CorruptData Corrupt(DamageKind kind, ulong sequence, string detail) => new(kind, Table, -1, sequence, detail);
}
