using System;
using System.Collections.Generic;
using Npgsql;

namespace Trading.Journal.Postgres;

/// <summary>The rows of a node as one moment showed them.</summary>
/// <param name="Last">Where the fence stands.</param>
/// <param name="Snapshots">The snapshots in place, newest first.</param>
/// <param name="First">The oldest block; one after the last when there is none.</param>
/// <param name="Newest">The newest block, if there is any.</param>
/// <param name="AfterSnapshot">Blocks after the newest snapshot.</param>
internal sealed record TableInventory(
    ulong Last, IReadOnlyList<ulong> Snapshots, ulong First, ulong? Newest, ulong AfterSnapshot)
{
    /// <summary>The newest snapshot; 0 when there is none.</summary>
    public ulong NewestSnapshot => Snapshots.Count > 0 ? Snapshots[0] : 0;

    /// <summary>What does not fit together.</summary>
    public DamageKind? Damage
    {
        get
        {
            if (NewestSnapshot > Last) return DamageKind.MissingBlock;
            if (First > NewestSnapshot + 1) return Newest is null ? DamageKind.MissingBlock : DamageKind.NoSnapshot;
            return (Newest ?? NewestSnapshot) == Last && AfterSnapshot == Last - NewestSnapshot
                ? null
                : DamageKind.MissingBlock;
        }
    }

    /// <summary>Reads a row of <see cref="PostgresStatements.Inventory"/>.</summary>
    public static TableInventory Read(NpgsqlDataReader row)
    {
        var last = (ulong)row.GetInt64(0);
        return new TableInventory(
            last,
            Array.ConvertAll(row.GetFieldValue<long[]>(1), sequence => (ulong)sequence),
            row.IsDBNull(2) ? last + 1 : (ulong)row.GetInt64(2),
            row.IsDBNull(3) ? null : (ulong)row.GetInt64(3),
            (ulong)row.GetInt64(4));
    }
}
