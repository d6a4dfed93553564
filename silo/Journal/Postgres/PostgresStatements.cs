namespace Trading.Journal.Postgres;

/// <summary>
/// The statements of the journal. Each stands alone: a process that freezes between two of them holds no lock.
/// </summary>
internal static class PostgresStatements
{
    /// <summary>Epochs and refusals are remembered so far back.</summary>
    private const string EpochsKept = "1000";

    /// <summary>$1 node, $2 epoch, $3 sequence, $4 bytes. No row: fenced, and the refusal is on record.</summary>
    public const string Append = """
        with owner as (
            update trading.journal_fence set last_sequence = $3
            where node = $1 and epoch = $2 and last_sequence = $3 - 1
            returning 1),
        refused as (
            insert into trading.journal_refusal (node, epoch, sequence)
            select $1, $2, $3 where not exists (select from owner))
        insert into trading.journal_block (node, sequence, epoch, bytes)
        select $1, $3, $2, $4 from owner
        """;

    /// <summary>$1 node, $2 epoch, $3 sequence. No row: fenced.</summary>
    public const string Confirm =
        "select 1 from trading.journal_fence where node = $1 and epoch = $2 and last_sequence = $3";

    /// <summary>
    /// $1 node. Takes the next epoch. An append on its way holds the fence's row: whatever it does has happened when
    /// this returns.
    /// </summary>
    public const string TakeEpoch = $"""
        with taken as (
            insert into trading.journal_fence as fence (node, epoch, last_sequence) values ($1, 1, 0)
            on conflict (node) do update set epoch = fence.epoch + 1
            returning epoch, last_sequence),
        noted as (
            insert into trading.journal_epoch (node, epoch, last_sequence)
            select $1, epoch, last_sequence from taken
            on conflict (node, epoch) do update set last_sequence = excluded.last_sequence, opened_at = now()),
        epochs_gone as (
            delete from trading.journal_epoch e using taken t where e.node = $1 and e.epoch < t.epoch - {EpochsKept}),
        refusals_gone as (
            delete from trading.journal_refusal r using taken t where r.node = $1 and r.epoch < t.epoch - {EpochsKept}),
        unverified_gone as (
            delete from trading.journal_snapshot where node = $1 and not verified)
        select epoch from taken
        """;

    /// <summary>
    /// $1 node, $2 epoch: the fence, the blocks and the snapshots, all of one moment. No row: another owner came.
    /// </summary>
    public const string Inventory = """
        with kept as (
            select coalesce(array_agg(distinct sequence order by sequence desc), array[]::bigint[]) as snapshots
            from trading.journal_snapshot where node = $1 and verified)
        select last_sequence, snapshots,
            (select min(sequence) from trading.journal_block where node = $1),
            (select max(sequence) from trading.journal_block where node = $1),
            (select count(*) from trading.journal_block where node = $1 and sequence > coalesce(snapshots[1], 0))
        from trading.journal_fence, kept
        where node = $1 and epoch = $2
        """;

    /// <summary>$1 node, $2 sequence: the first block after it that is missing.</summary>
    public const string FirstMissing = """
        select min(sequence + 1) from (
            select $2::bigint as sequence
            union all
            select sequence from trading.journal_block where node = $1 and sequence > $2) as have
        where not exists (
            select from trading.journal_block b where b.node = $1 and b.sequence = have.sequence + 1)
        """;

    /// <summary>
    /// $1 node, $2 first sequence, $3 bytes wanted: whole blocks up to that size, and the first whatever its size.
    /// </summary>
    public const string Read = """
        select sequence, bytes
        from (
            select sequence, bytes, sum(octet_length(bytes)) over (order by sequence) as total
            from (
                select sequence, bytes from trading.journal_block
                where node = $1 and sequence >= $2 order by sequence limit 512) as near) as sized
        where total <= $3 or sequence = $2
        order by sequence
        """;

    /// <summary>$1 node, $2 epoch, $3 sequence, $4 bytes: a snapshot written aside.</summary>
    public const string WriteSnapshot = """
        insert into trading.journal_snapshot as s (node, sequence, epoch, bytes)
        select $1, $3, $2, $4 from trading.journal_fence where node = $1 and epoch = $2 and last_sequence >= $3
        on conflict (node, sequence, epoch) do update set bytes = excluded.bytes where not s.verified
        """;

    /// <summary>$1 node, $2 epoch, $3 sequence: the bytes to verify.</summary>
    public const string ReadBackSnapshot =
        "select bytes from trading.journal_snapshot where node = $1 and epoch = $2 and sequence = $3";

    /// <summary>$1 node, $2 epoch, $3 sequence: puts a verified snapshot in place. No row: fenced.</summary>
    public const string PublishSnapshot = """
        with owner as (
            select 1 from trading.journal_fence
            where node = $1 and epoch = $2 and last_sequence >= $3 for share)
        update trading.journal_snapshot set verified = true
        where node = $1 and epoch = $2 and sequence = $3 and exists (select from owner)
        """;

    /// <summary>
    /// $1 node: drops the snapshots beyond the newest two. What they and the two cover is decided by what is in the
    /// table, so it does not matter who asks.
    /// </summary>
    public const string DropSnapshots = """
        delete from trading.journal_snapshot
        where node = $1 and verified and sequence < (
            select min(sequence) from (
                select distinct sequence from trading.journal_snapshot
                where node = $1 and verified order by sequence desc limit 2) as newest)
        """;

    /// <summary>$1 node: drops the blocks that both kept snapshots cover.</summary>
    public const string DropBlocks = """
        delete from trading.journal_block
        where node = $1 and sequence <= (
            select min(sequence) from (
                select distinct sequence from trading.journal_snapshot
                where node = $1 and verified order by sequence desc limit 2) as newest
            having count(*) = 2)
        """;

    /// <summary>$1 node, $2 sequence.</summary>
    public const string ReadSnapshot = """
        select bytes from trading.journal_snapshot
        where node = $1 and sequence = $2 and verified order by epoch desc limit 1
        """;
}
